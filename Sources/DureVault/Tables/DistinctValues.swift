/// Counts different numbers up to the schema's limit: open addressing, a quarter full at most.
struct DistinctNumbers {
    private static let slotCount = 4_096
    private var slots = [UInt64](repeating: 0, count: slotCount)
    private var isUsed = [Bool](repeating: false, count: slotCount)
    private(set) var count = 0

    mutating func insert(_ number: Double) {
        guard count < TableSchema.distinctCountMax else { return }
        let bits = (number == 0 ? 0.0 : number).bitPattern  // Zero and minus zero are one value.
        var slot = Int((bits &* 0x9e37_79b9_7f4a_7c15) >> 52)
        while isUsed[slot] {
            if slots[slot] == bits { return }
            slot = (slot + 1) & (Self.slotCount - 1)
        }
        isUsed[slot] = true
        slots[slot] = bits
        count += 1
    }
}

/// Counts different texts up to the schema's limit, and makes one string for each of them.
struct DistinctTexts {
    private static let slotCount = 4_096
    /// One more than the position in `texts`; zero marks an empty slot.
    private var slots = [UInt16](repeating: 0, count: slotCount)
    /// The different texts, at most as many as the schema counts.
    private(set) var texts: [String] = []
    private var ranges: [Range<Int>] = []

    var count: Int { texts.count }

    /// The string of those bytes, which must be UTF-8; the same storage for the same bytes while
    /// there are few of them.
    mutating func text(of bytes: [UInt8], from start: Int, to end: Int) -> String {
        var slot = Self.slot(of: bytes, from: start, to: end)
        while slots[slot] != 0 {
            let position = Int(slots[slot]) - 1
            if Self.equal(bytes, ranges[position], start..<end) { return texts[position] }
            slot = (slot + 1) & (Self.slotCount - 1)
        }
        let text = String(decoding: bytes[start..<end], as: UTF8.self)
        if texts.count < TableSchema.distinctCountMax {
            texts.append(text)
            ranges.append(start..<end)
            slots[slot] = UInt16(texts.count)
        }
        return text
    }

    /// FNV-1a, 64 bits; a bad case costs time within the bounded table and nothing else.
    private static func slot(of bytes: [UInt8], from start: Int, to end: Int) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for index in start..<end {
            hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01b3
        }
        return Int((hash ^ (hash >> 32)) & UInt64(slotCount - 1))
    }

    private static func equal(_ bytes: [UInt8], _ left: Range<Int>, _ right: Range<Int>) -> Bool {
        guard left.count == right.count else { return false }
        for offset in 0..<left.count
        where bytes[left.lowerBound + offset] != bytes[right.lowerBound + offset] {
            return false
        }
        return true
    }
}
