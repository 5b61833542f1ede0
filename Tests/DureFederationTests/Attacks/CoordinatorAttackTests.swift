import DureCore
import DureFederation
import DurePrivacy
import DureTesting
import Testing

/// What a coordinator that breaks the rules cannot reach (protocol.md, 3.11).
@Suite struct CoordinatorAttackTests {
    /// Four members, three of whom make a quorum, as far as that phase.
    private func stage(after phases: Int, members: Int = 4) throws -> RoundStage {
        var stage = try RoundStage(memberCount: members)
        for _ in 0..<phases { try stage.advance() }
        return stage
    }

    private func list(_ stage: RoundStage, of numbers: Set<UInt32>) -> MessageList {
        MessageList(stage.waiting.filter { numbers.contains($0.sender) })
    }

    @Test func `overlapping lists of survivors cannot both find a quorum`() throws {
        let start = try stage(after: 2)
        let lists = [list(start, of: [1, 2, 3]), list(start, of: [2, 3, 4])]
        // Member 4 colludes and signs whatever it is shown; the others are shown A first or B.
        for bits in 0..<8 {
            var stage = start
            var signatures = [Set<UInt32>(), Set([UInt32(4)])]
            for number in UInt32(1)...3 {
                let first = bits >> (number - 1) & 1
                for choice in [first, 1 - first] {
                    stage.answers[number] = nil
                    let message = try stage.forge(.survivorList, lists[Int(choice)].bytes)
                    // A second list is refused with silence or with the end of the attempt.
                    try? stage.tell(message, to: number)
                    if stage.answers[number] != nil { signatures[Int(choice)].insert(number) }
                }
            }
            #expect(!signatures.allSatisfy { $0.count >= 3 }, "\(signatures)")
        }
    }

    @Test func `a second list of survivors is not signed`() throws {
        var stage = try stage(after: 2)
        let first = try stage.forge(.survivorList, list(stage, of: [1, 2, 3, 4]).bytes)
        let second = try stage.forge(.survivorList, list(stage, of: [1, 2, 3]).bytes)
        stage.answers[1] = nil
        try stage.tell(first, to: 1)
        #expect(stage.answers[1] != nil)
        let before = stage.records[1]
        stage.answers[1] = nil
        try stage.tell(second, to: 1)
        #expect(stage.answers[1] == nil)
        #expect(stage.records[1] == before)
    }

    @Test func `a list of fewer survivors than the minimum is refused`() throws {
        var stage = try stage(after: 2)
        let message = try stage.forge(.survivorList, list(stage, of: [1, 2]).bytes)
        #expect(throws: FederationError.attemptAbandoned(reason: .protocolBroken)) {
            try stage.tell(message, to: 1)
        }
        #expect(stage.members[1]?.isEnded == true)
    }

    @Test func `a survivor's header that was changed is refused by its owner`() throws {
        var stage = try stage(after: 2)
        var messages = list(stage, of: [1, 2, 3, 4]).messages
        let header = try UploadHeader(parsing: messages[0].body)
        let changed = UploadHeader(
            mctx: header.mctx, length: header.length, wordSize: header.wordSize,
            root: Digest(of: [9]))
        messages[0] = try SignedMessage(
            .uploadHeader, sctx: stage.context.sctx, sender: 1, body: changed.bytes,
            by: stage.coordinatorIdentity)
        let message = try stage.forge(.survivorList, MessageList(messages).bytes)
        for number in UInt32(1)...4 {
            #expect(throws: FederationError.self) { try stage.tell(message, to: number) }
        }
    }

    @Test func `a quorum with a forged signature opens nothing`() throws {
        var stage = try stage(after: 3)
        var signatures = list(stage, of: [1, 2, 3]).messages
        signatures[2] = try SignedMessage(
            .survivorSignature, sctx: stage.context.sctx, sender: 3, body: signatures[2].body,
            by: stage.coordinatorIdentity)
        let message = try stage.forge(.signatureList, MessageList(signatures).bytes)
        #expect(throws: FederationError.attemptAbandoned(reason: .tooFewSignatures)) {
            try stage.tell(message, to: 1)
        }
    }

    @Test func `fewer signatures than the quorum open nothing`() throws {
        var stage = try stage(after: 3)
        let message = try stage.forge(.signatureList, list(stage, of: [1, 2]).bytes)
        #expect(throws: FederationError.attemptAbandoned(reason: .tooFewSignatures)) {
            try stage.tell(message, to: 1)
        }
    }

    @Test func `nobody but the pinned coordinator is heard`() throws {
        var stage = try stage(after: 0)
        let body = list(stage, of: [1, 2, 3, 4]).bytes
        let message = try SignedMessage(
            .advertList, sctx: stage.context.sctx, sender: SignedMessage.coordinator, body: body,
            by: NodeIdentity())
        stage.answers = [:]
        try stage.tell(message, to: 1)
        #expect(stage.answers.isEmpty)
    }

    @Test func `an advert of another attempt is refused by S and by members`() throws {
        let older = try RoundStage(memberCount: 4, attempt: 9)
        var stage = try stage(after: 0)
        let replayed = older.waiting[3]
        #expect(try stage.coordinator.handle(replayed).isEmpty)
        #expect(stage.coordinator.awaited.contains(4))
        let adverts = Array(stage.waiting.prefix(3)) + [replayed]
        let message = try stage.forge(.advertList, MessageList(adverts).bytes)
        #expect(throws: FederationError.self) { try stage.tell(message, to: 1) }
    }

    @Test func `boxes that were swapped on the way end the attempt before any upload`() throws {
        var stage = try stage(after: 1)
        for answer in stage.answers.sorted(by: { $0.key < $1.key }) where answer.key < 4 {
            try stage.give(answer.value, from: answer.key)
        }
        // The last head closes the phase; what S then delivers is played by hand.
        guard case .shares(let head, let parts)? = stage.answers[4] else {
            Issue.record("no shares")
            return
        }
        var honest = stage
        honest.answers = [:]
        try honest.give(.shares(head, parts), from: 4)
        let message = try #require(honest.lastMessage)
        let delivery = try #require(honest.deliveries[1]).parts
        let swapped = SharePartList([
            2: try #require(delivery[3]), 3: try #require(delivery[2]),
            4: try #require(delivery[4]),
        ])
        #expect(throws: FederationError.attemptAbandoned(reason: .protocolBroken)) {
            try stage.tell(message, parts: swapped, to: 1)
        }
    }

    @Test func `different lists U1 for different members go no further`() throws {
        var stage = try stage(after: 0)
        let all = try stage.forge(.advertList, list(stage, of: [1, 2, 3, 4]).bytes)
        let some = try stage.forge(.advertList, list(stage, of: [1, 2, 4]).bytes)
        for (number, message) in [(UInt32(1), all), (2, some), (4, all)] {
            try stage.tell(message, to: number)
        }
        var heads: [SignedMessage] = []
        var delivery: [UInt32: SharePart] = [:]
        for number in [UInt32(1), 2, 4] {
            guard case .shares(let head, let parts)? = stage.answers[number] else { continue }
            heads.append(head)
            delivery[number] = parts.parts[1]
        }
        let message = try stage.forge(.shareList, MessageList(heads).bytes)
        #expect(throws: FederationError.attemptAbandoned(reason: .protocolBroken)) {
            try stage.tell(message, parts: SharePartList(delivery), to: 1)
        }
    }

    @Test func `one member with another model stops the list and its masks do not cancel`() throws {
        var stage = try stage(after: 1)
        stage.modelHashes[3] = Digest(of: [7, 0])
        try stage.advance()
        let message = try stage.forge(.survivorList, list(stage, of: [1, 2, 3, 4]).bytes)
        for number in UInt32(1)...4 {
            var copy = stage
            #expect(throws: FederationError.attemptAbandoned(reason: .modelsDiffer)) {
                try copy.tell(message, to: number)
            }
        }
        // Two members under different contexts: what one adds the other does not take away.
        var sum = RingVector(zeros: 2, wordSize: .w64)
        let pair = [UInt8](repeating: 5, count: 32)
        let streams = [Digest(of: [1]), Digest(of: [2])].map { mctx in
            MaskStream(
                key: AttemptSecrets.pairKey(pairSecret: SecretBytes(pair), mctx: mctx))
        }
        try sum.apply([SignedMask(streams[0], .add), SignedMask(streams[1], .subtract)])
        #expect(sum != RingVector(zeros: 2, wordSize: .w64))
    }

    @Test func `an honest S leaves the member with another model out`() throws {
        var stage = try RoundStage(memberCount: 4, expectsModel: true)
        try stage.advance()
        stage.modelHashes[3] = Digest(of: [7, 0])
        for _ in 0..<4 { try stage.advance() }
        #expect(stage.released?.survivors == [1, 2, 4])
        #expect(try stage.isExact())
    }

    @Test func `an upload that comes after the shares were let go changes nothing`() throws {
        var stage = try stage(after: 2)
        guard case .upload(let header, let update)? = stage.answers[4] else {
            Issue.record("no upload")
            return
        }
        stage.answers[4] = nil
        try stage.advance()
        try stage.carryAbsence([4])
        try stage.advance()
        #expect(stage.released == nil)
        try stage.give(.upload(header, update), from: 4)
        #expect(stage.uploads[4] == nil)
        try stage.advance()
        let result = try #require(stage.released)
        #expect(try stage.isExact())
        // Its own mask stays on for ever: z is known now, b is not.
        #expect(result.survivors == [1, 2, 3] && result.selfSeeds[4] == nil)
        #expect(result.droppedSecrets[4] != nil)
        let late = MessageList(
            (stage.coordinator.evidence?.headers.messages ?? []) + [header])
        stage.answers = [:]
        for number in UInt32(1)...3 {
            try stage.tell(stage.forge(.survivorList, late.bytes), to: number)
        }
        #expect(stage.answers.isEmpty)
    }

    @Test func `a survivor's upload that is sent again stays in the sum`() throws {
        var stage = try stage(after: 2)
        let again = stage.answers[2]
        try stage.advance()
        if let again { try stage.give(again, from: 2) }
        try stage.advance()
        try stage.advance()
        #expect(try stage.isExact())
    }

    @Test func `a mask masks once`() throws {
        var stage = try stage(after: 2)
        var generator = Seed(3).generator
        var member = try #require(stage.members[1])
        let update = try RawUpdate(RoundStage.values(of: 1)).clipped(to: 1_000)
            .noised(by: RoundStage.mechanism(), using: &generator)
        let again = try member.upload(
            update, modelHash: RoundStage.modelHash, planHash: RoundStage.planHash)
        #expect(again.isEmpty)
        try stage.advance()
        #expect(!stage.isOver)
    }

    @Test func `a result over other survivors than were signed is refused`() throws {
        var stage = try stage(after: 4)
        let result = RoundResult(
            survivorListHash: Digest(of: [1]), signatureListHash: Digest(of: [2]),
            survivors: [1, 2, 3], sumHash: Digest(of: [3]), selfSeeds: [:], droppedSecrets: [:])
        #expect(throws: FederationError.attemptAbandoned(reason: .protocolBroken)) {
            try stage.tell(stage.forge(.result, result.bytes), to: 1)
        }
    }
}
