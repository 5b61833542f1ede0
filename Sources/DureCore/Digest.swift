package import Crypto

/// A SHA-256 digest: 32 bytes.
package struct Digest: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// How many bytes a digest has.
    package static let byteCount = 32

    /// The digest's bytes; always ``byteCount`` of them.
    package let bytes: [UInt8]

    /// Takes the bytes of a digest made elsewhere.
    ///
    /// - Throws: ``WireError/wrongLength(field:)`` unless there are 32.
    package init(bytes: [UInt8]) throws(WireError) {
        guard bytes.count == Self.byteCount else { throw .wrongLength(field: "digest") }
        self.bytes = bytes
    }

    /// Hashes the bytes.
    package init(of message: some Sequence<UInt8>) {
        bytes = Array(SHA256.hash(data: Array(message)))
    }

    /// Finishes a running hash.
    package init(finishing hasher: SHA256) {
        bytes = Array(hasher.finalize())
    }

    /// Reads 64 lower-case hexadecimal digits.
    package init(hex: String) throws(WireError) {
        try self.init(bytes: Hex.decode(hex))
    }

    /// The digest in hexadecimal.
    package var hex: String { Hex.encode(bytes) }

    package var description: String { hex }

    /// Orders digests as their bytes, from the first.
    package static func < (left: Digest, right: Digest) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}
