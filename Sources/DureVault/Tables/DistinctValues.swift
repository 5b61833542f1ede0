internal import DureCore

/// Counts different numbers up to the schema's limit: open addressing, a quarter full at most.
struct DistinctNumbers {
    private static let slotCount = 4_096
    private var slots = [UInt64](repeating: 0, count: slotCount)
    private var isUsed = [Bool](repeating: false, count: slotCount)
    private(set) var count = 0

    /// Takes numbers; those that are missing do not count.
    mutating func insert(_ numbers: [Double]) {
        guard count < TableSchema.distinctCountMax else { return }
        for number in numbers where !number.isNaN {
            insert(number)
            if count == TableSchema.distinctCountMax { return }
        }
    }

    private mutating func insert(_ number: Double) {
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

/// Counts different texts up to the schema's limit; of long ones it keeps hashes, so that the
/// memory does not grow with them.
struct DistinctTexts {
    /// The longest text that is kept as it is, in bytes.
    static let keptByteCountMax = 64
    private static let slotCount = 4_096
    /// One more than the position in `ranges`; zero marks an empty slot.
    private var slots = [UInt16](repeating: 0, count: slotCount)
    private var bytes: [UInt8] = []
    private var ranges: [Range<Int>] = []

    var count: Int { ranges.count }
    /// How many bytes are kept.
    var byteCount: Int { bytes.count }

    /// Takes a text.
    mutating func insert(_ text: Span<UInt8>, from start: Int, to end: Int) {
        guard ranges.count < TableSchema.distinctCountMax else { return }
        guard end - start <= Self.keptByteCountMax else {
            var long: [UInt8] = []
            long.reserveCapacity(end - start)
            for index in start..<end { long.append(text[index]) }
            // One byte longer than what is kept as it is, so that it is equal to none of that.
            let hash = Array(Digest(of: long).hex.utf8) + [0]
            return keep(hash.span, from: 0, to: hash.count)
        }
        keep(text, from: start, to: end)
    }

    private mutating func keep(_ text: Span<UInt8>, from start: Int, to end: Int) {
        var slot = Self.slot(of: text, from: start, to: end)
        while slots[slot] != 0 {
            if isEqual(ranges[Int(slots[slot]) - 1], text, from: start, to: end) { return }
            slot = (slot + 1) & (Self.slotCount - 1)
        }
        let first = bytes.count
        for index in start..<end { bytes.append(text[index]) }
        ranges.append(first..<bytes.count)
        slots[slot] = UInt16(ranges.count)
    }

    /// FNV-1a, 64 bits; a bad case costs time within the bounded table and nothing else.
    private static func slot(of text: Span<UInt8>, from start: Int, to end: Int) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for index in start..<end {
            hash = (hash ^ UInt64(text[index])) &* 0x100_0000_01b3
        }
        return Int((hash ^ (hash >> 32)) & UInt64(slotCount - 1))
    }

    private func isEqual(
        _ known: Range<Int>, _ text: Span<UInt8>, from start: Int, to end: Int
    ) -> Bool {
        guard known.count == end - start else { return false }
        for offset in 0..<known.count where bytes[known.lowerBound + offset] != text[start + offset]
        {
            return false
        }
        return true
    }
}
