internal import DureCore
internal import DurePrivacy

/// One of three cards on paper, any two of which open a slot: a Shamir share over the field of
/// 2^61 - 1 (protocol.md, 3.6), in groups that a person can type.
///
/// Nineteen groups of five characters. Eighteen hold the card's number, its slot and its share, the
/// last a hash over all of them. The fifth character of each group checks the other four and the
/// group's place, so that any single wrong character, and any two neighbours among the four that
/// changed places, are told by group.
package struct RecoveryCard: Sendable, Hashable {
    /// How many cards a slot has.
    package static let count = 3
    /// How many of them open it.
    package static let threshold = 2
    /// The groups of a card.
    package static let groupCount = 19
    /// The characters of a group, the check among them.
    package static let groupLength = 5
    /// Longer texts are no cards.
    static let textByteCountMax = 8_192
    private static let version: UInt8 = 1
    private static let payloadByteCount = 1 + SlotKind.idByteCount + ShamirShare.byteCount

    /// 1, 2 or 3.
    package let number: Int
    /// The slot that it opens with another card.
    package let slot: String
    let share: ShamirShare

    static func split(
        _ secret: borrowing SecretBytes, slot: String,
        using generator: inout some SecureRandomNumberGenerator
    ) throws -> [RecoveryCard] {
        try Shamir.split(secret, threshold: threshold, count: count, using: &generator).map {
            RecoveryCard(number: $0.holder, slot: slot, share: $0)
        }
    }

    /// The secret of the slot that all of the cards name.
    static func join(_ cards: [RecoveryCard]) throws -> SecretBytes {
        guard cards.count == threshold else { throw VaultError.cardsNotTwo(found: cards.count) }
        guard cards[0].slot == cards[1].slot else { throw VaultError.cardsOfTwoSets }
        guard cards[0].number != cards[1].number else {
            throw VaultError.cardTwice(number: cards[0].number)
        }
        do {
            let weights = try ShamirWeights(holders: cards.map(\.number))
            return try weights.secret(from: cards.map(\.share))
        } catch {
            // Shares that are no secret together say the same as those that open nothing.
            throw VaultError.cardsOpenNothing(slot: cards[0].slot)
        }
    }

    // MARK: Text

    /// The groups, five a line, to be printed and typed.
    package var lines: [String] {
        let groups = self.groups
        return stride(from: 0, to: groups.count, by: 5).map {
            groups[$0..<min($0 + 5, groups.count)].joined(separator: " ")
        }
    }

    private var groups: [String] {
        var payload = [Self.version << 4 | UInt8(number)]
        // The id is eight hexadecimal digits by construction.
        payload += (try? Hex.decode(slot)) ?? []
        payload += share.bytes
        let symbols = Base32.symbols(payload) + Self.hash(payload)
        return (0..<Self.groupCount).map { group in
            let data = symbols[group * 4..<group * 4 + 4]
            return Base32.text(Array(data) + [Self.check(data, group: group)])
        }
    }

    /// Reads a card; lines that begin with `#` are words for people.
    ///
    /// - Throws: ``VaultError/cardMistyped(group:)``, ``VaultError/cardUnreadable(groups:)``.
    package init(_ text: String) throws(VaultError) {
        guard text.utf8.count <= Self.textByteCountMax else { throw .cardUnreadable(groups: 0) }
        let words = text.split(whereSeparator: \.isNewline)
            .filter { !$0.drop(while: \.isWhitespace).hasPrefix("#") }
            .joined(separator: " ")
        let characters = words.filter { !$0.isWhitespace && $0 != "-" }
        var symbols: [UInt8] = []
        for (index, character) in characters.enumerated() {
            guard let symbol = Base32.symbol(character) else {
                throw .cardMistyped(group: index / Self.groupLength + 1)
            }
            symbols.append(symbol)
        }
        guard symbols.count == Self.groupCount * Self.groupLength else {
            // A character too many or too few shows in the first group that does not fit.
            let wrong = Self.firstWrongGroup(symbols)
            if let wrong, wrong < Self.groupCount { throw .cardMistyped(group: wrong + 1) }
            throw .cardUnreadable(groups: symbols.count / Self.groupLength)
        }
        if let wrong = Self.firstWrongGroup(symbols) { throw .cardMistyped(group: wrong + 1) }
        try self.init(symbols: symbols)
    }

    private init(symbols: [UInt8]) throws(VaultError) {
        let data = (0..<Self.groupCount).flatMap { group in
            symbols[group * Self.groupLength..<group * Self.groupLength + 4]
        }
        let payload = Base32.bytes(data.dropLast(4))
        guard payload.count == Self.payloadByteCount, Array(data.suffix(4)) == Self.hash(payload),
            payload[0] >> 4 == Self.version,
            (1...Self.count).contains(Int(payload[0] & 0xf)),
            // A share that cannot be one was mistyped in a way that the checks did not see.
            let share = try? ShamirShare(
                holder: Int(payload[0] & 0xf),
                bytes: Array(payload[(1 + SlotKind.idByteCount)...]))
        else { throw .cardUnreadable(groups: Self.groupCount) }
        number = Int(payload[0] & 0xf)
        slot = Hex.encode(payload[1..<1 + SlotKind.idByteCount])
        self.share = share
    }

    private init(number: Int, slot: String, share: ShamirShare) {
        self.number = number
        self.slot = slot
        self.share = share
    }

    // MARK: Checks

    private static func firstWrongGroup(_ symbols: [UInt8]) -> Int? {
        for group in 0..<symbols.count / groupLength {
            let start = group * groupLength
            let data = symbols[start..<start + 4]
            guard check(data, group: group) == symbols[start + 4] else { return group }
        }
        return nil
    }

    /// The sum of α^i times the i-th character, over GF(32), and the group's number.
    ///
    /// All α^i differ and none is zero, so one wrong character always changes the sum, and so do
    /// two that changed places.
    private static func check(_ data: ArraySlice<UInt8>, group: Int) -> UInt8 {
        var sum = UInt8(group + 1)
        for symbol in data { sum = Base32.timesAlpha(sum ^ symbol) }
        return sum
    }

    private static func hash(_ payload: [UInt8]) -> [UInt8] {
        var fields = CanonicalBytes(label: "dure/card")
        fields.append(payload)
        return Array(Base32.symbols(Array(fields.digest.bytes.prefix(3))).prefix(4))
    }
}

/// Five bits a character, in an alphabet without I, L, O and U (Crockford).
private enum Base32 {
    static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    /// Whole groups of five bits, the last filled up with zeros.
    static func symbols(_ bytes: [UInt8]) -> [UInt8] {
        var symbols: [UInt8] = []
        var bits: UInt32 = 0
        var bitCount = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            bitCount += 8
            while bitCount >= 5 {
                bitCount -= 5
                symbols.append(UInt8(truncatingIfNeeded: bits >> UInt32(bitCount)) & 31)
            }
            bits &= (1 << UInt32(bitCount)) - 1
        }
        if bitCount > 0 {
            symbols.append(UInt8(truncatingIfNeeded: bits << UInt32(5 - bitCount)) & 31)
        }
        return symbols
    }

    static func bytes(_ symbols: some Sequence<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var bitCount = 0
        for symbol in symbols {
            bits = bits << 5 | UInt32(symbol)
            bitCount += 5
            guard bitCount >= 8 else { continue }
            bitCount -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(bitCount)))
            bits &= (1 << UInt32(bitCount)) - 1
        }
        return bytes
    }

    static func text(_ symbols: [UInt8]) -> String {
        String(decoding: symbols.map { alphabet[Int($0)] }, as: UTF8.self)
    }

    /// What a person may type for it: small letters, O for 0, I and L for 1.
    static func symbol(_ character: Character) -> UInt8? {
        guard let byte = character.asciiValue else { return nil }
        let upper = (0x61...0x7a).contains(byte) ? byte - 0x20 : byte
        switch upper {
        case UInt8(ascii: "O"): return 0
        case UInt8(ascii: "I"), UInt8(ascii: "L"): return 1
        default: return alphabet.firstIndex(of: upper).map { UInt8($0) }
        }
    }

    /// Multiplication by x in GF(2)[x] / (x^5 + x^2 + 1), whose x has order 31.
    static func timesAlpha(_ value: UInt8) -> UInt8 {
        let shifted = value << 1
        return shifted & 32 != 0 ? (shifted ^ 0b100101) & 31 : shifted
    }
}
