import Crypto
import DureCore
import FoundationEssentials

/// The bytes of a mask stream, from the cryptographic library.
///
/// The library has no call that makes a keystream in place. AES-GCM over zeros is the fastest one
/// it has: wide vector instructions outweigh the tag that is thrown away and the copy.
enum Keystream {
    /// The first bytes of one chunk of one stream.
    struct Part {
        let key: SymmetricKey
        let chunk: Int
        /// At most ``RingVector/chunkByteCount``.
        let byteCount: Int
    }

    /// A chunk's worth of zeros, for the cipher to run over.
    private static let zeros = Data(count: RingVector.chunkByteCount)

    /// A copy of the bytes.
    static func bytes(_ part: Part) throws(SecureAggregationError) -> [UInt8] {
        Array(try sealed(part))
    }

    /// Adds the part to the words from `first` on, or takes it away.
    static func apply(
        _ part: Part, to words: inout [UInt32], from first: Int, sign: MaskSign
    ) throws(SecureAggregationError) {
        try unsafe lend(part) { unsafe RingKernel.apply($0, to: &words, from: first, sign: sign) }
    }

    /// Adds the part to the words from `first` on, or takes it away.
    static func apply(
        _ part: Part, to words: inout [UInt64], from first: Int, sign: MaskSign
    ) throws(SecureAggregationError) {
        try unsafe lend(part) { unsafe RingKernel.apply($0, to: &words, from: first, sign: sign) }
    }

    /// Values to be rounded with random words, from the first one on.
    struct Rounding {
        let values: [Double]
        let first: Int
        let encoding: WideFixedPoint
    }

    /// Rounds values with the part's words.
    ///
    /// - Returns: How many of them the encoding can write.
    static func round(
        _ work: Rounding, with part: Part, to words: inout [UInt32]
    ) throws(SecureAggregationError) -> Int {
        try unsafe lend(part) {
            unsafe RoundingKernel.round(
                work.values, from: work.first, scale: work.encoding.scale,
                steps: work.encoding.steps, random: $0, to: &words)
        }
    }

    /// Rounds values with the part's words.
    ///
    /// - Returns: How many of them the encoding can write.
    static func round(
        _ work: Rounding, with part: Part, to words: inout [UInt64]
    ) throws(SecureAggregationError) -> Int {
        try unsafe lend(part) {
            unsafe RoundingKernel.round(
                work.values, from: work.first, scale: work.encoding.scale,
                steps: work.encoding.steps, random: $0, to: &words)
        }
    }

    /// Lends the part's bytes, for as long as the work takes.
    @inline(__always)
    private static func lend<Result>(
        _ part: Part, to work: (UnsafeRawBufferPointer) -> Result
    ) throws(SecureAggregationError) -> Result {
        let stream = try sealed(part)
        // SAFETY: the pointer is used inside the closure only.
        return unsafe stream.withUnsafeBytes { unsafe work($0) }
    }

    private static func sealed(_ part: Part) throws(SecureAggregationError) -> Data {
        precondition(part.chunk >= 0 && (0...RingVector.chunkByteCount).contains(part.byteCount))
        var nonce: [UInt8] = [0, 0, 0, 0]
        nonce.append(bigEndian: UInt64(part.chunk))
        do {
            let nonce = try AES.GCM.Nonce(data: nonce)
            return try AES.GCM.seal(
                zeros.prefix(part.byteCount), using: part.key, nonce: nonce
            ).ciphertext
        } catch {
            // A nonce of 12 bytes and a key of 32 are what the library wants; should it still
            // refuse, its reason says nothing that this place does not.
            throw .cryptographyFailed(operation: "mask stream")
        }
    }
}
