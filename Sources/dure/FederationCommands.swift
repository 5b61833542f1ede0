import ArgumentParser
import DureCore
import DureFederation
import DureNode

/// The command `dure federation`.
struct FederationCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "federation", abstract: CommandPhrases.federation.text(Speech.language),
        subcommands: [Create.self, Token.self, Join.self, Members.self])

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
                language: Speech.language, clock: SystemWallClock())
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
                accord: accord.map { try UserFile.read($0) })
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
            abstract: CommandPhrases.federationMembers.text(Speech.language))

        @OptionGroup var home: HomeOption
        @OptionGroup var output: JSONOption

        func run() async throws {
            let status = try await FederationCommand.with(home.member()) { try await $0.status() }
            let members = status["members"]?.elements ?? []
            var table = TextTable(["member", "economy", "connected", "key"])
            for member in members {
                table.add([
                    member["name"]?.text ?? "", member["economy"]?.text ?? "",
                    member["connected"] == .bool(true) ? "yes" : "no",
                    String((member["fingerprint"]?.text ?? "").prefix(16)),
                ])
            }
            output.show(.array(members), orLines: table.lines)
        }
    }
}
