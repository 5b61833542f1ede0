internal import DureCore

/// `dure-results [--json] [--data FOLDER] [NAME...]`: the published figures, computed anew.
@main
enum ResultsCommand {
    static func main() throws {
        var names: [String] = []
        var data = "../shared/data"
        var isJSON = false
        var arguments = CommandLine.arguments.dropFirst()
        while let argument = arguments.popFirst() {
            switch argument {
            case "--json": isJSON = true
            case "--data": data = arguments.popFirst() ?? data
            default: names.append(argument)
            }
        }
        let all = Experiment.all(data: data)
        let known = all.map(\.name)
        for name in names where !known.contains(name) {
            StandardStreams.error(
                "There is no \(name); there are: \(known.joined(separator: " ")).")
            throw ExitStatus.usage
        }
        let text = ResultsText(date: Timestamp(now: SystemWallClock()).date, machine: machine)
        var runs: [JSONValue] = []
        if !isJSON { print(text.heading) }
        for experiment in all where names.isEmpty || names.contains(experiment.name) {
            guard (try? SampleTable.bytes(of: experiment.file)) != nil else {
                // Data that the project may not carry.
                StandardStreams.error(
                    "\(experiment.name): \(experiment.file) is not here; left out.")
                continue
            }
            let run = try ExperimentRun(experiment) { StandardStreams.error($0) }
            if isJSON {
                runs.append(text.json(run))
            } else {
                print(text.markdown(run))
            }
        }
        if isJSON { print(text.json(runs).prettyText) }
    }

    private enum ExitStatus: Error {
        case usage
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
