import DureCore
import DureFederation
import DureTesting
import Testing

/// What travels is canonical: it reads back as itself, and nothing else reads as it.
@Suite struct EncodingTests {
    /// Every message of a whole study, both ways, and those that a study has no need of.
    private static func corpus() throws -> [WireMessage] {
        let rows = SimulatedStudy.rows(members: 4, seed: Seed(4))
        var federation = try SimulatedFederation(seed: Seed(4), rows: rows)
        federation.vanish = { position, message in
            if position == 3, case .shares = message { true } else { false }
        }
        let proposal = try SimulatedStudy.proposal(
            in: federation, manifest: SimulatedStudy.manifest(rounds: 1))
        try federation.run(proposal)
        let blame = try SignedMessage(
            .blame, sctx: Digest(of: [1]), sender: 1, body: Blame(accused: 2).bytes,
            by: NodeIdentity())
        let newcomer = RosterMember(
            name: try Name("new"), economy: "KR", key: NodeIdentity().publicKey)
        try federation.drive { try $0.enrol(newcomer) }
        for _ in 0..<100 { try federation.step() }
        return federation.delivered
            + [
                .status, .ask(study: proposal.study), .report(json: [0x7b, 0x7d]),
                .refused(code: "c", detail: "d"),
                .round(study: proposal.study, blame),
            ] + (try WireSamples().ledgers().map(\.message))
    }

    private static let messages = Result { try corpus() }

    @Test func `every message reads back as it was written`() throws {
        let messages = try Self.messages.get()
        #expect(Set(messages.map(\.code)).count == WireMessage.codes.count)
        for message in messages {
            let copy = try WireMessage(code: message.code, payload: message.payload)
            #expect(copy == message)
            #expect(copy.payload == message.payload)
            if let signed = message.signed { try Self.expectCanonical(signed) }
        }
    }

    /// The body of each kind reads back too.
    private static func expectCanonical(_ signed: SignedMessage) throws {
        let body = signed.body
        switch signed.kind {
        case .plan: #expect(try RoundPlan(parsing: body).bytes == body)
        case .advert: #expect(try Advert(parsing: body).bytes == body)
        case .shareHead: #expect(try ShareHead(parsing: body).bytes == body)
        case .uploadHeader: #expect(try UploadHeader(parsing: body).bytes == body)
        case .survivorSignature: #expect(try SurvivorStatement(parsing: body).bytes == body)
        case .reveal: #expect(try Reveal(parsing: body).bytes == body)
        case .result: #expect(try RoundResult(parsing: body).bytes == body)
        case .blame: #expect(try Blame(parsing: body).bytes == body)
        case .advertList, .shareList, .survivorList, .signatureList:
            #expect(try MessageList(parsing: body).bytes == body)
        case .abandon: break
        }
    }

    @Test(arguments: Seed.batch(40))
    func `what is cut, flipped or made up is refused or canonical`(seed: Seed) throws {
        var generator = seed.generator
        for message in try Self.messages.get() {
            let changed = Self.changed(message.payload, using: &generator)
            if let copy = try? WireMessage(code: message.code, payload: changed) {
                #expect(copy.payload == changed, "\(seed) \(message.code)")
            }
            guard let signed = message.signed else { continue }
            let body = Self.changed(signed.body, using: &generator)
            let parsed: [[UInt8]?] = [
                try? RoundPlan(parsing: body).bytes, try? Advert(parsing: body).bytes,
                try? ShareHead(parsing: body).bytes, try? UploadHeader(parsing: body).bytes,
                try? SurvivorStatement(parsing: body).bytes, try? Reveal(parsing: body).bytes,
                try? RoundResult(parsing: body).bytes, try? Blame(parsing: body).bytes,
                try? MessageList(parsing: body).bytes, try? SharePartList(parsing: body).bytes,
                try? AuditPiece(parsing: body).bytes, try? FederationRoster(parsing: body).bytes,
            ]
            #expect(parsed.compactMap { $0 }.allSatisfy { $0 == body }, "\(seed) \(signed.kind)")
        }
    }

    @Test func `shares out of order are not canonical`() throws {
        let share = [UInt8](repeating: 1, count: Reveal.shareByteCount)
        var canonical = CanonicalBytes()
        canonical.append(UInt32(2))
        for owner in [UInt32(2), 1] {
            canonical.append(owner)
            canonical.append(share)
        }
        #expect(throws: WireError.malformed(field: "share")) {
            try Reveal(parsing: canonical.bytes)
        }
    }

    /// A cut, a flipped bit, a run of other bytes, or bytes made up altogether.
    static func changed(_ bytes: [UInt8], using generator: inout SeededGenerator) -> [UInt8] {
        guard !bytes.isEmpty else { return [UInt8.random(in: 0...255, using: &generator)] }
        var changed = bytes
        let place = Int.random(in: bytes.indices, using: &generator)
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: changed.removeLast(bytes.count - place)
        case 1, 2: changed[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 3: changed.insert(UInt8.random(in: 0...255, using: &generator), at: place)
        default:
            let count = Int.random(in: 0..<200, using: &generator)
            changed = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
        }
        return changed
    }

    @Test(arguments: Seed.batch(20))
    func `no message makes a machine fail, and none makes a member release twice`(
        seed: Seed
    ) throws {
        var faults = Faults.none
        faults.corruption = 0.1
        var scenario = try SimulatedScenario(seed: seed, faults: faults)
        let outcome = try scenario.run(limitMilliseconds: 40_000)
        let broken = outcome.violations.filter { !$0.hasPrefix("did not end") }
        #expect(broken.isEmpty, "\(seed) \(broken)")
    }
}

extension WireMessage {
    /// The signed message inside, where there is one.
    var signed: SignedMessage? {
        switch self {
        case .round(_, let signed), .shares(_, let signed, _): signed
        default: nil
        }
    }
}
