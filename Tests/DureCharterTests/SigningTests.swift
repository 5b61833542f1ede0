import DureCharter
import DureCore
import Testing

/// Two people and what they sign.
struct Signers {
    let officer = NodeIdentity()
    let steward = NodeIdentity()
    let stranger = NodeIdentity()

    func tables(officerRole: String = "privacy-officer") throws -> String {
        let people = [("officer-7", officerRole, officer), ("steward-2", "steward", steward)]
        return try people.map { person, role, identity in
            CharterSigner(person: try Name(person), role: role, key: identity.publicKey).toml
        }.joined(separator: "\n")
    }

    func text(
        version: Int = 1, previous: Digest? = nil, inForce: String = "2026-01-01",
        signers: String? = nil
    ) throws -> [UInt8] {
        let start = String(
            decoding: CharterPack.of(economy: "KR").charter(economy: "KR"), as: UTF8.self)
        let link = previous.map { "\nprevious = \"\($0.hex)\"" } ?? ""
        let head = start.replacing("version = 1", with: "version = \(version)" + link)
            .replacing("in_force = 2026-01-01", with: "in_force = \(inForce)")
        return Array((head + "\n" + (try signers ?? tables())).utf8)
    }
}

@Suite struct SigningTests {
    private let people = Signers()
    private let time = Timestamp(milliseconds: 1_780_000_000_000)

    private func founding() throws -> SignedCharter {
        try SignedCharter(proposing: people.text(), tests: CharterPack.tests, after: nil)
    }

    @Test func `two people in two roles complete a version`() throws {
        var version = try founding()
        try version.sign(with: people.officer, at: time)
        #expect(!version.isComplete)
        #expect(throws: CharterError.signedAlready(person: try Name("officer-7"))) {
            try version.sign(with: people.officer, at: time)
        }
        #expect(throws: CharterError.notASigner) {
            try version.sign(with: people.stranger, at: time)
        }
        try version.sign(with: people.steward, at: time)
        #expect(version.isComplete)
        let kept = try SignedCharter(
            keeping: version.text, tests: version.tests, signatures: version.signatureFile,
            after: nil)
        #expect(kept.isComplete && kept.signatures == version.signatures)
    }

    @Test func `a change of one byte of rules, tests or signatures is found`() throws {
        var version = try founding()
        try version.sign(with: people.officer, at: time)
        try version.sign(with: people.steward, at: time)
        var text = version.text
        let digit = try #require(
            text.indices.first { text[$0...].starts(with: Array("max_epsilon = 3".utf8)) })
        text[digit + 14] = UInt8(ascii: "4")
        #expect(throws: CharterError.badSignatures(version: 1)) {
            try SignedCharter(
                keeping: text, tests: version.tests, signatures: version.signatureFile, after: nil)
        }
        #expect(throws: CharterError.badSignatures(version: 1)) {
            try SignedCharter(
                keeping: version.text, tests: version.tests + [10],
                signatures: version.signatureFile, after: nil)
        }
        let file = String(decoding: version.signatureFile, as: UTF8.self)
        for (old, new) in [("steward-2", "steward-3"), ("\"steward\"", "\"overseer\"")] {
            #expect(throws: CharterError.badSignatures(version: 1)) {
                try SignedCharter(
                    keeping: version.text, tests: version.tests,
                    signatures: Array(file.replacing(old, with: new).utf8), after: nil)
            }
        }
    }

    @Test func `a change is signed by those whom the version before names`() throws {
        let last = try founding().charter
        let others = Signers()
        let text = try people.text(
            version: 2, previous: last.hash, inForce: "2026-12-01", signers: others.tables())
        var version = try SignedCharter(proposing: text, tests: CharterPack.tests, after: last)
        #expect(throws: CharterError.notASigner) {
            try version.sign(with: others.officer, at: time)
        }
        try version.sign(with: people.officer, at: time)
        try version.sign(with: people.steward, at: time)
        #expect(version.isComplete)
    }

    @Test func `a version that does not follow is refused`() throws {
        let last = try founding().charter
        func propose(_ text: [UInt8]) throws {
            _ = try SignedCharter(proposing: text, tests: CharterPack.tests, after: last)
        }
        #expect(throws: CharterError.wrongVersion(found: 3, expected: 2)) {
            try propose(people.text(version: 3, previous: last.hash))
        }
        #expect(throws: CharterError.wrongPrevious(expected: last.hash)) {
            try propose(people.text(version: 2))
        }
        #expect(throws: CharterError.wrongPrevious(expected: last.hash)) {
            try propose(people.text(version: 2, previous: Digest(of: [1])))
        }
        #expect(throws: CharterError.beforeLast(found: "2025-12-31", last: "2026-01-01")) {
            try propose(people.text(version: 2, previous: last.hash, inForce: "2025-12-31"))
        }
    }

    @Test func `nothing is signed that fails lint or tests, or has none`() throws {
        let text = try people.text()
        #expect(throws: CharterError.noTests) {
            try SignedCharter(proposing: text, tests: [], after: nil)
        }
        let failing = String(decoding: CharterPack.tests, as: UTF8.self)
            .replacing("expect = \"forbidden\"", with: "expect = \"permitted\"")
        #expect(throws: CharterError.testsFailed(count: 1)) {
            try SignedCharter(proposing: text, tests: Array(failing.utf8), after: nil)
        }
        let doubled = String(decoding: text, as: UTF8.self)
            .replacing("id = \"private-sums\"", with: "id = \"own-data\"")
        #expect(throws: CharterError.lint(count: 1)) {
            try SignedCharter(
                proposing: Array(doubled.utf8), tests: CharterPack.tests, after: nil)
        }
        let unsigned = CharterPack.of(economy: "KR").charter(economy: "KR")
        #expect(throws: CharterError.noSigners) {
            try SignedCharter(proposing: unsigned, tests: CharterPack.tests, after: nil)
        }
    }

    @Test func `signers must be different people with different keys and not all one role`() throws
    {
        let one = try people.tables().split(separator: "\n\n")[0]
        func load(_ signers: String) -> TOMLError? {
            #expect(throws: TOMLError.self) {
                try Charter(parsing: people.text(signers: signers))
            }
        }
        #expect(load(one + "\n")?.problem == .outOfRange(min: 2, max: 20))
        #expect(load(one + "\n\n" + one + "\n")?.problem == .sameAs("signer[1].person"))
        let twin = one.replacing("officer-7", with: "other-1")
        #expect(load(one + "\n\n" + twin + "\n")?.problem == .sameAs("signer[1].key"))
        #expect(
            try load(people.tables(officerRole: "steward"))?.problem == .sameAs("signer[1].role"))
        #expect(
            load(try people.tables().replacing("p256:04", with: "p256:05"))?.problem
                == .unknownValue)
    }
}
