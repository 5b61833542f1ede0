import DureCore
import DureFederation
import DurePrivacy
import DureTesting
import Testing

/// The spot audit finds what a coordinator changed (protocol.md, 3.9).
@Suite struct AuditTests {
    /// A released round of four in which one member dropped after it had shared, so that pair
    /// masks had to come off too.
    private func released(dropping lost: UInt32) throws -> RoundStage {
        var stage = try RoundStage(memberCount: 4)
        try stage.advance()
        try stage.advance()
        try stage.advance(dropping: [lost])
        try stage.advance()
        try stage.advance()
        return stage
    }

    private func audit(_ stage: RoundStage, result: RoundResult? = nil) throws -> RoundAudit {
        let auditor = stage.alive[0]
        let evidence = try #require(stage.members[auditor]?.evidence)
        let released = try #require(stage.released)
        return try RoundAudit(evidence, result: result ?? released)
    }

    @Test(arguments: UInt32(1)...4)
    func `an honest sum holds`(lost: UInt32) throws {
        let stage = try released(dropping: lost)
        let sum = try #require(stage.sum).bytes
        let verdict = try audit(stage).verdict(chunk: 0, pieces: stage.pieces(), published: sum)
        #expect(verdict == .holds)
    }

    @Test func `a wrong sum is found`() throws {
        let stage = try released(dropping: 3)
        var sum = try #require(stage.sum).bytes
        sum[8] ^= 1
        let verdict = try audit(stage).verdict(chunk: 0, pieces: stage.pieces(), published: sum)
        #expect(verdict == .wrongSum)
    }

    @Test func `a chunk that its member did not upload is found`() throws {
        let stage = try released(dropping: 3)
        let sum = try #require(stage.sum).bytes
        var pieces = stage.pieces()
        let piece = try #require(pieces[2])
        var chunk = piece.chunk
        chunk[0] ^= 1
        pieces[2] = AuditPiece(member: 2, chunk: chunk, proof: piece.proof, parts: piece.parts)
        #expect(
            try audit(stage).verdict(chunk: 0, pieces: pieces, published: sum) == .wrongPiece(2))
        pieces[2] = nil
        #expect(
            try audit(stage).verdict(chunk: 0, pieces: pieces, published: sum) == .wrongPiece(2))
    }

    @Test func `a secret that nobody committed to is found`() throws {
        let stage = try released(dropping: 3)
        let honest = try #require(stage.released)
        let sum = try #require(stage.sum).bytes
        var seeds = honest.selfSeeds
        seeds[1]?[0] ^= 1
        var dropped = honest.droppedSecrets
        dropped[3]?[0] ^= 1
        let changes = [(seeds, honest.droppedSecrets, UInt32(1)), (honest.selfSeeds, dropped, 3)]
        for (seeds, secrets, owner) in changes {
            let result = RoundResult(
                survivorListHash: honest.survivorListHash,
                signatureListHash: honest.signatureListHash, survivors: honest.survivors,
                sumHash: honest.sumHash, selfSeeds: seeds, droppedSecrets: secrets)
            let verdict = try audit(stage, result: result).verdict(
                chunk: 0, pieces: stage.pieces(), published: sum)
            #expect(verdict == .wrongSecret(owner))
        }
    }

    @Test func `a box that its sender did not sign is found`() throws {
        let stage = try released(dropping: 4)
        let sum = try #require(stage.sum).bytes
        var pieces = stage.pieces()
        let one = try #require(pieces[1])
        let two = try #require(pieces[2])
        pieces[1] = AuditPiece(member: 1, chunk: one.chunk, proof: [], parts: two.parts)
        #expect(
            try audit(stage).verdict(chunk: 0, pieces: pieces, published: sum) == .wrongPiece(1))
    }

    @Test func `a chunk outside the vector is no proof`() throws {
        let stage = try released(dropping: 3)
        let verdict = try audit(stage).verdict(chunk: 1, pieces: stage.pieces(), published: [])
        #expect(verdict == .wrongSum)
    }
}
