internal import DureCore

/// `swift run dure-results [--json] [FOLDER]`: the published figures, computed anew.
@main
enum ResultsCommand {
    private static let folder = "Examples/heart-disease"

    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        let study = try HeartStudy(folder: arguments.first { !$0.hasPrefix("-") } ?? folder)
        let text = ResultsText(
            study: study, grid: try PenaltyGrid(study.rows, manifest: study.exact.manifest),
            figure: try study.figure(), date: Timestamp(now: SystemWallClock()).date,
            machine: machine)
        print(arguments.contains("--json") ? text.json.prettyText : text.markdown)
    }

    /// The processor's name and how many of it, as Linux tells them.
    private static var machine: String {
        // Where the system tells nothing, the line says so; no figure depends on it.
        guard let bytes = try? HeartRows.bytes(of: "/proc/cpuinfo") else {
            return "machine unknown"
        }
        let names = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
            .filter { $0.hasPrefix("model name") }
            .compactMap { $0.split(separator: ":").last }
        guard let name = names.first else { return "machine unknown" }
        return "\(names.count) x\(name)"
    }
}
