import DureCore

/// All rows, one after the other, with a word on the error stream before each.
struct SpeedRun {
    let options: SpeedOptions

    init(_ options: SpeedOptions) {
        self.options = options
    }

    func run() async throws {
        let floors = try Floors.measure()
        var rows: [SpeedRow] = []
        let imports = ["import-parse", "import-seal", "import-memory"]
        if let dure = options.dure, imports.contains(where: options.wants) {
            StandardStreams.error("import …")
            rows += try await ImportRows.run(dure)
        }
        for job in RoundRows.jobs where job.keys.contains(where: options.wants) {
            StandardStreams.error("\(job.keys[0]) …")
            rows += try await job.run(floors)
        }
        if ["masks-1e6-10", "masks-1e6-100"].contains(where: options.wants) {
            StandardStreams.error("masks …")
            rows += try MaskRows.run(floors)
        }
        if ["decisions", "decision-p99"].contains(where: options.wants) {
            StandardStreams.error("decisions …")
            rows += try DecisionRows.run()
        }
        if LedgerRows.keys.contains(where: options.wants) {
            StandardStreams.error("ledger …")
            rows += try await LedgerRows.run(options)
        }
        if ScanRows.keys.contains(where: options.wants) {
            StandardStreams.error("scan …")
            rows += try ScanRows.run(floors)
        }
        if OpenRows.keys.contains(where: options.wants) {
            StandardStreams.error("open …")
            rows += try OpenRows.run(floors)
        }
        if options.wants("simulated") {
            StandardStreams.error("simulated …")
            rows.append(try await SimulatedRow.run(floors))
        }
        if let dure = options.dure, ["start", "demo-round", "demo"].contains(where: options.wants) {
            StandardStreams.error("start …")
            rows += try await DemoRows.run(dure)
        }
        if let file = options.file, ["file", "file-compressed"].contains(where: options.wants) {
            rows += try FileRows.run(file)
        }
        rows += try await LearningRows.run(options)
        let peers = options.peers.isEmpty ? nil : try Peers(files: options.peers)
        let table = SpeedTable(rows: rows, floors: floors, peers: peers)
        StandardStreams.out(options.isJSON ? table.json.prettyText : table.text)
    }
}
