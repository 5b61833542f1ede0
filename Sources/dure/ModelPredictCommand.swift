import ArgumentParser
import DureCore
import DureLearning
import DureNode
import DureVault

/// The command `dure model predict`.
struct ModelPredictCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict", abstract: ModelPhrases.predict.text(Speech.language),
        discussion: "Example: dure model predict heart-2026 new.csv --home clinic "
            + "--output scored.csv")

    @Argument(help: "The model's name, which is its study's.")
    var name: Name
    @Argument(help: "The table (CSV, JSON Lines, gzip, SQLite), or - for standard input.")
    var file: String
    @OptionGroup var home: HomeOption
    @OptionGroup var json: JSONOption
    @Option(name: .long, help: "The file to write; without it, standard output.")
    var output: String?
    @Option(
        name: .long, help: "How rows are written; without it, as --output ends or as they come.")
    var format: TableWriter.Format?
    @Flag(name: .long, help: "Replace the file that --output names.")
    var force = false
    @Option(name: .long, help: "The name of the added column; without it, the model's own.")
    var column: String?

    func validate() throws {
        guard !json.json || output != nil else {
            throw ValidationError("--json wants --output: the table takes standard output.")
        }
        guard output?.hasSuffix(".gz") != true else {
            throw ValidationError("--output is not packed: name a file without .gz.")
        }
    }

    func run() async throws {
        let command = self
        try await Signals.untilStopped(.task) { try command.predict() }
    }

    private func predict() throws {
        if let output, !force, UserFile.exists(output) {
            throw NodeError.fileExists(path: output)
        }
        let home = try NodeHome(opening: home.path, kind: .node)
        let model = try home.model(name)
        guard !model.model.outputNames.isEmpty else {
            throw ValidationError(Speech.say(ModelPhrases.foretellsNothing))
        }
        var prediction = TablePrediction(model.model, column: column, format: form)
        let path = file == "-" ? "/dev/stdin" : file
        let log = LedgerLog(
            ledger: try home.ledger(), actor: home.settings.name.text, clock: SystemWallClock())
        // Whatever answers leave, the ledger knew of them before; how many, it learns after.
        try log.record(
            "model.predict", object: model.hash, details: ["model": .string(name.text)])
        guard let output else {
            try prediction.run(on: path, watch: ImportProgress.watch) {
                try Task.checkCancellation()
                try StandardStreams.out(bytes: $0)
            }
            try record(prediction, of: model, in: log)
            notes(prediction).forEach(StandardStreams.error)
            return
        }
        try UserFile.write(to: output, replacing: force) { add in
            try prediction.run(on: path, watch: ImportProgress.watch) {
                try Task.checkCancellation()
                try add($0)
            }
            // The file shows only once the ledger knows of it.
            try record(prediction, of: model, in: log)
        }
        json.show(
            [
                "model": .string(model.hash.hex), "output": .string(output),
                "rows": .count(prediction.rowCount), "missing": .count(prediction.missingCount),
                "clamped": .count(prediction.clampedCount),
            ],
            orLines: notes(prediction))
    }

    /// Nil for the form in which the table comes.
    private var form: TableWriter.Format? {
        if let format { return format }
        let endings: [(String, TableWriter.Format)] = [
            (".csv", .csv), (".jsonl", .jsonLines), (".ndjson", .jsonLines),
        ]
        return endings.first { output?.hasSuffix($0.0) == true }?.1
    }

    private func record(
        _ prediction: TablePrediction, of model: ModelFile, in log: LedgerLog
    ) throws {
        try log.record(
            "model.predicted", object: model.hash,
            details: ["model": .string(name.text), "rows": .count(prediction.rowCount)])
    }

    private func notes(_ prediction: TablePrediction) -> [String] {
        var notes = [
            Speech.say(
                ModelPhrases.predicted,
                ["rows": "\(prediction.rowCount)", "missing": "\(prediction.missingCount)"])
        ]
        if prediction.clampedCount > 0 {
            notes.append(
                Speech.say(ModelPhrases.clamped, ["count": "\(prediction.clampedCount)"]))
        }
        return notes
    }
}

extension TableWriter.Format: ExpressibleByArgument {}
