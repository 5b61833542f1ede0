package import DureCore
internal import DurePrivacy

/// The spot audit of a released round (protocol.md, 3.9): one chunk of every upload, checked
/// against what its owner signed, is summed and unmasked again.
///
/// All that it believes was signed by members, and seen by this member before the sum was opened:
/// adverts, share heads and upload headers. The coordinator's word counts for nothing.
package struct RoundAudit: Sendable {
    /// What an audit found.
    package enum Verdict: Sendable, Hashable {
        /// The published chunk is the sum of what the survivors uploaded.
        case holds
        /// A chunk does not belong to the upload that this survivor signed, or is missing.
        case wrongPiece(UInt32)
        /// A revealed secret is not the one to which its owner committed.
        case wrongSecret(UInt32)
        /// The published sum is not that of the uploads.
        case wrongSum
    }

    /// What a member keeps of the round's lists.
    package struct Evidence: Sendable {
        /// The attempt.
        package let context: RoundContext
        /// The hash of U1.
        package let advertListHash: Digest
        /// The adverts of U1.
        package let adverts: [UInt32: Advert]
        /// The list U2 of share heads.
        package let heads: MessageList
        /// The list U3 of upload headers.
        package let headers: MessageList
    }

    private let evidence: Evidence
    private let result: RoundResult
    private let uploads: [UInt32: UploadHeader]

    /// Prepares the audit of a round.
    ///
    /// - Throws: `WireError` where a list of the evidence cannot be read.
    package init(_ evidence: Evidence, result: RoundResult) throws(WireError) {
        self.evidence = evidence
        self.result = result
        var uploads: [UInt32: UploadHeader] = [:]
        for message in evidence.headers.messages {
            uploads[message.sender] = try UploadHeader(parsing: message.body)
        }
        self.uploads = uploads
    }

    /// The survivors whose pieces an audit needs.
    package var survivors: [UInt32] { evidence.headers.senders }

    /// Checks the pieces and recomputes the chunk.
    ///
    /// - Parameters:
    ///   - chunk: The number of the chunk.
    ///   - published: The bytes of that chunk in the published sum.
    /// - Throws: `SecureAggregationError.cryptographyFailed(operation:)`.
    package func verdict(
        chunk: Int, pieces: [UInt32: AuditPiece], published: [UInt8]
    ) throws -> Verdict {
        guard let first = uploads.values.first else { return .wrongSum }
        let shape = ChunkShape(byteCount: Int(first.length) * first.wordSize.byteCount)
        guard chunk >= 0, chunk < shape.chunkCount, result.survivors == survivors else {
            return .wrongSum
        }
        let byteCount = shape.byteCount(ofChunk: chunk)
        var sum = RingVector(
            zeros: byteCount / first.wordSize.byteCount, wordSize: first.wordSize)
        for survivor in survivors {
            guard let piece = pieces[survivor], let upload = uploads[survivor],
                piece.chunk.count == byteCount,
                MerkleTree.verifyInclusion(
                    leafHash: MerkleTree.leafHash(piece.chunk), index: chunk,
                    treeSize: shape.chunkCount, proof: piece.proof, root: upload.root)
            else { return .wrongPiece(survivor) }
            try sum.add(piece.chunk, atChunk: 0)
        }
        switch try masks(mctx: first.mctx, pieces: pieces) {
        case .failure(let verdict): return verdict
        case .masks(let masks): try sum.apply(masks, asChunk: chunk)
        }
        return sum.bytes == published ? .holds : .wrongSum
    }

    private enum Unmasks {
        case masks([SignedMask])
        case failure(Verdict)
    }

    private func masks(mctx: Digest, pieces: [UInt32: AuditPiece]) throws -> Unmasks {
        var own: [MaskStream] = []
        for survivor in survivors {
            guard let seed = result.selfSeeds[survivor],
                AttemptSecrets.commitment(
                    b: SecretBytes(seed), sctx: evidence.context.sctx, member: Int(survivor))
                    == evidence.adverts[survivor]?.commitment
            else { return .failure(.wrongSecret(survivor)) }
            own.append(
                MaskStream(key: AttemptSecrets.selfKey(b: SecretBytes(seed), mctx: mctx)))
        }
        var dangling: [DanglingMask] = []
        for dropped in evidence.heads.senders where !survivors.contains(dropped) {
            guard let secret = result.droppedSecrets[dropped],
                let keys = try? maskKeys(of: dropped, secret: secret)
            else { return .failure(.wrongSecret(dropped)) }
            for survivor in survivors {
                guard
                    let pair = pairSecret(
                        survivor, dropped, secret: secret, keys: keys, piece: pieces[survivor])
                else { return .failure(.wrongPiece(survivor)) }
                let key = AttemptSecrets.pairKey(pairSecret: SecretBytes(pair), mctx: mctx)
                dangling.append(
                    DanglingMask(
                        survivor: Int(survivor), dropped: Int(dropped),
                        stream: MaskStream(key: key)))
            }
        }
        return .masks(Masking.unmasks(survivors: own, dangling: dangling))
    }

    /// The key pair that grows from a recovered z, where it is the one that was advertised.
    private func maskKeys(of member: UInt32, secret: [UInt8]) throws -> BoxKeyPair? {
        let seed = AttemptSecrets.maskKeySeed(
            z: SecretBytes(secret), sctx: evidence.context.sctx)
        let keys = try evidence.context.plan.suite.keyPair(seed: seed)
        return keys.publicKey == evidence.adverts[member]?.maskKey ? keys : nil
    }

    private func pairSecret(
        _ survivor: UInt32, _ dropped: UInt32, secret: [UInt8], keys: BoxKeyPair,
        piece: AuditPiece?
    ) -> [UInt8]? {
        if dropped < survivor {
            return AttemptSecrets.pairSecret(
                z: SecretBytes(secret), sctx: evidence.context.sctx, lower: Int(dropped),
                upper: Int(survivor)
            ).reveal()
        }
        // The box is the one that the survivor signed in its head, or it counts for nothing.
        guard let part = piece?.parts.parts[dropped],
            let message = evidence.heads.messages.first(where: { $0.sender == survivor }),
            let head = try? ShareHead(parsing: message.body),
            head.entry(for: dropped)?.partHash == Digest(of: part.bytes)
        else { return nil }
        let info = evidence.context.boxInfo(
            advertListHash: evidence.advertListHash, from: survivor, to: dropped, kind: .pair)
        // One that does not open even so is found as a wrong piece.
        return try? keys.open(part.pairBox, info: info).reveal()
    }
}

/// How many bytes are cut into chunks.
private struct ChunkShape {
    let byteCount: Int

    var chunkCount: Int {
        (byteCount + RingVector.chunkByteCount - 1) / RingVector.chunkByteCount
    }

    func byteCount(ofChunk chunk: Int) -> Int {
        min(RingVector.chunkByteCount, byteCount - chunk * RingVector.chunkByteCount)
    }
}
