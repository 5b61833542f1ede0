internal import DureCore
internal import Foundation

/// `dure-results [--json] [--data FOLDER] [--seeds N] [--pictures FOLDER] [--from FILE]...
/// [NAME...]`: the published figures, computed anew, or shown from files that `--json` wrote.
@main
enum ResultsCommand {
    static func main() throws {
        do {
            try run(ResultsOptions(CommandLine.arguments.dropFirst()))
        } catch let mistake as ResultsOptions.Mistake {
            StandardStreams.error(mistake.sentence)
            exit(2)
        }
    }

    private static func run(_ options: ResultsOptions) throws {
        let results = try options.files.isEmpty ? computed(options) : stored(options)
        if let folder = options.pictures {
            let storage = FileStorage(root: folder)
            for result in results {
                let picture = ResultsPicture(result: result)
                try storage.write(Array(picture.svg.utf8), to: "\(result.name).svg")
            }
        }
        guard !options.isJSON else {
            print(ExperimentResult.document(results).prettyText)
            return
        }
        let folder = options.pictures?.split(separator: "/").last.map(String.init)
        let text = ResultsText(pictures: folder)
        print(ResultsText.heading)
        print(ResultsText.summary(results))
        for result in results { print(text.markdown(result)) }
    }

    /// What files hold, in the order of the files; of all experiments where none is named.
    private static func stored(_ options: ResultsOptions) throws -> [ExperimentResult] {
        let results = try options.files.flatMap { file in
            try ExperimentResult.read(
                JSONValue(
                    parsing: SampleTable.bytes(of: file), byteCountMax: SampleTable.byteCountMax))
        }
        return try chosen(results, options.names, name: \.name)
    }

    private static func computed(_ options: ResultsOptions) throws -> [ExperimentResult] {
        let run = ExperimentRun(
            date: Timestamp(now: SystemWallClock()).date, machine: machine,
            seedCount: options.seedCount
        ) { StandardStreams.error($0) }
        let all = Experiment.all(data: options.data)
        return try chosen(all, options.names, name: \.name).compactMap { experiment in
            guard (try? SampleTable.bytes(of: experiment.file)) != nil else {
                // Data that the project may not carry.
                StandardStreams.error(
                    "\(experiment.name): \(experiment.file) is not here; left out.")
                return nil
            }
            return try run.result(of: experiment)
        }
    }

    /// Those of the names; all for none.
    private static func chosen<Element>(
        _ all: [Element], _ names: [String], name: (Element) -> String
    ) throws -> [Element] {
        let known = all.map(name)
        for missing in names where !known.contains(missing) {
            throw ResultsOptions.Mistake(
                sentence: "There is no \(missing); there are: \(known.joined(separator: " ")).")
        }
        return all.filter { names.isEmpty || names.contains(name($0)) }
    }

    /// The processor's name and how many of it, as Linux tells them.
    private static var machine: String {
        // Where the system tells nothing, the line says so; no figure depends on it.
        guard let bytes = try? SampleTable.bytes(of: "/proc/cpuinfo") else {
            return "machine unknown"
        }
        let names = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
            .filter { $0.hasPrefix("model name") }
            .compactMap { $0.split(separator: ":").last }
        guard let name = names.first else { return "machine unknown" }
        return "\(names.count) x\(name)"
    }
}
