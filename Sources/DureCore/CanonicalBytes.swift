/// Bytes in the canonical form that is signed and hashed: fields in a fixed order, each behind
/// its length (protocol.md, 3.2).
///
/// Every field is `be32 length ‖ bytes`. An integer is a field of four or eight bytes, big-endian.
/// The same writer makes messages, so what is sent is what is hashed.
package struct CanonicalBytes: Sendable {
    /// All fields so far.
    package private(set) var bytes: [UInt8] = []

    /// Starts with the label as the first field.
    package init(label: String) {
        append(label)
    }

    /// Starts with nothing, for messages whose type is told elsewhere.
    package init() {}

    /// Adds a field.
    package mutating func append(_ field: [UInt8]) {
        bytes.append(bigEndian: UInt32(field.count))
        bytes.append(contentsOf: field)
    }

    /// Adds the UTF-8 bytes of a text.
    package mutating func append(_ text: String) {
        append(Array(text.utf8))
    }

    /// Adds a digest.
    package mutating func append(_ digest: Digest) {
        append(digest.bytes)
    }

    /// Adds four bytes, big-endian.
    package mutating func append(_ number: UInt32) {
        bytes.append(bigEndian: UInt32(4))
        bytes.append(bigEndian: number)
    }

    /// Adds eight bytes, big-endian.
    package mutating func append(_ number: UInt64) {
        bytes.append(bigEndian: UInt32(8))
        bytes.append(bigEndian: number)
    }

    /// Adds the bit pattern of a number, big-endian, so that every node hashes the same bytes.
    package mutating func append(_ number: Double) {
        append(number.bitPattern)
    }

    /// SHA-256 of all fields.
    package var digest: Digest { Digest(of: bytes) }
}

extension [UInt8] {
    /// Adds four bytes, the highest first.
    package mutating func append(bigEndian number: UInt32) {
        for shift in stride(from: UInt32(24), through: 0, by: -8) {
            append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }

    /// Adds eight bytes, the highest first.
    package mutating func append(bigEndian number: UInt64) {
        append(bigEndian: UInt32(truncatingIfNeeded: number >> 32))
        append(bigEndian: UInt32(truncatingIfNeeded: number))
    }
}
