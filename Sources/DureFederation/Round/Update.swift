package import DureCore
internal import DurePrivacy

/// A contribution as the algorithm made it.
///
/// It has no way out but ``clipped(to:)``.
package struct RawUpdate: Sendable {
    private let values: [Double]

    /// Takes the values of a contribution.
    package init(_ values: [Double]) {
        self.values = values
    }

    /// Checks the contribution against the bound that the plan promises for it.
    ///
    /// Records were clipped one by one where the plan says so; here the whole is held to what so
    /// many records can add up to, so that the ring cannot overflow.
    ///
    /// - Throws: `SecureAggregationError.notFinite` or `.outOfRange`, with the coordinate.
    package func clipped(to bound: Double) throws -> ClippedUpdate {
        // First a pass that only looks, many values at a time; what is no number is outside.
        guard RoundingKernel.areWithin(values, bound: bound) else {
            for (coordinate, value) in values.enumerated() where !(abs(value) <= bound) {
                throw value.isFinite
                    ? SecureAggregationError.outOfRange(coordinate: coordinate)
                    : SecureAggregationError.notFinite(coordinate: coordinate)
            }
            preconditionFailure("one of them is outside")
        }
        return ClippedUpdate(values: values)
    }
}

/// A contribution within its bound.
package struct ClippedUpdate: Sendable {
    fileprivate let values: [Double]

    /// Encodes the values in the ring and adds this member's share of the noise.
    package func noised(
        by mechanism: NoiseMechanism, using generator: inout some SecureRandomNumberGenerator
    ) throws -> NoisedUpdate {
        NoisedUpdate(words: try mechanism.apply(to: values, using: &generator))
    }
}

/// A contribution in the ring, with its share of the noise where the plan asks for one.
package struct NoisedUpdate: Sendable {
    /// The words; they do not leave unmasked.
    let words: RingVector

    init(words: RingVector) {
        self.words = words
    }

    /// How many bytes it will have, masked.
    package var byteCount: Int { words.byteCount }

    func masked(
        member: UInt32, pairSecrets: [UInt32: PairSecret], selfSeed: borrowing SecretBytes,
        mctx: Digest
    ) throws -> MaskedUpdate {
        let pairs = pairSecrets.sorted { $0.key < $1.key }.map { other, secret in
            let key = AttemptSecrets.pairKey(pairSecret: secret.bytes, mctx: mctx)
            return PairMask(neighbour: Int(other), stream: MaskStream(key: key))
        }
        let selfKey = AttemptSecrets.selfKey(b: selfSeed, mctx: mctx)
        return MaskedUpdate(
            words: try Masking.maskedVector(
                words, member: Int(member), own: MaskStream(key: selfKey), pairs: pairs))
    }
}

/// A masked contribution: the only vector that may leave the node.
package struct MaskedUpdate: Sendable {
    private let words: RingVector
    /// RFC 9162 root over the chunks.
    package let root: Digest

    fileprivate init(words: RingVector) {
        self.words = words
        root = words.merkleRoot
    }

    /// How many chunks of 128 KiB.
    package var chunkCount: Int { words.chunkCount }

    /// How many bytes in all.
    package var byteCount: Int { words.byteCount }

    /// The bytes of one chunk.
    package func chunk(_ index: Int) -> [UInt8] {
        words.bytes(ofChunk: index)
    }
}
