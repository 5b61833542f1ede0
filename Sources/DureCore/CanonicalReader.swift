/// Reads what ``CanonicalBytes`` wrote, with a limit for every field.
package struct CanonicalReader: Sendable {
    private let bytes: [UInt8]
    private var position: Int

    /// Reads from the first byte on.
    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        position = 0
    }

    /// The bytes of the next field.
    ///
    /// - Throws: ``WireError/truncated(field:)`` or ``WireError/tooLarge(field:limit:)``.
    package mutating func field(
        _ name: String, byteCountMax: Int
    ) throws(WireError) -> [UInt8] {
        let length = Int(try be32(name))
        guard length <= byteCountMax else { throw .tooLarge(field: name, limit: byteCountMax) }
        guard length <= bytes.count - position else { throw .truncated(field: name) }
        defer { position += length }
        return Array(bytes[position..<position + length])
    }

    /// A text of at most so many UTF-8 bytes.
    package mutating func text(_ name: String, byteCountMax: Int) throws(WireError) -> String {
        let field = try field(name, byteCountMax: byteCountMax)
        guard let text = String(validating: field, as: UTF8.self) else {
            throw .malformed(field: name)
        }
        return text
    }

    /// A field of exactly 32 bytes.
    package mutating func digest(_ name: String) throws(WireError) -> Digest {
        let field = try field(name, byteCountMax: Digest.byteCount)
        guard field.count == Digest.byteCount else { throw .wrongLength(field: name) }
        return try Digest(bytes: field)
    }

    /// A field of four bytes.
    package mutating func uint32(_ name: String) throws(WireError) -> UInt32 {
        let field = try field(name, byteCountMax: 4)
        guard field.count == 4 else { throw .wrongLength(field: name) }
        return field.reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// A field of eight bytes.
    package mutating func uint64(_ name: String) throws(WireError) -> UInt64 {
        let field = try field(name, byteCountMax: 8)
        guard field.count == 8 else { throw .wrongLength(field: name) }
        return field.reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// A finite number in a field of eight bytes.
    package mutating func double(_ name: String) throws(WireError) -> Double {
        let number = Double(bitPattern: try uint64(name))
        guard number.isFinite else { throw .malformed(field: name) }
        return number
    }

    /// A count, for the elements that follow it.
    package mutating func count(_ name: String, max limit: Int) throws(WireError) -> Int {
        let count = Int(try uint32(name))
        guard count <= limit else { throw .tooLarge(field: name, limit: limit) }
        return count
    }

    /// Checks that nothing is left.
    package func finish() throws(WireError) {
        guard position == bytes.count else { throw .trailing }
    }

    private mutating func be32(_ name: String) throws(WireError) -> UInt32 {
        guard bytes.count - position >= 4 else { throw .truncated(field: name) }
        defer { position += 4 }
        return bytes[position..<position + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
}
