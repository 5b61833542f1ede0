import DureCore
import DureTesting
import Testing

@testable import DureNode

@Suite struct EnrolmentTests {
    private let clinic: Name
    private let federation: Federation
    private let token: EnrolmentToken

    init() throws {
        clinic = try Name("clinic")
        federation = try Federation()
        var generator = Seed(1).generator
        token = try federation.tokens(.start).issue(for: clinic, using: &generator)
    }

    private func draft(_ member: String = "clinic") throws -> EnrolmentDraft {
        try EnrolmentDraft(identity: NodeIdentity(), member: Name(member), token: token)
    }

    private func answer(
        _ body: [UInt8], _ clock: StillClock = .start
    ) throws -> EnrolmentAnswer {
        try federation.authority.answer(
            EnrolmentRequest(parsing: body), tokens: federation.tokens(clock), clock: clock)
    }

    private func refusal(_ answer: EnrolmentAnswer) -> AuthorityError? {
        guard case .refused(let error) = answer else { return nil }
        return error
    }

    @Test func `a token's text is read back and nothing else is`() throws {
        let text = token.reveal()
        let read = try EnrolmentToken(text: "  \(text)\n")
        #expect(read.reveal() == text)
        #expect(read.authority == federation.authority.fingerprint)
        #expect(!"\(token.identifier)".contains(text.suffix(16)))
        for bad in ["", "dure1", text + "00", String(text.dropLast()), "dure2" + text.dropFirst(5)]
        {
            #expect(throws: AuthorityError.tokenMalformed) { try EnrolmentToken(text: bad) }
        }
    }

    @Test func `a token opens once`() async throws {
        defer { federation.remove() }
        let server = federation.authority.server.certificate
        let draft = try draft()
        let answer = try answer(draft.body(for: server))
        let credential = try await draft.accept(
            answer.body, from: server, authority: token.authority, at: StillClock.start.now)
        #expect(credential.certificate.name == clinic)
        #expect(try federation.tokens(.start).entries().map(\.state) == [.used])
        let file = try #require(try federation.storage.read("tokens.json", byteCountMax: 4_096))
        #expect(!String(decoding: file, as: UTF8.self).contains("secret"))

        let again = try self.draft()
        let refused = try self.answer(again.body(for: server))
        #expect(refusal(refused) == .tokenUsed(member: clinic))
        await #expect(throws: AuthorityError.tokenUsed(member: clinic)) {
            _ = try await again.accept(
                refused.body, from: server, authority: token.authority, at: StillClock.start.now)
        }
    }

    @Test func `a token waits 72 hours, for its member alone`() throws {
        defer { federation.remove() }
        let server = federation.authority.server.certificate
        let other = try answer(try draft("school").body(for: server))
        #expect(refusal(other) == .tokenForOtherMember(asked: try Name("school")))
        let late = try answer(
            try draft().body(for: server), .start.later(days: 3, minutes: 1))
        #expect(refusal(late) == .tokenExpired(member: clinic))
        #expect(refusal(try answer(try draft().body(for: server), .start.later(days: 3))) == nil)
    }

    @Test func `an expired token's secret is wiped by the next sweep`() throws {
        defer { federation.remove() }
        func hasSecret() throws -> Bool {
            let file = try federation.storage.read("tokens.json", byteCountMax: 4_096) ?? []
            return String(decoding: file, as: UTF8.self).contains("secret")
        }
        try federation.tokens(.start.later(days: 3)).sweep()
        #expect(try hasSecret())
        try federation.tokens(.start.later(days: 4)).sweep()
        #expect(try !hasSecret())
        #expect(try federation.tokens(.start).entries().map(\.state) == [.expired])
    }

    @Test func `a withdrawn or unknown token is refused`() throws {
        defer { federation.remove() }
        let server = federation.authority.server.certificate
        try federation.tokens(.start).withdraw(token.identifier)
        #expect(
            refusal(try answer(try draft().body(for: server))) == .tokenExpired(member: clinic))
        let stray = EnrolmentToken(
            authority: token.authority, secret: [UInt8](repeating: 7, count: 16))
        let draft = try EnrolmentDraft(identity: NodeIdentity(), member: clinic, token: stray)
        #expect(refusal(try answer(draft.body(for: server))) == .tokenUnknown)
    }

    /// Somebody between the two, with a server certificate of their own or a key of their own.
    @Test func `neither side can be swapped, and trying costs no token`() async throws {
        defer { federation.remove() }
        let server = federation.authority.server.certificate
        let impostor = try Federation().authority.server.certificate
        let draft = try draft()
        #expect(refusal(try answer(draft.body(for: impostor))) == .requestForged)

        let mine = try self.draft().body(for: server)
        let value = try JSONValue(parsing: mine, byteCountMax: 16_384)
        var members = try #require(value.members)
        members["request"] = .string(
            Hex.encode(try NodeIdentity().certificateRequest(for: clinic)))
        #expect(refusal(try answer(JSONValue.object(members).canonicalBytes)) == .requestForged)

        let granted = try answer(draft.body(for: server))
        let forged = EnrolmentAnswer.granted(
            chain: try federation.credential("clinic").chain,
            proof: [UInt8](repeating: 0, count: 32))
        await #expect(throws: AuthorityError.answerForged) {
            _ = try await draft.accept(
                forged.body, from: server, authority: token.authority, at: StillClock.start.now)
        }
        _ = try await draft.accept(
            granted.body, from: server, authority: token.authority, at: StillClock.start.now)
    }

    @Test func `a request without its key's signature is refused and costs no token`() throws {
        defer { federation.remove() }
        let server = federation.authority.server.certificate
        let body = try draft().body(for: server)
        var members = try #require(try JSONValue(parsing: body, byteCountMax: 16_384).members)
        var request = try Hex.decode(try #require(members["request"]?.text))
        request[request.count - 1] ^= 1
        members["request"] = .string(Hex.encode(request))
        #expect(refusal(try answer(JSONValue.object(members).canonicalBytes)) == .requestMalformed)
        #expect(try federation.tokens(.start).entries().map(\.state) == [.issued])
    }

    @Test(arguments: Seed.batch(64))
    func `a broken request is refused, never a crash`(seed: Seed) throws {
        defer { federation.remove() }
        var generator = seed.generator
        let whole = try draft().body(for: federation.authority.server.certificate)
        var body = whole
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
            let index = Int.random(in: body.indices, using: &generator)
            body[index] ^= UInt8.random(in: 1...255, using: &generator)
        }
        do {
            let request = try EnrolmentRequest(parsing: body)
            let answer = try federation.authority.answer(
                request, tokens: federation.tokens(.start), clock: StillClock.start)
            // Capital hexadecimal digits are the same request.
            let isSame = try request.request == EnrolmentRequest(parsing: whole).request
            #expect(refusal(answer) != nil || isSame)
        } catch AuthorityError.requestMalformed {}
    }

    @Test func `a renewal needs no token and keeps the name`() async throws {
        defer { federation.remove() }
        let server = federation.authority.server.certificate
        let peer = try federation.credential("clinic").certificate
        let draft = try EnrolmentDraft(identity: NodeIdentity(), member: clinic, token: nil)
        let later = StillClock.start.later(days: 20)
        let request = try EnrolmentRequest(parsing: draft.body(for: server), from: peer)
        let answer = try federation.authority.answer(
            request, tokens: federation.tokens(later), clock: later)
        let credential = try await draft.accept(
            answer.body, from: server, authority: token.authority, at: later.now)
        #expect(credential.certificate.name == clinic)
        #expect(credential.certificate.notAfter == later.later(days: 30).now)
    }

    @Test func `every refusal speaks both languages`() throws {
        let errors: [AuthorityError] = [
            .tokenMalformed, .tokenUnknown, .tokenUsed(member: clinic),
            .tokenExpired(member: clinic), .tokenForOtherMember(asked: clinic),
            .tokensExhausted(limit: 3), .requestForged, .requestMalformed, .answerForged,
            .answerMalformed, .certificateForeign, .certificateForOtherRole,
            .certificateMalformed, .cryptography, .fileMissing(path: "x"),
            .fileMalformed(path: "x"), .certificateExpired(at: StillClock.start.now),
            .certificateNotYetValid(until: StillClock.start.now),
            .issuerExpired(at: StillClock.start.now),
        ]
        for error in errors {
            let texts = Language.allCases.map { error.text($0) }
            #expect(texts[0] != texts[1])
            #expect(texts.allSatisfy { !$0.contains("{") && !$0.isEmpty })
        }
    }
}
