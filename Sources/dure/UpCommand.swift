import ArgumentParser
import DureCore
import DureFederation
import DureNode
import DureVault

/// The command `dure up`.
struct UpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up", abstract: CommandPhrases.up.text(Speech.language),
        discussion: "Example: dure up --home clinic")

    @OptionGroup var home: HomeOption
    @OptionGroup var output: JSONOption
    @OptionGroup var parent: ParentOption

    func run() async throws {
        let member = try home.member()
        let (address, _) = try member.federation()
        if try MemberHome.slots(at: home.path).contains(where: { $0.kind == .plainFile }) {
            Speech.warn(VaultPhrases.plainFileWarning)
        }
        let name = member.base.settings.name.text
        for dataset in try member.expire() {
            StandardStreams.error(
                Speech.say(SubjectPhrases.expired, ["dataset": dataset.text]))
        }
        let json = output.json
        let service = try MemberService(home: member) { event in
            ProgressLines.say(event, json: json)
        }
        try await Signals.untilStopped(.service, parent: parent.parent) {
            try await service.run {
                if json {
                    StandardStreams.out(
                        JSONValue.object(["event": "connected", "name": .string(name)])
                            .canonicalText)
                } else {
                    StandardStreams.out(
                        Speech.say(
                            CommandPhrases.connected,
                            ["name": name, "host": address.host, "port": "\(address.port)"]))
                }
            }
        }
    }
}
