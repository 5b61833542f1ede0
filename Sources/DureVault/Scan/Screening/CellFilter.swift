/// Cells in which nothing can stand, told without scanning them.
enum CellFilter {
    /// Whether a cell may hold a number, an address or a name.
    ///
    /// In ASCII a number has seven characters and a digit, an address an @, and a name in running
    /// text a blank, a colon or an equals sign beside it.
    static func mayHold(_ cell: borrowing Span<UInt8>, holdsNames: Bool) -> Bool {
        var (digitCount, letterCount) = (0, 0)
        var mayNameStand = holdsNames
        for index in cell.indices {
            let byte = cell[index]
            if ASCII.isDigit(byte) {
                digitCount += 1
            } else if ASCII.isLetter(byte) {
                letterCount += 1
            } else if byte >= 0x80 || byte == 0x40 {
                return true
            } else if byte == 0x20 || byte == 0x3a || byte == 0x3d {
                mayNameStand = true
            }
        }
        return digitCount > 0 && digitCount + letterCount >= CandidateMatcher.characterCountMin
            || mayNameStand && letterCount > 0
    }
}

/// Short cells of one column in which nothing was found, so that each is scanned once.
///
/// The cells themselves are compared, not hashes of them; one that hits another's place takes it.
struct CleanCells {
    static let byteCountMax = 31
    private static let placeBitCount = 8

    /// The bytes of a cell, the last being their count: never all zero.
    typealias Key = SIMD4<UInt64>

    /// Empty until a cell is kept: a table may have thousands of columns.
    private var places: [Key] = []

    /// Nil for a cell that is too long, or empty.
    static func key(_ cell: borrowing Span<UInt8>) -> Key? {
        guard 1...byteCountMax ~= cell.count else { return nil }
        var key = Key.zero
        for index in cell.indices {
            key[index >> 3] |= UInt64(cell[index]) << UInt64(8 * (index & 7))
        }
        key[3] |= UInt64(cell.count) << 56
        return key
    }

    func contains(_ key: Key) -> Bool { !places.isEmpty && places[Self.place(key)] == key }

    mutating func insert(_ key: Key) {
        if places.isEmpty { places = Array(repeating: .zero, count: 1 << Self.placeBitCount) }
        places[Self.place(key)] = key
    }

    private static func place(_ key: Key) -> Int {
        var mixed: UInt64 = 0
        for index in key.indices { mixed = (mixed ^ key[index]) &* 0x9e37_79b9_7f4a_7c15 }
        return Int(mixed >> UInt64(64 - placeBitCount))
    }
}

/// Whole numbers as programs write them that took a column of numbers for measurements.
enum WrittenNumber {
    /// The longest such cell, in bytes.
    static let byteCountMax = 40

    /// The digits of a whole number with a sign, a fraction of zeros or an exponent:
    /// `9001011234567.0`, `+9001011234567`, `9.001011234567e12`; nil for anything else.
    static func digits(of cell: borrowing Span<UInt8>) -> [UInt8]? {
        guard CandidateMatcher.characterCountMin + 1...byteCountMax ~= cell.count,
            !isPlain(cell), NumberParser.parse(copy cell, from: 0, to: cell.count) != nil
        else { return nil }
        var digits: [UInt8] = []
        var shift = 0
        var isFraction = false
        var offset = 0
        while offset < cell.count {
            let byte = cell[offset]
            offset += 1
            if ASCII.isDigit(byte) {
                digits.append(byte)
                if isFraction { shift -= 1 }
            } else if byte == 0x2e {
                isFraction = true
            } else if byte | 0x20 == 0x65 {
                guard let exponent = exponent(of: cell, from: offset) else { return nil }
                shift += exponent
                break
            }
        }
        while shift < 0, digits.last == 0x30 {
            digits.removeLast()
            shift += 1
        }
        guard shift >= 0, digits.count + shift <= byteCountMax else { return nil }
        return Array(digits.drop { $0 == 0x30 }) + Array(repeating: 0x30, count: shift)
    }

    private static func isPlain(_ cell: borrowing Span<UInt8>) -> Bool {
        for index in cell.indices where !ASCII.isDigit(cell[index]) { return false }
        return true
    }

    private static func exponent(of cell: borrowing Span<UInt8>, from start: Int) -> Int? {
        let isDown = cell[start] == 0x2d
        var value = 0
        for index in start..<cell.count where ASCII.isDigit(cell[index]) {
            value = 10 * value + Int(cell[index] - 0x30)
            guard value <= byteCountMax else { return nil }
        }
        return isDown ? -value : value
    }
}
