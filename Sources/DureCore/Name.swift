/// The short name of a member, a dataset or a study: 1 to 40 of `a-z 0-9 -`, a letter first.
package struct Name: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The longest name.
    package static let byteCountMax = 40

    /// The name itself.
    package let text: String

    /// Checks the characters.
    ///
    /// - Throws: ``WireError/malformed(field:)`` or ``WireError/tooLarge(field:limit:)``.
    package init(_ text: String) throws(WireError) {
        guard text.utf8.count <= Self.byteCountMax else {
            throw .tooLarge(field: "name", limit: Self.byteCountMax)
        }
        let isPlain = text.utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-")
        }
        guard isPlain, let first = text.utf8.first, first >= UInt8(ascii: "a") else {
            throw .malformed(field: "name")
        }
        self.text = text
    }

    package var description: String { text }

    package static func < (left: Name, right: Name) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
}
