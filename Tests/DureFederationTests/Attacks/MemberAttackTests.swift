import DureCore
import DureFederation
import DurePrivacy
import DureTesting
import Testing

/// What members that break the rules cannot reach (protocol.md, 3.11).
@Suite struct MemberAttackTests {
    private func stage(after phases: Int) throws -> RoundStage {
        var stage = try RoundStage(memberCount: 4)
        for _ in 0..<phases { try stage.advance() }
        return stage
    }

    /// A member's message 2 with its head or its parts changed, and signed again.
    private func dishonest(
        _ stage: RoundStage, by liar: UInt32 = 4,
        _ change: (inout [ShareHead.Entry], inout [UInt32: SharePart]) -> Void
    ) throws -> RoundStage.Answer {
        guard case .shares(let message, let list)? = stage.answers[liar] else {
            throw FederationError.attemptAbandoned(reason: .protocolBroken)
        }
        let head = try ShareHead(parsing: message.body)
        var entries = head.entries
        var parts = list.parts
        change(&entries, &parts)
        let body = ShareHead(advertListHash: head.advertListHash, entries: entries).bytes
        let signed = try SignedMessage(
            .shareHead, sctx: stage.context.sctx, sender: liar, body: body,
            by: stage.identity(of: liar))
        return .shares(signed, SharePartList(parts))
    }

    private func flipped(_ digest: Digest) throws -> Digest {
        var bytes = digest.bytes
        bytes[0] ^= 1
        return try Digest(bytes: bytes)
    }

    @Test func `a member that is not on the roster cannot join, and is not heard`() throws {
        var stage = try stage(after: 0)
        var generator = Seed(1).generator
        #expect(throws: FederationError.planRefused(field: "roster")) {
            _ = try RoundMember.join(stage.context, as: NodeIdentity(), using: &generator)
        }
        let body = stage.waiting[0].body
        for sender in [UInt32(1), 5] {
            let message = try SignedMessage(
                .advert, sctx: stage.context.sctx, sender: sender, body: body, by: NodeIdentity())
            #expect(try stage.coordinator.handle(message).isEmpty)
        }
        #expect(stage.coordinator.awaited == [1, 2, 3, 4])
        // On a list that S signs all the same, no member accepts it.
        let foreign = try SignedMessage(
            .advert, sctx: stage.context.sctx, sender: 4, body: body, by: NodeIdentity())
        let list = MessageList(stage.waiting.prefix(3) + [foreign])
        let message = try stage.forge(.advertList, list.bytes)
        #expect(throws: FederationError.self) { try stage.tell(message, to: 1) }
    }

    @Test func `a copied key does not count as an advert`() throws {
        var stage = try stage(after: 0)
        let own = stage.waiting
        _ = try stage.coordinator.handle(own[0])
        let copy = try SignedMessage(
            .advert, sctx: stage.context.sctx, sender: 2, body: own[0].body,
            by: stage.identity(of: 2))
        _ = try stage.coordinator.handle(copy)
        #expect(stage.coordinator.awaited == [2, 3, 4])
        let list = MessageList([own[0], copy, own[2], own[3]])
        let message = try stage.forge(.advertList, list.bytes)
        #expect(throws: FederationError.self) { try stage.tell(message, to: 1) }
    }

    @Test func `boxes sealed for each other's receivers are blamed on their sender`() throws {
        var stage = try stage(after: 1)
        stage.answers[4] = try dishonest(stage) { entries, parts in
            (parts[1], parts[2]) = (parts[2], parts[1])
            for (index, entry) in entries.enumerated() {
                guard let part = parts[entry.receiver] else { continue }
                entries[index] = ShareHead.Entry(
                    receiver: entry.receiver, maskShareDigest: entry.maskShareDigest,
                    selfShareDigest: entry.selfShareDigest, partHash: Digest(of: part.bytes))
            }
        }
        try stage.advance()
        try stage.advance()
        #expect(stage.abandoned?.reason == .blame)
        #expect(stage.abandoned?.accused == 4)
        #expect(stage.released == nil)
    }

    @Test func `a bad box for a member that dropped is found, and names its sender`() throws {
        var stage = try stage(after: 1)
        stage.answers[1] = try dishonest(stage, by: 1) { entries, parts in
            guard let part = parts[4] else { return }
            var box = part.pairBox
            box[box.count - 1] ^= 1
            let bad = SharePart(shareBox: part.shareBox, pairBox: box)
            parts[4] = bad
            for (index, entry) in entries.enumerated() where entry.receiver == 4 {
                entries[index] = ShareHead.Entry(
                    receiver: 4, maskShareDigest: entry.maskShareDigest,
                    selfShareDigest: entry.selfShareDigest, partHash: Digest(of: bad.bytes))
            }
        }
        try stage.advance()
        // Member 4 would blame the sender; it is in league with it, or gone, and says nothing.
        try stage.advance(dropping: [4])
        for _ in 0..<3 where !stage.isOver { try stage.advance() }
        #expect(stage.abandoned?.reason == .badShare)
        #expect(stage.abandoned?.accused == 1)
        #expect(stage.released == nil)
    }

    @Test(arguments: [UInt32(2), 9, 0])
    func `an accusation that cannot be true falls back on the accuser`(accused: UInt32) throws {
        var stage = try stage(after: 2)
        let blame = try SignedMessage(
            .blame, sctx: stage.context.sctx, sender: 2, body: Blame(accused: accused).bytes,
            by: stage.identity(of: 2))
        try stage.give(.message(blame), from: 2)
        #expect(stage.abandoned == nil)
        #expect(stage.coordinator.excluded == [2])
        for _ in 0..<3 where !stage.isOver { try stage.advance() }
        #expect(stage.released?.survivors == [1, 3, 4])
    }

    @Test func `a share that is not the promised one is blamed before any upload`() throws {
        var stage = try stage(after: 1)
        stage.answers[4] = try dishonest(stage) { entries, _ in
            let entry = entries[0]
            guard let digest = try? flipped(entry.selfShareDigest) else { return }
            entries[0] = ShareHead.Entry(
                receiver: entry.receiver, maskShareDigest: entry.maskShareDigest,
                selfShareDigest: digest, partHash: entry.partHash)
        }
        try stage.advance()
        guard case .message(let blame)? = stage.answers[1] else {
            Issue.record("no blame")
            return
        }
        #expect(blame.kind == .blame)
        #expect(try Blame(parsing: blame.body).accused == 4)
        try stage.give(.message(blame), from: 1)
        #expect(stage.abandoned?.accused == 4)
        #expect(stage.uploads.isEmpty)
    }

    @Test func `a revealed share with one bit flipped is left out and the sum still opens`() throws
    {
        var stage = try stage(after: 4)
        guard case .message(let message)? = stage.answers[1] else {
            Issue.record("no reveal")
            return
        }
        var shares = try Reveal(parsing: message.body).shares
        shares[2]?[0] ^= 1
        stage.answers[1] = .message(
            try SignedMessage(
                .reveal, sctx: stage.context.sctx, sender: 1, body: Reveal(shares).bytes,
                by: stage.identity(of: 1)))
        try stage.advance()
        #expect(try stage.isExact())
    }

    @Test func `too many bad shares end the round and name a liar`() throws {
        var stage = try stage(after: 4)
        for number in UInt32(1)...2 {
            guard case .message(let message)? = stage.answers[number] else { continue }
            var shares = try Reveal(parsing: message.body).shares
            shares[3]?[7] ^= 1
            stage.answers[number] = .message(
                try SignedMessage(
                    .reveal, sctx: stage.context.sctx, sender: number,
                    body: Reveal(shares).bytes, by: stage.identity(of: number)))
        }
        try stage.advance()
        #expect(stage.released == nil)
        #expect(stage.abandoned?.reason == .badShare && stage.abandoned?.accused == 1)
    }

    @Test func `a signature under another list is not counted`() throws {
        var stage = try stage(after: 3)
        let statement = SurvivorStatement(mctx: Digest(of: [1]), listHash: Digest(of: [2]))
        let message = try SignedMessage(
            .survivorSignature, sctx: stage.context.sctx, sender: 1, body: statement.bytes,
            by: stage.identity(of: 1))
        #expect(try stage.coordinator.handle(message).isEmpty)
        #expect(stage.coordinator.awaited.contains(1))
    }
}
