package import DureCore

/// What is counted of a text: n-grams of characters and of words, by hash.
///
/// A hash of 64 bits with a fixed public seed sorts each n-gram into one of ``bucketCount`` buckets
/// (Weinberger et al., Feature Hashing, ICML 2009, here without signs), so there is no vocabulary
/// to agree upon, and no model holds a word of anybody's text. Characters are Unicode scalars of
/// ``CanonicalText``, and their n-grams stay between two spaces, of which each is a character.
/// Words are runs of letters, marks and digits; what writes without spaces is told by its
/// characters.
package struct TextFeatures: Sendable, Hashable {
    /// The numbers of buckets that there can be: powers of two.
    package static let bucketCounts = 64...65_536
    /// The longest n-gram of characters.
    package static let characterOrderMax = 8
    /// The longest n-gram of words.
    package static let wordOrderMax = 4

    /// The lengths of n-grams of characters; nil for none.
    package let characters: ClosedRange<Int>?
    /// The lengths of n-grams of words; nil for none.
    package let words: ClosedRange<Int>?
    /// How many buckets: a power of two.
    package let bucketCount: Int

    /// Checks the settings.
    ///
    /// - Throws: ``LearningError/badSetting(name:)`` with `characters`, `words` or `buckets`.
    package init(
        characters: ClosedRange<Int>?, words: ClosedRange<Int>? = nil, bucketCount: Int
    ) throws(LearningError) {
        func check(_ holds: Bool, _ name: String) throws(LearningError) {
            guard holds else { throw .badSetting(name: name) }
        }
        func isIn(_ orders: ClosedRange<Int>?, _ most: Int) -> Bool {
            orders.map { $0.lowerBound >= 1 && $0.upperBound <= most } ?? true
        }
        try check(characters != nil || words != nil, "characters")
        try check(isIn(characters, Self.characterOrderMax), "characters")
        try check(isIn(words, Self.wordOrderMax), "words")
        try check(
            Self.bucketCounts.contains(bucketCount) && bucketCount.nonzeroBitCount == 1, "buckets")
        self.characters = characters
        self.words = words
        self.bucketCount = bucketCount
    }

    /// The buckets of a text, one entry for each n-gram, in no order.
    ///
    /// - Parameter column: The text's place among the study's; its n-grams are its own.
    func append(bucketsOf text: String, column: Int, to buckets: inout [UInt32]) {
        let scalars = CanonicalText.scalars(of: text)
        let shift = UInt64(64 - bucketCount.trailingZeroBitCount)
        func add(_ hash: GramHash) {
            buckets.append(UInt32(truncatingIfNeeded: hash.value >> shift))
        }
        for token in characters == nil ? [] : scalars.split(whereSeparator: Self.isSpace) {
            addCharacters([Self.space] + token + [Self.space], column: column, add)
        }
        guard let words else { return }
        let found = scalars.split { !Self.isOfWord($0) }
        for start in found.indices {
            var hash = GramHash(kind: .words, column: column)
            for end in start..<min(start + words.upperBound, found.count) {
                for scalar in found[end] { hash.add(scalar) }
                hash.add(Self.space)
                if end - start + 1 >= words.lowerBound { add(hash) }
            }
        }
    }

    private func addCharacters(_ token: [UInt32], column: Int, _ add: (GramHash) -> Void) {
        guard let characters else { return }
        for start in token.indices {
            var hash = GramHash(kind: .characters, column: column)
            for end in start..<min(start + characters.upperBound, token.count) {
                hash.add(token[end])
                if end - start + 1 >= characters.lowerBound { add(hash) }
            }
        }
    }

    private static let space = UInt32(0x20)

    private static func isSpace(_ scalar: UInt32) -> Bool {
        if scalar < 0x80 { return scalar <= space }
        return Unicode.Scalar(scalar)?.properties.isWhitespace ?? false
    }

    private static func isOfWord(_ scalar: UInt32) -> Bool {
        if scalar < 0x80 {
            return (0x61...0x7a).contains(scalar) || (0x30...0x39).contains(scalar)
        }
        switch Unicode.Scalar(scalar)?.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .letterNumber,
            .otherNumber:
            return true
        default: return false
        }
    }

    /// The settings as JSON.
    package var json: JSONValue {
        func orders(_ range: ClosedRange<Int>) -> JSONValue {
            .array([.integer(Int64(range.lowerBound)), .integer(Int64(range.upperBound))])
        }
        var members: [String: JSONValue] = ["buckets": .integer(Int64(bucketCount))]
        members["characters"] = characters.map(orders)
        members["words"] = words.map(orders)
        return .object(members)
    }

    /// Reads what ``json`` wrote.
    ///
    /// - Throws: ``LearningError/malformedModel(field:)`` or ``LearningError/badSetting(name:)``.
    package init(json: JSONValue) throws(LearningError) {
        func orders(_ name: String) throws(LearningError) -> ClosedRange<Int>? {
            guard let value = json[name] else { return nil }
            let ends = (value.elements ?? []).compactMap(\.int).compactMap { Int(exactly: $0) }
            guard ends.count == 2, ends[0] <= ends[1] else { throw .malformedModel(field: name) }
            return ends[0]...ends[1]
        }
        guard let count = json["buckets"]?.int.flatMap({ Int(exactly: $0) }) else {
            throw .malformedModel(field: "buckets")
        }
        try self.init(characters: orders("characters"), words: orders("words"), bucketCount: count)
    }
}

/// A hash of 64 bits over scalars: FNV-1a by scalars instead of bytes (Fowler, Noll, Vo), then
/// SplitMix64's finaliser (Steele, Lea, Flood 2014), so that the high bits depend on all of them.
///
/// Public and fixed: it spreads, and hides nothing.
private struct GramHash {
    enum Kind: UInt64 {
        case characters = 0x6475_7265_2063_6867
        case words = 0x6475_7265_2077_6f67
    }

    private var state: UInt64

    init(kind: Kind, column: Int) {
        state = kind.rawValue &+ UInt64(column) &* 0x9e37_79b9_7f4a_7c15
    }

    mutating func add(_ scalar: UInt32) {
        state = (state ^ UInt64(scalar)) &* 0x0000_0100_0000_01b3
    }

    var value: UInt64 {
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }
}
