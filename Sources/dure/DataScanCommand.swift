import ArgumentParser
import DureCore
import DureNode
import DureVault

/// The command `dure data scan`.
struct DataScanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan", abstract: DataScanPhrases.scan.text(Speech.language),
        discussion: DataScanPhrases.discussion.text(Speech.language))

    @Argument(help: "The file, or - for standard input.")
    var file: String
    @OptionGroup var output: JSONOption
    @Option(
        name: .customLong("as"),
        help: "text, or table (CSV, TSV, SQLite); without it the name's ending or the file says.")
    var form: FileScan.Form?
    @Option(name: .long, help: "The table of a SQLite database that has several.")
    var table: String?
    @Option(name: .long, help: "Only numbers of this economy, as in KR; may be repeated.")
    var economy: [String] = []
    @Option(name: .long, help: "Only this rule, as in kr_rrn; may be repeated.")
    var rule: [String] = []
    @Option(name: .long, help: "Tell what is possible, likely or certain (default: likely).")
    var least: ScanLeast = .likely
    @Option(name: .long, help: "So many places are shown; all are counted (default: 20).")
    var places: Int = 20

    func validate() throws {
        guard 0...FieldScreen.hitCountMax ~= places else {
            throw ValidationError("--places is from 0 to \(FieldScreen.hitCountMax).")
        }
        for code in economy where !Economies.codes.contains(code) || code == Economies.none {
            throw ValidationError("--economy is one of the 21, as in KR.")
        }
        for type in rule where !ScanOptions.allTypes.contains(type) {
            throw ValidationError(
                "--rule is one of: \(ScanOptions.allTypes.joined(separator: " ")).")
        }
    }

    func run() throws {
        let path = file == "-" ? "/dev/stdin" : file
        let options = ScanOptions(
            economies: economy.isEmpty ? nil : Set(economy), types: rule.isEmpty ? nil : Set(rule),
            confidence: least.confidence)
        let form = form ?? (table == nil ? FileScan.form(of: file) : .table)
        let report = try FileScan.report(
            of: path, table: table, as: form, options, hitCountMax: places,
            watch: ImportProgress.watch)
        output.show(
            ScanText.json(report, file: file, form: form),
            orLines: ScanText.lines(report, isTable: form == .table))
    }
}

/// The least sure that is told.
enum ScanLeast: String, ExpressibleByArgument, CaseIterable {
    case possible, likely, certain

    var confidence: Finding.Confidence {
        switch self {
        case .possible: .possible
        case .likely: .likely
        case .certain: .certain
        }
    }
}

extension FileScan.Form: ExpressibleByArgument {}
