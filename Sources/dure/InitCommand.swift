import ArgumentParser
import DureCharter
import DureCore
import DureNode
import DureVault

/// The command `dure init`.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: CommandPhrases.initialize.text(Speech.language),
        discussion: "Example: dure init --home clinic --name clinic --economy KR")

    @OptionGroup var home: HomeOption
    @OptionGroup var output: JSONOption

    @Option(name: .long, help: "The node's name: 1 to 40 of a-z, 0-9 and -.")
    var name: Name

    @Option(name: .long, help: "The economy whose rules bind the node (ISO 3166, as in KR).")
    var economy: String

    @Option(name: .long, help: "A charter (TOML) to start from; without it, the economy's pack.")
    var charter: String?

    func validate() throws {
        try Economy.check(economy)
    }

    func run() throws {
        let rules = try charter.map { try UserFile.read($0) } ?? StarterCharter.text(economy)
        let tests: [UInt8]? =
            if let charter { try Self.tests(beside: charter) } else { StarterCharter.tests }
        let passphrase = HomeOption.passphrase
        try MemberHome.create(
            at: home.path, name: name, economy: economy, language: Speech.language,
            charter: rules, charterTests: tests, passphrase: passphrase,
            charterPath: charter ?? "charter.toml")
        if passphrase == nil {
            Speech.warn(VaultPhrases.plainFileWarning)
        }
        var json: [String: JSONValue] = ["name": .string(name.text), "home": .string(home.path)]
        var lines = [
            Speech.say(CommandPhrases.initialized, ["name": name.text, "path": home.path])
        ]
        if charter == nil {
            let pack = CharterPack.of(economy: economy)
            json["pack"] = .string(pack.name)
            let phrase =
                pack.economy == nil ? CommandPhrases.fromGenericPack : CommandPhrases.fromPack
            lines.append(
                Speech.say(
                    phrase,
                    [
                        "economy": pack.economy == nil
                            ? economy : pack.title.text(Speech.language)
                    ]))
        }
        output.show(.object(json), orLines: lines)
    }

    /// The tests that lie beside a charter, where they do.
    private static func tests(beside charter: String) throws -> [UInt8]? {
        let stem = charter.hasSuffix(".toml") ? String(charter.dropLast(".toml".count)) : charter
        let path = stem + ".tests.toml"
        return UserFile.exists(path) ? try UserFile.read(path) : nil
    }
}
