import DureCore

/// A mask stream and what to do with it.
package struct SignedMask: Sendable {
    /// The stream.
    package let stream: MaskStream
    /// Whether it is added or taken away.
    package let sign: MaskSign

    /// Pairs the two.
    package init(_ stream: MaskStream, _ sign: MaskSign) {
        self.stream = stream
        self.sign = sign
    }
}

/// The mask that two members share, under K_ij.
package struct PairMask: Sendable {
    /// The neighbour's index on the roster, from 1.
    package let neighbour: Int
    /// The stream under the pair's key.
    package let stream: MaskStream

    /// The mask shared with that neighbour.
    package init(neighbour: Int, stream: MaskStream) {
        self.neighbour = neighbour
        self.stream = stream
    }
}

/// The mask between a survivor and a member who dropped out, as the coordinator recovered it.
package struct DanglingMask: Sendable {
    /// The survivor's index on the roster: the mask is still in this upload.
    package let survivor: Int
    /// The dropped member's index on the roster: the upload that would cancel it is missing.
    package let dropped: Int
    /// The stream under the pair's key.
    package let stream: MaskStream

    /// The mask that this survivor shared with that dropped member.
    package init(survivor: Int, dropped: Int, stream: MaskStream) {
        self.survivor = survivor
        self.dropped = dropped
        self.stream = stream
    }
}

/// Which masks a member puts on, and which the coordinator takes off (protocol.md, 3.3):
/// `y_i = x_i + PRG(K_i) + Σ_{j>i} PRG(K_ij) - Σ_{j<i} PRG(K_ji)`, modulo the ring.
package enum Masking {
    /// The masks of member `member`: its own, and one for each neighbour in U2.
    ///
    /// - Precondition: No neighbour is the member itself, and none is named twice: a mask used
    ///   twice hides nothing.
    package static func masks(
        ofMember member: Int, own: MaskStream, pairs: [PairMask]
    ) -> [SignedMask] {
        let neighbours = Set(pairs.map(\.neighbour))
        precondition(neighbours.count == pairs.count, "a neighbour is named twice")
        precondition(!neighbours.contains(member), "a member is not its own neighbour")
        return [SignedMask(own, .add)]
            + pairs.map { SignedMask($0.stream, $0.neighbour > member ? .add : .subtract) }
    }

    /// The masks still in the sum of the survivors' uploads, with the signs that take them off.
    ///
    /// - Parameters:
    ///   - survivors: The own mask of every survivor.
    ///   - dangling: One for each survivor and each of its neighbours that is in U2, not in U3.
    package static func unmasks(
        survivors: [MaskStream], dangling: [DanglingMask]
    ) -> [SignedMask] {
        survivors.map { SignedMask($0, .subtract) }
            + dangling.map { SignedMask($0.stream, $0.dropped > $0.survivor ? .subtract : .add) }
    }

    /// The vector a member uploads.
    ///
    /// - Throws: ``SecureAggregationError/cryptographyFailed(operation:)``.
    package static func maskedVector(
        _ vector: consuming RingVector, member: Int, own: MaskStream, pairs: [PairMask]
    ) throws(SecureAggregationError) -> RingVector {
        try vector.apply(masks(ofMember: member, own: own, pairs: pairs))
        return vector
    }

    /// The sum of the survivors' vectors, from the sum of their uploads.
    ///
    /// - Throws: ``SecureAggregationError/cryptographyFailed(operation:)``.
    package static func unmaskedSum(
        _ sum: consuming RingVector, survivors: [MaskStream], dangling: [DanglingMask]
    ) throws(SecureAggregationError) -> RingVector {
        try sum.apply(unmasks(survivors: survivors, dangling: dangling))
        return sum
    }
}

extension RingVector {
    /// Puts on or takes off all the masks, over all chunks.
    ///
    /// - Throws: ``SecureAggregationError/cryptographyFailed(operation:)``.
    package mutating func apply(_ masks: [SignedMask]) throws(SecureAggregationError) {
        for chunk in 0..<chunkCount { try apply(masks, toChunk: chunk) }
    }

    /// Puts on or takes off all the masks over one chunk, so that work can be cut into steps.
    ///
    /// - Parameter chunk: In `0..<chunkCount`.
    /// - Throws: ``SecureAggregationError/cryptographyFailed(operation:)``.
    package mutating func apply(
        _ masks: [SignedMask], toChunk chunk: Int
    ) throws(SecureAggregationError) {
        // A chunk stays in the processor's cache while every mask passes over it.
        for mask in masks {
            try mask.stream.apply(mask.sign, to: &self, chunk: chunk, streamChunk: chunk)
        }
    }

    /// Puts on or takes off the part of the masks that belongs to one chunk of a longer vector.
    ///
    /// This vector is that chunk alone, as in the spot audit (protocol.md, 3.9).
    ///
    /// - Throws: ``SecureAggregationError/cryptographyFailed(operation:)``;
    ///   ``SecureAggregationError/wrongLength(field:expected:found:)`` where this vector is longer
    ///   than a chunk.
    package mutating func apply(
        _ masks: [SignedMask], asChunk chunk: Int
    ) throws(SecureAggregationError) {
        guard chunkCount <= 1 else {
            throw .wrongLength(field: "chunks", expected: 1, found: chunkCount)
        }
        guard count > 0 else { return }
        for mask in masks {
            try mask.stream.apply(mask.sign, to: &self, chunk: 0, streamChunk: chunk)
        }
    }
}
