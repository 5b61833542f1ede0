import ArgumentParser
import DureCore
import DureFederation
import DureNode

/// The command `dure coordinate`.
struct CoordinateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "coordinate", abstract: CommandPhrases.coordinate.text(Speech.language),
        discussion: "Example: dure coordinate --home federation --port 7374")

    @OptionGroup var home: HomeOption
    @OptionGroup var output: JSONOption
    @OptionGroup var parent: ParentOption

    @Option(name: .long, help: "The address to listen on.")
    var host = "127.0.0.1"

    @Option(name: .long, help: "The port to listen on; 0 takes any free one.")
    var port = 7374

    @Option(
        name: .long,
        help: "Seconds that a study waits for the answers of its members.")
    var decideWithin = 7 * 24 * 60 * 60

    func validate() throws {
        guard (0...31_536_000).contains(decideWithin) else {
            throw ValidationError("--decide-within wants seconds, at most a year.")
        }
        guard (0...65_535).contains(port) else {
            throw ValidationError("--port wants a number from 0 to 65535.")
        }
    }

    func run() async throws {
        let federation = try CoordinatorHome(opening: home.path)
        let name = federation.base.settings.name.text
        let (host, json) = (host, output.json)
        var patience = CoordinatorMachine.Patience()
        patience.decisionMilliseconds = Int64(decideWithin) * 1_000
        let service = try CoordinatorService(home: federation, patience: patience) { event in
            ProgressLines.say(event, json: json)
        }
        let port = port
        try await Signals.untilStopped(.service, parent: parent.parent) {
            try await service.run(host: host, port: port) { bound in
                if json {
                    let event: JSONValue = [
                        "event": "listening", "host": .string(host), "port": .integer(Int64(bound)),
                    ]
                    StandardStreams.out(event.canonicalText)
                } else {
                    StandardStreams.out(
                        Speech.say(
                            CommandPhrases.listening,
                            ["name": name, "host": host, "port": "\(bound)"]))
                }
            }
        }
    }
}
