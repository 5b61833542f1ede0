import ArgumentParser
import DureCore
import DureFederation
import DureNode
import DureVault

/// The command `dure up`.
struct UpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up", abstract: CommandPhrases.up.text(Speech.language),
        discussion: """
            Example: dure up --home clinic
            \(CommandPhrases.upDiscussion.text(Speech.language))
            """)

    @OptionGroup var home: HomeOption
    @OptionGroup var output: JSONOption
    @OptionGroup var parent: ParentOption
    @Option(
        name: .long,
        help:
            "The management API's port on this machine; 0 for any. It is served once there is a user."
    )
    var apiPort: Int?

    func validate() throws {
        guard (0...65_535).contains(apiPort ?? 0) else {
            throw ValidationError(Speech.say(CommandPhrases.badPort))
        }
    }

    func run() async throws {
        let member = try home.member()
        let hasUsers = try !member.users.users().isEmpty
        let isEnrolled = member.base.settings.coordinator != nil
        // A node that nobody may ask and that belongs nowhere has nothing to do.
        if !isEnrolled, !hasUsers, apiPort == nil { _ = try member.federation() }
        let json = output.json
        let service = isEnrolled ? try service(member) : nil
        // The service holds the home; without one, this does.
        let lock = isEnrolled ? nil : try member.base.hold()
        defer { withExtendedLifetime(lock) {} }
        if try MemberHome.slots(at: home.path).contains(where: { $0.kind == .plainFile }) {
            Speech.warn(VaultPhrases.plainFileWarning)
        }
        for dataset in try member.expire() {
            StandardStreams.error(
                Speech.say(SubjectPhrases.expired, ["dataset": dataset.text]))
        }
        let server =
            hasUsers || apiPort != nil
            ? ManagementServer(
                ManagementAPI(home: member, version: Dure.version) { StandardStreams.error($0) },
                port: apiPort ?? ManagementServer.portDefault) : nil
        try await Signals.untilStopped(.service, parent: parent.parent) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                if let service {
                    group.addTask { try await run(service, member, json: json) }
                }
                if let server {
                    group.addTask {
                        do {
                            try await server.run { Self.tell(port: $0, json: json) }
                        } catch let error as NodeError where service != nil {
                            // The federation does not wait for a port of this machine.
                            StandardStreams.error(Speech.explain(error))
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    private func service(_ member: MemberHome) throws -> MemberService {
        let json = output.json
        return try MemberService(home: member) { event in
            ProgressLines.say(event, json: json)
        }
    }

    private func run(
        _ service: MemberService, _ member: MemberHome, json: Bool
    ) async throws {
        let (address, _) = try member.federation()
        let name = member.base.settings.name.text
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

    private static func tell(port: Int, json: Bool) {
        if json {
            StandardStreams.out(
                JSONValue.object(["event": "serving", "port": .count(port)]).canonicalText)
        } else {
            StandardStreams.out(
                Speech.say(UserCommandPhrases.listening, ["port": "\(port)"]))
        }
    }
}
