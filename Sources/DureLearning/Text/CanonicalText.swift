/// Texts in one spelling: lower case, canonically composed (Unicode's form C), so that an `é` of two
/// scalars and one of one are the same text, and so are the two ways in which systems write Hangul.
///
/// Lower case and combining classes are those of Swift's standard library, compositions those of
/// ``CanonicalTable``: no locale, no ICU, the same on every machine that knows the characters.
/// (Swift hides its own form C from packages, and FoundationEssentials has none.)
enum CanonicalText {
    /// The scalars of a text in that spelling.
    static func scalars(of text: String) -> [UInt32] {
        let lower = text.lowercased().unicodeScalars.map(\.value)
        return lower.allSatisfy(forms.isPlain) ? lower : forms.composed(forms.decomposed(lower))
    }

    private static let forms = CanonicalForms()
}

/// The canonical forms of scalars, by their values.
private struct CanonicalForms: Sendable {
    private var parts: [UInt32: [UInt32]] = [:]
    private var wholes: [UInt64: UInt32] = [:]
    /// What form C may change, or change together with what stands before it.
    private var isSpecial: Set<UInt32> = []

    /// Below it nothing ever changes.
    private static let firstSpecial: UInt32 = 0x300
    /// Hangul: first syllable, first consonant, vowel and closing consonant, and how many of each.
    private static let hangul = (
        syllable: UInt32(0xac00), lead: UInt32(0x1100), vowel: UInt32(0x1161),
        tail: UInt32(0x11a7), leadCount: UInt32(19), vowelCount: UInt32(21), tailCount: UInt32(28)
    )
    private static let syllableCount: UInt32 = 11_172

    /// Reads ``CanonicalTable``.
    init() {
        var mark: UInt32 = 0
        for word in CanonicalTable.compositions.split(whereSeparator: \.isWhitespace) {
            guard word.first != "+" else {
                mark = Self.number(word.dropFirst())
                isSpecial.insert(mark)
                continue
            }
            let sides = word.split(separator: "=").map(Self.number)
            parts[sides[1]] = [sides[0], mark]
            wholes[Self.key(sides[0], mark)] = sides[1]
        }
        for word in CanonicalTable.exclusions.split(whereSeparator: \.isWhitespace) {
            let sides = word.split { $0 == "=" || $0 == "+" }.map(Self.number)
            parts[sides[0]] = [sides[1], sides[2]]
            isSpecial.insert(sides[0])
        }
        var place: UInt32 = 0
        for word in CanonicalTable.singletons.split(whereSeparator: \.isWhitespace) {
            guard word.first != "@" else {
                place = Self.number(word.dropFirst())
                continue
            }
            parts[place] = [Self.number(word)]
            isSpecial.insert(place)
            place += 1
        }
    }

    /// The table is this program's own, so every word of it is a number.
    private static func number(_ word: Substring) -> UInt32 { UInt32(word, radix: 16) ?? 0 }

    private static func key(_ first: UInt32, _ second: UInt32) -> UInt64 {
        UInt64(first) << 32 | UInt64(second)
    }

    /// Whether a text of such scalars alone is composed already.
    func isPlain(_ scalar: UInt32) -> Bool {
        if scalar < Self.firstSpecial { return true }
        if scalar >= Self.hangul.syllable, scalar < Self.hangul.syllable + Self.syllableCount {
            return true
        }
        let isJamo = (0x1160...0x11ff).contains(scalar)
        return !isJamo && !isSpecial.contains(scalar) && Self.order(scalar) == 0
    }

    /// The canonical combining class.
    private static func order(_ scalar: UInt32) -> UInt8 {
        Unicode.Scalar(scalar)?.properties.canonicalCombiningClass.rawValue ?? 0
    }

    /// Taken apart as far as it goes, marks in canonical order.
    func decomposed(_ scalars: [UInt32]) -> [UInt32] {
        var found: [(scalar: UInt32, order: UInt8)] = []
        for scalar in scalars { takeApart(scalar, into: &found) }
        var start = 0
        while start < found.count {
            var end = start
            while end < found.count, found[end].order > 0 { end += 1 }
            if end > start + 1 {
                // Stable: marks of one class keep their order.
                let marks = found[start..<end].enumerated().sorted {
                    ($0.element.order, $0.offset) < ($1.element.order, $1.offset)
                }
                found.replaceSubrange(start..<end, with: marks.map(\.element))
            }
            start = max(end, start + 1)
        }
        return found.map(\.scalar)
    }

    private func takeApart(_ scalar: UInt32, into found: inout [(scalar: UInt32, order: UInt8)]) {
        let hangul = Self.hangul
        if scalar >= hangul.syllable, scalar < hangul.syllable + Self.syllableCount {
            let place = scalar - hangul.syllable
            let tail = place % hangul.tailCount
            let vowels = place / hangul.tailCount
            found.append((hangul.lead + vowels / hangul.vowelCount, 0))
            found.append((hangul.vowel + vowels % hangul.vowelCount, 0))
            if tail > 0 { found.append((hangul.tail + tail, 0)) }
        } else if let parts = parts[scalar] {
            // The table's decompositions are a few steps deep.
            for part in parts { takeApart(part, into: &found) }
        } else {
            found.append((scalar, Self.order(scalar)))
        }
    }

    /// Put together again wherever one scalar says the same (Unicode 15, 3.11, D117).
    func composed(_ scalars: [UInt32]) -> [UInt32] {
        var composed: [UInt32] = []
        var starter: Int?
        var lastOrder: UInt8 = 0
        for scalar in scalars {
            let order = Self.order(scalar)
            if let place = starter,
                place == composed.count - 1 || (lastOrder != 0 && lastOrder < order),
                let whole = whole(composed[place], scalar)
            {
                composed[place] = whole
                continue
            }
            if order == 0 { starter = composed.count }
            composed.append(scalar)
            lastOrder = order
        }
        return composed
    }

    private func whole(_ first: UInt32, _ second: UInt32) -> UInt32? {
        let hangul = Self.hangul
        if (hangul.lead..<hangul.lead + hangul.leadCount).contains(first),
            (hangul.vowel..<hangul.vowel + hangul.vowelCount).contains(second)
        {
            let place = (first - hangul.lead) * hangul.vowelCount + second - hangul.vowel
            return hangul.syllable + place * hangul.tailCount
        }
        if (hangul.syllable..<hangul.syllable + Self.syllableCount).contains(first),
            (first - hangul.syllable).isMultiple(of: hangul.tailCount),
            (hangul.tail + 1..<hangul.tail + hangul.tailCount).contains(second)
        {
            return first + second - hangul.tail
        }
        return wholes[Self.key(first, second)]
    }
}
