import ArgumentParser
import DureCore
import DureFederation
import DureNode

/// The command `dure federation`.
struct FederationCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "federation", abstract: CommandPhrases.federation.text(Speech.language),
        subcommands: [
            Create.self, Token.self, Join.self, Members.self, Review.self, Approve.self,
            Remove.self,
        ])

    /// The command `dure federation create`.
    struct Create: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: CommandPhrases.federationCreate.text(Speech.language),
            discussion: "Example: dure federation create --home fed --name four-hospitals "
                + "--accord accord.toml")

        @OptionGroup var home: HomeOption
        @OptionGroup var output: JSONOption
        @Option(name: .long, help: "The federation's name.")
        var name: Name
        @Option(name: .long, help: "The rules that all members sign (TOML, an [accord]).")
        var accord: String

        func run() throws {
            let federation = try CoordinatorHome.create(
                at: home.path, federation: name, accord: UserFile.read(accord),
                language: Speech.language, clock: SystemWallClock(), accordPath: accord)
            output.show(
                [
                    "federation": .string(name.text), "home": .string(home.path),
                    "authority": .string(federation.authority.fingerprint.hex),
                ],
                orLines: [
                    Speech.say(
                        CommandPhrases.federationCreated,
                        ["name": name.text, "path": home.path])
                ])
        }
    }

    /// The command `dure federation token`.
    struct Token: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: CommandPhrases.federationToken.text(Speech.language),
            discussion: "Example: dure federation token --home fed --member clinic --economy KR")

        @OptionGroup var home: HomeOption
        @OptionGroup var output: JSONOption
        @Option(name: .long, help: "The member's name.")
        var member: Name
        @Option(name: .long, help: "The member's economy (ISO 3166).")
        var economy: String

        func validate() throws { try Economy.check(economy) }

        func run() throws {
            let federation = try CoordinatorHome(opening: home.path)
            var generator = SystemSecureGenerator()
            let token = try federation.invite(
                member, economy: economy, clock: SystemWallClock(), using: &generator)
            output.show(
                ["token": .string(token.reveal()), "member": .string(member.text)],
                orLines: [token.reveal()])
        }
    }

    /// The command `dure federation join`.
    struct Join: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: CommandPhrases.federationJoin.text(Speech.language),
            discussion: "Example: dure federation join --home clinic --coordinator "
                + "fed.example.org:7374 --token dure1:...")

        @OptionGroup var home: HomeOption
        @OptionGroup var output: JSONOption
        @Option(name: .long, help: "Where the coordinator listens, HOST:PORT.")
        var coordinator: String
        @Option(name: .long, help: "The one-time token, or - to read it from standard input.")
        var token: String
        @Option(
            name: .long,
            help: "The federation's accord, to be compared with the one that the coordinator has.")
        var accord: String?

        func validate() throws {
            guard NodeSettings.Address(text: coordinator) != nil else {
                throw ValidationError("--coordinator wants HOST:PORT, as in 127.0.0.1:7374.")
            }
        }

        func run() async throws {
            guard let address = NodeSettings.Address(text: coordinator) else { return }
            let text = token == "-" ? readLine() ?? "" : token
            let member = try home.member()
            let accordHash = try await member.join(
                address, token: EnrolmentToken(text: text),
                accord: accord.map { try UserFile.read($0) }, accordPath: accord ?? "accord")
            let federation = try FederationFiles.credential(in: member.base.storage)?
                .certificate.federation.text
            let name = member.base.settings.name.text
            output.show(
                [
                    "member": .string(name), "federation": .string(federation ?? ""),
                    "accord": .string(accordHash.hex),
                ],
                orLines: [
                    Speech.say(
                        CommandPhrases.federationJoined,
                        ["name": name, "federation": federation ?? ""]),
                    "accord: \(FederationFiles.accordPath), SHA-256 \(accordHash.hex)",
                ])
        }
    }

    /// The command `dure federation members`.
    struct Members: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: CommandPhrases.federationMembers.text(Speech.language),
            discussion: "Example: dure federation members --home clinic")

        @OptionGroup var home: HomeOption
        @OptionGroup var output: JSONOption

        func run() async throws {
            let members = try await MemberList.read(home)
            output.show(.array(members), orLines: MemberList.lines(members))
        }
    }
}

/// The members of a federation, as its coordinator or a home knows them.
private enum MemberList {
    /// From a coordinator's own home, or from the coordinator; where that cannot be reached, from
    /// the roster that the node has pinned.
    static func read(_ home: HomeOption) async throws -> [JSONValue] {
        guard try NodeHome.kind(at: home.path) == .node else {
            return rows(try CoordinatorHome(opening: home.path).roster())
        }
        let member = try home.member()
        do {
            return try await FederationCommand.with(member) { try await $0.status() }["members"]?
                .elements ?? []
        } catch let error as TransportError where error.isUnreachable {
            guard let roster = try FederationFiles.roster(in: member.base.storage) else {
                throw error
            }
            StandardStreams.error(Speech.say(CommandPhrases.ownRecord))
            return rows(roster)
        }
    }

    private static func rows(_ roster: FederationRoster) -> [JSONValue] {
        roster.members.map { member in
            [
                "name": .string(member.name.text), "economy": .string(member.economy),
                "connected": .null, "fingerprint": .string(member.key.fingerprint.hex),
            ]
        }
    }

    static func lines(_ members: [JSONValue]) -> [String] {
        guard !members.isEmpty else { return [Speech.say(CommandPhrases.noMembers)] }
        var table = TextTable(
            [
                CommandPhrases.member, CommandPhrases.economy, CommandPhrases.isConnected,
                CommandPhrases.key,
            ].map { Speech.say($0) })
        for member in members {
            let connected: String =
                switch member["connected"] {
                case .bool(true)?: Speech.say(CommandPhrases.yes)
                case .bool(false)?: Speech.say(CommandPhrases.no)
                default: "-"
                }
            table.add([
                member["name"]?.text ?? "", member["economy"]?.text ?? "", connected,
                String((member["fingerprint"]?.text ?? "").prefix(16)),
            ])
        }
        return table.lines
    }
}

/// The form of an economy's code on the command line.
enum Economy {
    static func check(_ text: String) throws {
        guard text.utf8.count == 2, text.allSatisfy({ $0.isASCII && $0.isUppercase }) else {
            throw ValidationError(Speech.say(CommandPhrases.badEconomy))
        }
    }
}
