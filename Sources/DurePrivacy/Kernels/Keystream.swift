import Crypto
import FoundationEssentials

/// The bytes of a mask stream, from the cryptographic library.
///
/// The library has no call that makes a keystream in place. AES-GCM over zeros is the fastest one
/// it has: wide vector instructions outweigh the tag that is thrown away and the copy.
enum Keystream {
    /// A chunk's worth of zeros, for the cipher to run over.
    private static let zeros = Data(count: RingVector.chunkByteCount)

    /// The first `count` bytes of a chunk.
    static func bytes(
        key: SymmetricKey, chunk: Int, count: Int
    ) throws(SecureAggregationError) -> [UInt8] {
        Array(try sealed(key: key, chunk: chunk, count: count))
    }

    /// Lets the body read the first `count` bytes of a chunk.
    static func apply(
        key: SymmetricKey, chunk: Int, count: Int, to words: inout [UInt32], from first: Int,
        sign: MaskSign
    ) throws(SecureAggregationError) {
        let stream = try sealed(key: key, chunk: chunk, count: count)
        // SAFETY: the pointer is used inside the closure only.
        unsafe stream.withUnsafeBytes {
            unsafe RingKernel.apply($0, to: &words, from: first, sign: sign)
        }
    }

    /// Lets the body read the first `count` bytes of a chunk.
    static func apply(
        key: SymmetricKey, chunk: Int, count: Int, to words: inout [UInt64], from first: Int,
        sign: MaskSign
    ) throws(SecureAggregationError) {
        let stream = try sealed(key: key, chunk: chunk, count: count)
        // SAFETY: the pointer is used inside the closure only.
        unsafe stream.withUnsafeBytes {
            unsafe RingKernel.apply($0, to: &words, from: first, sign: sign)
        }
    }

    private static func sealed(
        key: SymmetricKey, chunk: Int, count: Int
    ) throws(SecureAggregationError) -> Data {
        precondition(chunk >= 0 && count >= 0 && count <= RingVector.chunkByteCount)
        var nonce: [UInt8] = [0, 0, 0, 0]
        nonce.append(bigEndian: UInt64(chunk))
        do {
            return try AES.GCM.seal(
                zeros.prefix(count), using: key, nonce: AES.GCM.Nonce(data: nonce)
            ).ciphertext
        } catch {
            // A nonce of 12 bytes and a key of 32 are what the library wants; should it still
            // refuse, its reason says nothing that this place does not.
            throw .cryptographyFailed(operation: "mask stream")
        }
    }
}
