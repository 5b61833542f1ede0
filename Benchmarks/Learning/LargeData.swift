// How long learning takes, and how much memory, from a dataset in a vault, held or streamed.
//
//     dure-large make HOME NAME ROWS INPUTS        seals made rows, without keeping them
//     dure-large regression|trees HOME NAME MEGABYTES [WORKERS]
//
// The second line of what it prints is the hash of the model: the same at any limit.

import DureCharter
import DureCore
import DureLearning
import DureLedger
import DureTensor
import DureVault
import Foundation

@main
struct LargeData {
    private static let charter = """
        [charter]
        id = "alone"
        version = 1
        economy = "KR"
        languages = ["en"]
        in_force = 2026-01-01

        [[rule]]
        id = "all"
        effect = "permit"
        text = { en = "All is allowed with made rows." }

        """

    /// Who asks the vault, and for what.
    private let vault: Vault
    private let gate: Gate
    private let name: Name

    static func main() throws {
        let words = CommandLine.arguments
        guard words.count >= 5 else {
            print("dure-large make HOME NAME ROWS INPUTS")
            print("dure-large regression|trees HOME NAME MEGABYTES [WORKERS]")
            return
        }
        let large = try LargeData(home: words[2], name: words[3])
        let numbers = words.dropFirst(4).map { Int($0) ?? 1 }
        if words[1] == "make" {
            try large.make(rowCount: numbers[0], inputCount: numbers.count > 1 ? numbers[1] : 50)
        } else {
            let pool = WorkerPool(count: numbers.count > 1 ? numbers[1] : 1)
            try large.train(words[1], byteCountMax: numbers[0] * 1_000_000, pool: pool)
        }
    }

    private init(home: String, name: String) throws {
        // The rows are made: nobody need be kept from them.
        var generator = SteadyGenerator()
        self.name = try Name(name)
        let rules = try Charter(parsing: Array(Self.charter.utf8))
        gate = Gate(charter: rules, journal: NoJournal(), clock: SystemWallClock())
        vault = try Vault.open(
            home: FileStorage(root: home), rootKey: RootKey(using: &generator),
            journal: NoJournal(), clock: SystemWallClock())
    }

    private func request(_ action: Action) -> CharterRequest {
        CharterRequest(
            action: action, purpose: "research", sensitivity: .open, requester: "benchmark",
            date: Timestamp(now: SystemWallClock()).date)
    }

    private func make(rowCount: Int, inputCount: Int) throws {
        let draft = CardDraft(
            name: name, title: "Made rows", source: "A generator", legalBasis: "None needed",
            notice: "None", purposes: ["research"], sensitivity: .open)
        var rows = MadeRows(rowCount: rowCount, inputCount: inputCount)
        let grant = try gate.grant(request(.ingest), toImport: draft)
        _ = try vault.importTable(from: &rows, as: draft, under: grant)
        Self.report("made", since: nil)
    }

    private func train(_ kind: String, byteCountMax: Int, pool: WorkerPool) throws {
        let begun = ContinuousClock().now
        let card = try vault.card(of: name)
        let columns = try StudyColumns(
            inputs: card.columnNames.dropLast().map {
                .number(
                    try FeatureSpecification(
                        column: $0, unit: "", lower: 0, upper: 1, center: 0.5, scale: 0.3))
            }, target: .binary(column: "y"))
        let grant = try gate.grant(request(.train), to: card, columns: columns.names)
        let rows: StudyRows
        if try 2 * vault.byteCounts(of: name, columns: columns.names).upperBound <= byteCountMax {
            rows = .held(try StudyTable(columns, batch: vault.batches(under: grant)))
        } else if let parts = try vault.parts(under: grant) {
            rows = try StudyRows(
                reading: VaultRows(columns: columns, records: parts), within: byteCountMax)
        } else {
            return
        }
        Self.report("read", since: begun)
        let result =
            kind == "trees"
            ? try runAlone(try Self.trees(columns, pool), on: rows)
            : try runAlone(
                try GeneralizedLinear(columns: columns, family: .bernoulli, ridge: 1, pool: pool),
                on: rows)
        print(Digest(of: result.state.canonicalBytes).hex, result.roundCount, "sums")
        Self.report(kind, since: begun)
    }

    private static func trees(
        _ columns: StudyColumns, _ pool: WorkerPool
    ) throws -> GradientBoostedTrees {
        var settings = TreeSettings()
        settings.treeCount = 10
        settings.growth = .leafWise
        settings.depthMax = nil
        settings.leavesMax = 31
        settings.edges = .quantile
        return try GradientBoostedTrees(columns: columns, settings: settings, pool: pool)
    }

    /// Wall and processor time so far, and the most memory of the process.
    private static func report(_ what: String, since begun: ContinuousClock.Instant?) {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let peak = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
        let wall = begun.map { "\($0.duration(to: ContinuousClock().now))" } ?? ""
        let processor = Double(clock()) / Double(CLOCKS_PER_SEC)
        print("\(what): wall \(wall), processor \(processor) s, \(peak)")
    }
}

/// The rows of a dataset in a vault.
private struct VaultRows: TableParts {
    let columns: StudyColumns
    let records: RecordParts
    var partCount: Int { records.count }
    func table(_ part: Int) throws -> StudyTable {
        try StudyTable(columns, batch: records.records(part))
    }
}

/// Rows of uniform numbers, of which every second input speaks for or against the label.
private struct MadeRows: TableSource {
    let schema: TableSchema
    let scan: NumberScan? = nil
    private static let rowCountOfPart = 65_536
    private let inputCount: Int
    private var left: Int
    private var generator = SteadyGenerator()

    init(rowCount: Int, inputCount: Int) {
        self.inputCount = inputCount
        left = rowCount
        let names = (0..<inputCount).map { "x\($0)" } + ["y"]
        schema = TableSchema(
            columns: names.map {
                TableSchema.Column(
                    name: $0, type: .number, missingCount: 0,
                    distinctCount: $0 == "y" ? 2 : rowCount)
            }, rowCount: rowCount)
    }

    mutating func next() throws -> TablePartition? {
        guard left > 0 else { return nil }
        let count = min(Self.rowCountOfPart, left)
        left -= count
        var scores = [Double](repeating: -0.3, count: count)
        var columns: [String: RecordBatch.Column] = [:]
        for input in 0..<inputCount {
            let weight = Double(input % 5 - 2) * 0.3
            var values = [Double](repeating: 0, count: count)
            for row in 0..<count {
                values[row] = Double(generator.next() >> 40) * 0x1p-24
                scores[row] += weight * (values[row] - 0.5)
            }
            columns["x\(input)"] = .numbers(values)
        }
        columns["y"] = .numbers(
            scores.map { score in
                let chance = 0.5 + 0.5 * score / (1 + abs(score))
                return Double(generator.next() >> 11) * 0x1p-53 < chance ? 1 : 0
            })
        var part = WholeTable(
            Table(
                schema: TableSchema(columns: schema.columns, rowCount: count),
                records: RecordBatch(rowCount: count, columns: columns)))
        return part.next()
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same rows and the same key each time.
private struct SteadyGenerator: SecureRandomNumberGenerator {
    private var state: UInt64 = 1

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }
}

/// Nothing that is done with made rows has to be kept.
private struct NoJournal: Journal {
    func enter(_ entry: LedgerEntry) throws -> Int { 0 }
}
