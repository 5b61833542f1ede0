import Crypto
package import DureCore

/// Whether a mask is added or taken away.
package enum MaskSign: Sendable, Hashable {
    /// The mask is added.
    case add
    /// The mask is taken away.
    case subtract

    /// The sign that undoes this one.
    package var opposite: MaskSign {
        switch self {
        case .add: .subtract
        case .subtract: .add
        }
    }
}

/// The mask that grows from one key: as long as any vector, and readable from any chunk on.
///
/// Chunk e is AES-256-CTR under the key, from the counter block `be32 0 ‖ be64 e ‖ be32 2`: what
/// AES-256-GCM makes of zeros under the nonce `be32 0 ‖ be64 e` (protocol.md, 3.3). A key masks
/// one vector, once; that is the caller's promise.
package struct MaskStream: Sendable {
    private let key: SymmetricKey

    /// The stream of a key of 32 bytes.
    package init(key: borrowing SecretBytes) {
        precondition(key.count == 32, "a mask key has 32 bytes")
        self.key = key.key
    }

    /// The stream's first bytes of a chunk, at most ``RingVector/chunkByteCount``.
    ///
    /// - Throws: ``SecureAggregationError/cryptographyFailed(operation:)``.
    package func bytes(
        ofChunk chunk: Int, count: Int = RingVector.chunkByteCount
    ) throws(SecureAggregationError) -> [UInt8] {
        try Keystream.bytes(Keystream.Part(key: key, chunk: chunk, byteCount: count))
    }

    /// Rounds as many values as one chunk of the stream has words of the vector's size.
    ///
    /// - Returns: How many of them the encoding can write.
    func round(
        _ values: [Double], by encoding: WideFixedPoint, chunk: Int, to vector: inout RingVector
    ) throws(SecureAggregationError) -> Int {
        let first = chunk * vector.wordSize.wordsPerChunk
        let byteCount = (values.count - first) * vector.wordSize.byteCount
        let part = Keystream.Part(
            key: key, chunk: chunk, byteCount: min(byteCount, RingVector.chunkByteCount))
        let rounding = Keystream.Rounding(values: values, first: first, encoding: encoding)
        switch vector.wordSize {
        case .w32: return try Keystream.round(rounding, with: part, to: &vector.words32)
        case .w64: return try Keystream.round(rounding, with: part, to: &vector.words64)
        }
    }

    /// Adds the stream to the words of one chunk of a vector, or takes it away.
    func apply(
        _ sign: MaskSign, to vector: inout RingVector, chunk: Int, streamChunk: Int
    ) throws(SecureAggregationError) {
        let count = vector.byteCount(ofChunk: chunk)
        let first = chunk * vector.wordSize.wordsPerChunk
        let part = Keystream.Part(key: key, chunk: streamChunk, byteCount: count)
        switch vector.wordSize {
        case .w32: try Keystream.apply(part, to: &vector.words32, from: first, sign: sign)
        case .w64: try Keystream.apply(part, to: &vector.words64, from: first, sign: sign)
        }
    }
}
