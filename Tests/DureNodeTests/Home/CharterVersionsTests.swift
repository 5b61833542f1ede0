import DureCharter
import DureCore
import DureLedger
import DureNode
import Foundation
import Testing

/// Control A02: the charter changes in the open.
@Suite struct CharterVersionsTests {
    private let path = FileManager.default.temporaryDirectory.path + "/dure-\(UUID().uuidString)"
    private let home: NodeHome
    private let officer: PersonKey
    private let steward: PersonKey

    init() throws {
        officer = PersonKey(for: try Name("officer-7"))
        steward = PersonKey(for: try Name("steward-2"))
        try MemberHome.create(
            at: path, name: Name("clinic"), economy: "KR", language: .en,
            charter: StarterCharter.text("KR"), charterTests: StarterCharter.tests,
            passphrase: nil)
        home = try NodeHome(opening: path, kind: .node)
    }

    private var versions: CharterVersions { CharterVersions(storage: home.storage) }

    /// The starter rules with both people as signers.
    private func text(
        version: Int = 1, previous: Digest? = nil, inForce: String = "2026-01-01"
    ) -> [UInt8] {
        let link = previous.map { "\nprevious = \"\($0.hex)\"" } ?? ""
        let head = String(decoding: StarterCharter.text("KR"), as: UTF8.self)
            .replacing("version = 1", with: "version = \(version)\(link)")
            .replacing("in_force = 2026-01-01", with: "in_force = \(inForce)")
            .replacing("max_epsilon = 3.0", with: "max_epsilon = \(Double(version) / 2 + 2.5)")
        let signers = [
            officer.signer(role: "privacy-officer").toml, steward.signer(role: "steward").toml,
        ]
        return Array((head + "\n" + signers.joined(separator: "\n")).utf8)
    }

    @discardableResult
    private func sign(
        _ text: [UInt8], _ key: PersonKey, on day: String = "2026-06-01"
    ) throws -> CharterVersions.Outcome {
        let time = Timestamp(milliseconds: try #require(Self.days[day]) * 86_400_000)
        return try versions.sign(
            text, tests: StarterCharter.tests, with: key.identity, at: time,
            log: LedgerLog(
                ledger: try home.ledger(), actor: key.person.text, clock: SystemWallClock()))
    }

    private static let days: [String: Int64] = [
        "2026-06-01": 20_605, "2026-06-30": 20_634, "2026-07-01": 20_635,
    ]

    private func charter(on day: String) throws -> Charter {
        try home.charter(
            at: Timestamp(milliseconds: try #require(Self.days[day]) * 86_400_000))
    }

    private func actions() throws -> [String] {
        let reader = LedgerReader(home.storage, key: try home.ledger().verifierKey)
        let head = try reader.checkpoint()
        return try reader.entries(0..<head.size, under: head).map {
            try LedgerEntry(parsing: $0).action
        }
    }

    @Test func `A02 two signatures, a diff in plain words, an in-force date, old versions kept`()
        throws
    {
        try sign(text(), officer)
        #expect(try versions.all().isEmpty)
        let founding = try sign(text(), steward)
        #expect(founding.version.isComplete)
        let first = try charter(on: "2026-06-01")

        let change = text(version: 2, previous: first.hash, inForce: "2026-07-01")
        let proposed = try sign(change, steward)
        #expect(!proposed.version.isComplete)
        let last = try #require(proposed.last)
        let diff = CharterDiff(from: last, to: proposed.version.charter).sentences(.en)
        #expect(diff.contains("  max_epsilon: from 3 to 3.5"))
        #expect(try charter(on: "2026-07-01").hash == first.hash)
        try sign(change, officer)

        // The old version decides until the day before.
        #expect(try charter(on: "2026-06-30").version == 1)
        #expect(try charter(on: "2026-07-01").version == 2)
        #expect(try versions.all().map(\.charter.version) == [1, 2])
        #expect(
            try home.storage.read("charter/versions/000001.toml", byteCountMax: 1 << 20) == text())
        #expect(
            try actions() == [
                "node.created", "charter.approved", "charter.approved", "charter.signed",
                "charter.approved", "charter.approved", "charter.signed",
            ])
    }

    @Test func `rules that nobody signed are not loaded once signing is set up`() throws {
        try home.storage.write(StarterCharter.text("JP"), to: "charter.toml")
        #expect(try charter(on: "2026-06-01").economy == "JP")
        try sign(text(), officer)
        try sign(text(), steward)
        let changed = String(decoding: text(), as: UTF8.self)
            .replacing("min_cohort = 100", with: "min_cohort = 10")
        for rules in [Array(changed.utf8), StarterCharter.text("KR")] {
            try home.storage.write(rules, to: "charter.toml")
            #expect(throws: CharterError.unsigned(path: path + "/charter.toml")) {
                try charter(on: "2026-06-01")
            }
        }
    }

    @Test func `rules that name signers are not loaded before they have signed`() throws {
        try home.storage.write(text(), to: "charter.toml")
        #expect(throws: CharterError.unsigned(path: path + "/charter.toml")) {
            try charter(on: "2026-06-01")
        }
    }

    @Test func `a version or a signature that is gone stops the node`() throws {
        try sign(text(), officer)
        try sign(text(), steward)
        let file = "charter/versions/000001.sig.json"
        let signatures = try #require(try home.storage.read(file, byteCountMax: 1 << 16))
        try home.storage.write(
            Array(
                String(decoding: signatures, as: UTF8.self)
                    .replacing("officer-7", with: "officer-8").utf8), to: file)
        #expect(throws: CharterError.badSignatures(version: 1)) {
            try charter(on: "2026-06-01")
        }
        try home.storage.write(signatures, to: file)
        _ = try charter(on: "2026-06-01")
        try home.storage.remove("charter/versions/000001.toml")
        #expect(throws: CharterError.unsigned(path: path + "/charter.toml")) {
            try charter(on: "2026-06-01")
        }
    }

    @Test func `versions that are removed are missed by the ledger`() throws {
        try sign(text(), officer)
        try sign(text(), steward)
        let first = try charter(on: "2026-06-01").hash
        let change = text(version: 2, previous: first, inForce: "2026-06-01")
        try sign(change, officer)
        try sign(change, steward)
        let second = try charter(on: "2026-06-01").hash
        let reader = try home.ledger().reader
        #expect(try versions.missing(in: reader) == [])
        func remove(_ number: Int) throws {
            for ending in [".toml", ".tests.toml", ".sig.json"] {
                try home.storage.remove("charter/versions/00000\(number)" + ending)
            }
        }
        try remove(2)
        #expect(throws: CharterError.unsigned(path: path + "/charter.toml")) {
            try charter(on: "2026-06-01")
        }
        #expect(try versions.missing(in: reader) == [second])
        try remove(1)
        #expect(try versions.missing(in: reader) == [first, second])
    }

    @Test func `a change cannot hold from a day that is over`() throws {
        try sign(text(), officer)
        try sign(text(), steward)
        let hash = try charter(on: "2026-06-01").hash
        let late = text(version: 2, previous: hash, inForce: "2026-06-01")
        #expect(throws: CharterError.inThePast(found: "2026-06-01", today: "2026-06-30")) {
            try sign(late, officer, on: "2026-06-30")
        }
        try sign(late, officer, on: "2026-06-01")
    }

    @Test func `other tests begin the signatures anew`() throws {
        try sign(text(), officer)
        let more = StarterCharter.tests + Array("\n# One more line.\n".utf8)
        let outcome = try versions.proposal(text(), tests: more, on: "2026-06-01")
        #expect(outcome.version.signatures.isEmpty)
    }

    @Test func `where the charter has rules about changing it, they are asked`() throws {
        let rule = """

            [[rule]]
            id = "no-change"
            effect = "forbid"
            action = ["change-charter"]
            text = { en = "Not this year." }

            """
        let first = text() + Array(rule.utf8)
        try sign(first, officer)
        try sign(first, steward)
        let hash = try charter(on: "2026-06-01").hash
        let second = text(version: 2, previous: hash, inForce: "2026-07-01")
        try sign(second, officer)
        #expect(throws: CharterError.changeRefused(reasons: ["no-change"])) {
            try sign(second, steward)
        }
    }

    @Test func `where the charter asks for three people, a change waits for the third`() throws {
        let overseer = PersonKey(for: try Name("overseer-1"))
        let rules = """

            [[rule]]
            id = "change"
            effect = "permit"
            action = ["change-charter"]
            text = { en = "It may be changed." }

            [[rule]]
            id = "three"
            effect = "require"
            action = ["change-charter"]
            approvals = 3
            text = { en = "Three people change it." }

            """
        let more = Array((rules + overseer.signer(role: "overseer").toml).utf8)
        try sign(text() + more, officer)
        try sign(text() + more, steward)
        let hash = try charter(on: "2026-06-01").hash
        let change = text(version: 2, previous: hash, inForce: "2026-06-01") + more
        try sign(change, officer)
        let two = try sign(change, steward)
        #expect(!two.version.isComplete && two.version.signatures.count == 2)
        #expect(try versions.all().count == 1)
        // Two who put their signatures there by hand are no three either.
        let before = try home.storage.list("charter/versions")
        let pending = "charter/pending/\(Digest(of: change).hex)"
        for ending in [".toml", ".tests.toml", ".sig.json"] {
            let bytes = try #require(
                try home.storage.read(pending + ending, byteCountMax: 1 << 20))
            try home.storage.write(bytes, to: "charter/versions/000002" + ending)
        }
        #expect(throws: CharterError.badSignatures(version: 2)) { try versions.all() }
        for file in try home.storage.list("charter/versions") where !before.contains(file) {
            try home.storage.remove("charter/versions/" + file)
        }
        #expect(try sign(change, overseer).version.isComplete)
        #expect(try charter(on: "2026-06-01").version == 2)
    }

    @Test func `a person's key is for its owner alone and never in a node's home`() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/dure-\(UUID().uuidString)"
        let file = folder + "/officer-7.key"
        try officer.write(to: file)
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        #expect(try PersonKey(opening: file).identity.publicKey == officer.identity.publicKey)
        #expect(throws: NodeError.fileExists(path: file)) { try steward.write(to: file) }
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file)
        #expect(throws: CharterError.badKey(path: file)) { try PersonKey(opening: file) }
        for inside in ["/x.key", "/keys/x.key", "/charter/versions/x.key"] {
            #expect(throws: CharterError.keyInHome(path: path + inside)) {
                try officer.write(to: path + inside)
            }
        }
    }
}
