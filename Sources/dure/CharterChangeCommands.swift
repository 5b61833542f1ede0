import ArgumentParser
import DureCharter
import DureCore
import DureNode

/// The command `dure charter diff`.
struct CharterDiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: CharterCommandPhrases.diff.text(Speech.language),
        discussion: "Example: dure charter diff clinic/charter.toml draft.toml")

    @Argument(help: "The charter as it is.")
    var old: String
    @Argument(help: "The charter as it would be.")
    var new: String
    @OptionGroup var output: JSONOption

    func run() throws {
        let charters = try [old, new].map {
            try NodeHome.charter(
                parsing: UserFile.read($0, byteCountMax: Charter.byteCountMax), path: $0)
        }
        let diff = CharterDiff(from: charters[0], to: charters[1])
        output.show(diff.json, orLines: diff.sentences(Speech.language))
    }
}

/// The command `dure charter key`.
struct CharterKeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: CharterCommandPhrases.key.text(Speech.language),
        discussion: "Example: dure charter key officer-7 --role privacy-officer")

    @Argument(help: "Whose key it is: a key id or a short name.")
    var person: Name
    @Option(name: .long, help: "In which role the person signs.")
    var role: String
    @Option(name: .long, help: "The key file; NAME.key without it. Never in a node's home.")
    var file: String?
    @OptionGroup var output: JSONOption

    func run() throws {
        let key = PersonKey(for: person)
        let path = file ?? "\(person.text).key"
        try key.write(to: path)
        let signer = key.signer(role: role)
        output.show(
            [
                "person": .string(person.text), "role": .string(role), "file": .string(path),
                "key": .string(CharterSigner.text(of: signer.key)),
            ],
            orLines: [
                Speech.say(CharterCommandPhrases.keyMade, ["path": path]), "",
            ] + signer.toml.split(separator: "\n").map(String.init))
    }
}

/// The command `dure charter sign`.
struct CharterSignCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign", abstract: CharterCommandPhrases.sign.text(Speech.language),
        discussion: CharterCommandPhrases.signDiscussion.text(Speech.language))

    @OptionGroup var source: CharterSource
    @Option(name: .long, help: "The signer's key file, made by `dure charter key`.")
    var key: String
    @Option(name: .long, help: "The tests; without it FILE.tests.toml beside the charter.")
    var tests: String?
    @Flag(name: .long, help: "Show what would be signed, and sign nothing.")
    var dryRun = false
    @OptionGroup var output: JSONOption

    func run() throws {
        let clock = SystemWallClock()
        let home = try NodeHome(opening: source.home.path, kind: .node)
        let person = try PersonKey(opening: key)
        let text = try source.read()
        let tests = try source.readTests(self.tests ?? source.testsPath)
        let versions = CharterVersions(storage: home.storage)
        let time = Timestamp(now: clock)
        let before: CharterVersions.Outcome
        do {
            before = try versions.proposal(text, tests: tests, on: time.date)
        } catch let error as TOMLError {
            throw NodeError.settings(path: source.path, error)
        }
        let signer = try before.version.signer(with: person.identity.publicKey)
        let outcome =
            dryRun
            ? before
            : try versions.sign(
                text, tests: tests, with: person.identity, at: time,
                log: LedgerLog(
                    ledger: try home.ledger(), actor: signer.person.text, clock: clock))
        show(outcome)
    }

    private func show(_ outcome: CharterVersions.Outcome) {
        let charter = outcome.version.charter
        let diff = outcome.last.map { CharterDiff(from: $0, to: charter) }
        var json: [String: JSONValue] = [
            "id": .string(charter.id), "version": .count(charter.version),
            "hash": .string(charter.hash.hex), "in_force": .string(charter.inForce),
            "complete": .bool(outcome.version.isComplete),
            "signatures": .array(
                outcome.version.signatures.map {
                    ["person": .string($0.person.text), "role": .string($0.role)]
                }),
        ]
        json["diff"] = diff?.json
        var lines = diff?.sentences(Speech.language) ?? [Speech.say(CharterCommandPhrases.founding)]
        lines.append("")
        lines += outcome.version.signatures.map {
            Speech.say(
                CharterCommandPhrases.signedBy,
                [
                    "person": $0.person.text, "role": Vocabulary.text($0.role, Speech.language),
                    "time": $0.time,
                ])
        }
        let values: KeyValuePairs = [
            "id": charter.id, "version": "\(charter.version)", "date": charter.inForce,
        ]
        lines.append(
            Speech.say(
                dryRun
                    ? CharterCommandPhrases.nothingSigned
                    : outcome.version.isComplete
                        ? CharterCommandPhrases.complete : CharterCommandPhrases.waits, values))
        output.show(.object(json), orLines: lines)
    }
}

/// The command `dure charter versions`.
struct CharterVersionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "versions", abstract: CharterCommandPhrases.versions.text(Speech.language),
        discussion: "Example: dure charter versions --home clinic")

    @OptionGroup var home: HomeOption
    @OptionGroup var output: JSONOption

    func run() throws {
        let home = try NodeHome(opening: home.path, kind: .node)
        let versions = CharterVersions(storage: home.storage)
        let all = try versions.all()
        var table = TextTable(
            [
                CharterCommandPhrases.version, CharterCommandPhrases.inForce,
                CharterCommandPhrases.hashColumn, CharterCommandPhrases.signers,
            ].map { Speech.say($0) })
        for version in all {
            table.add([
                "\(version.charter.version)", version.charter.inForce,
                String(version.charter.hash.hex.prefix(16)),
                version.signatures.map { "\($0.person.text) (\($0.role))" }
                    .joined(separator: ", "),
            ])
        }
        output.show(
            .array(all.map(\.answer)),
            orLines: all.isEmpty ? [Speech.say(CharterCommandPhrases.noVersions)] : table.lines)
        let missing = try versions.missing(in: home.ledger().reader)
        guard missing.isEmpty else { throw CharterError.versionsGone(missing) }
    }
}

/// The command `dure charter packs`.
struct CharterPacksCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "packs", abstract: CharterCommandPhrases.packs.text(Speech.language),
        discussion: "Example: dure charter packs KR > charter.toml")

    @Argument(help: "A pack to print as a charter (TOML): apec, or an economy's code.")
    var name: String?
    @OptionGroup var output: JSONOption

    func run() throws {
        guard let name else { return try list() }
        guard let pack = CharterPack.named(name) else { throw CharterError.unknownPack(name: name) }
        let text = pack.charter(economy: pack.economy ?? "ZZ")
        let charter = try Charter(parsing: text)
        output.show(
            [
                "pack": .string(pack.name), "facts": .array(charter.facts.map(\.json)),
                "charter": .string(String(decoding: text, as: UTF8.self)),
            ],
            orLines: [String(decoding: text, as: UTF8.self)])
    }

    private func list() throws {
        let packs = CharterPack.all
        var table = TextTable(
            [
                Speech.say(CharterCommandPhrases.pack), Speech.say(CharterCommandPhrases.title),
                Speech.say(CharterCommandPhrases.childAge),
                Speech.say(CharterCommandPhrases.breach),
                Speech.say(CharterCommandPhrases.open),
            ])
        var json: [JSONValue] = []
        for pack in packs {
            let charter = try Charter(parsing: pack.charter(economy: pack.economy ?? "ZZ"))
            let title = pack.title.text(Speech.language)
            table.add([
                pack.name, title, Self.number(charter.fact(.childAge)),
                Self.number(charter.fact(.breachAuthority)),
                "\(charter.facts.count { !$0.isEstablished })",
            ])
            json.append([
                "pack": .string(pack.name), "title": .string(title),
                "facts": .array(charter.facts.map(\.json)),
            ])
        }
        output.show(
            .array(json), orLines: table.lines + [Speech.say(CharterCommandPhrases.noAdvice)])
    }

    private static func number(_ fact: LegalFact?) -> String {
        guard let fact, let value = fact.value, let unit = fact.unit else { return "-" }
        return Speech.say(CharterCommandPhrases.unit(unit), ["count": "\(value)"])
    }
}

extension LegalFact {
    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = [
            "fact": .string(key.rawValue), "established": .bool(isEstablished),
        ]
        members["value"] = value.map { .count($0) }
        members["unit"] = unit.map { .string($0.rawValue) }
        members["law"] = law.map { .string($0) }
        members["year"] = year.map { .count($0) }
        members["text"] = sentence(Speech.language.rawValue, fallback: ["en"]).map { .string($0) }
        return .object(members)
    }
}
