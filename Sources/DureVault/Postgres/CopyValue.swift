/// One value of the binary format, written as a file of separated values would have it.
///
/// So numbers are parsed, and personal numbers found, as in an import. The formats are those of
/// the server's own `…send` functions (PostgreSQL 15, `src/backend/utils/adt`).
struct CopyValue {
    /// Days from 1970-01-01 to the first day of the server's calendar, 2000-01-01.
    private static let epochDay: Int64 = 10_957
    private static let dayMicroseconds: Int64 = 86_400_000_000

    let type: PostgresType
    /// Whether the column holds texts here.
    let isText: Bool

    /// Adds the value's text.
    ///
    /// - Returns: False where the bytes are no value of the type; something may be added then.
    func write(_ value: Span<UInt8>, to out: inout [UInt8]) -> Bool {
        switch type {
        case .bool: return bool(value, &out)
        case .int2: return value.count == 2 && number(Int16(truncatingIfNeeded: bits(value)), &out)
        case .int4: return value.count == 4 && number(Int32(truncatingIfNeeded: bits(value)), &out)
        case .int8: return value.count == 8 && number(Int64(bitPattern: bits(value)), &out)
        case .float4:
            let number = Float(bitPattern: UInt32(truncatingIfNeeded: bits(value)))
            return value.count == 4 && float("\(number)", &out)
        case .float8:
            return value.count == 8 && float("\(Double(bitPattern: bits(value)))", &out)
        case .numeric: return NumericValue(value)?.write(to: &out) ?? false
        case .text, .varchar: return text(value, count: value.count, &out)
        case .bpchar:
            // The server fills such a text with blanks up to its length; they mean nothing.
            var count = value.count
            while count > 0, value[count - 1] == UInt8(ascii: " ") { count -= 1 }
            return text(value, count: count, &out)
        case .date: return value.count == 4 && date(value, &out)
        case .timestamp, .timestamptz: return value.count == 8 && time(value, &out)
        case .uuid: return value.count == 16 && uuid(value, &out)
        }
    }

    // MARK: Leaves

    private func bits(_ value: Span<UInt8>) -> UInt64 {
        guard value.count <= 8 else { return 0 }
        var bits: UInt64 = 0
        for index in value.indices { bits = bits << 8 | UInt64(value[index]) }
        return bits
    }

    private func bool(_ value: Span<UInt8>, _ out: inout [UInt8]) -> Bool {
        guard value.count == 1, value[0] <= 1 else { return false }
        out += (isText ? (value[0] == 1 ? "true" : "false") : (value[0] == 1 ? "1" : "0")).utf8
        return true
    }

    private func number(_ number: some FixedWidthInteger, _ out: inout [UInt8]) -> Bool {
        if number < 0 { out.append(UInt8(ascii: "-")) }
        Self.append(UInt64(number.magnitude), to: &out)
        return true
    }

    /// As the server writes it: without the `.0` of a whole number.
    private func float(_ text: String, _ out: inout [UInt8]) -> Bool {
        out += text.utf8
        if text.hasSuffix(".0") { out.removeLast(2) }
        return true
    }

    private func text(_ value: Span<UInt8>, count: Int, _ out: inout [UInt8]) -> Bool {
        for index in 0..<count { out.append(value[index]) }
        return true
    }

    private func uuid(_ value: Span<UInt8>, _ out: inout [UInt8]) -> Bool {
        for index in 0..<16 {
            if index == 4 || index == 6 || index == 8 || index == 10 {
                out.append(UInt8(ascii: "-"))
            }
            for digit in [value[index] >> 4, value[index] & 15] {
                out.append(digit < 10 ? 0x30 + digit : 0x61 + digit - 10)
            }
        }
        return true
    }

    // MARK: Days and times

    private func date(_ value: Span<UInt8>, _ out: inout [UInt8]) -> Bool {
        let days = Int32(truncatingIfNeeded: bits(value))
        if days == .max || days == .min { return endless(days == .max, &out) }
        let (day, isBefore) = Self.day(Int64(days))
        out += day
        if isBefore { out += " BC".utf8 }
        return true
    }

    private func time(_ value: Span<UInt8>, _ out: inout [UInt8]) -> Bool {
        let microseconds = Int64(bitPattern: bits(value))
        if microseconds == .max || microseconds == .min {
            return endless(microseconds == .max, &out)
        }
        let inDay = microseconds % Self.dayMicroseconds
        let rest = inDay < 0 ? inDay + Self.dayMicroseconds : inDay
        let (day, isBefore) = Self.day(
            microseconds / Self.dayMicroseconds - (inDay < 0 ? 1 : 0))
        out += day
        let seconds = rest / 1_000_000
        for (sign, part) in [(" ", seconds / 3_600), (":", seconds / 60 % 60), (":", seconds % 60)]
        {
            out += sign.utf8
            Self.append(UInt64(part), to: &out, width: 2)
        }
        var fraction = rest % 1_000_000
        if fraction > 0 {
            var width = 6
            while fraction % 10 == 0 { (fraction, width) = (fraction / 10, width - 1) }
            out.append(UInt8(ascii: "."))
            Self.append(UInt64(fraction), to: &out, width: width)
        }
        if type == .timestamptz { out += "+00".utf8 }
        if isBefore { out += " BC".utf8 }
        return true
    }

    private func endless(_ isLate: Bool, _ out: inout [UInt8]) -> Bool {
        out += (isLate ? "infinity" : "-infinity").utf8
        return true
    }

    /// A day of the server's calendar in ISO 8601, and whether it lies before our era.
    ///
    /// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
    private static func day(_ days: Int64) -> (text: [UInt8], isBefore: Bool) {
        let shifted = days + epochDay + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        var text: [UInt8] = []
        append(UInt64(year > 0 ? year : 1 - year), to: &text, width: 4)
        text.append(UInt8(ascii: "-"))
        append(UInt64(month), to: &text, width: 2)
        text.append(UInt8(ascii: "-"))
        append(UInt64(day), to: &text, width: 2)
        return (text, year <= 0)
    }

    /// Adds digits, with zeros before them up to the width.
    static func append(_ number: UInt64, to out: inout [UInt8], width: Int = 1) {
        var rest = number
        let start = out.count
        repeat {
            out.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        while out.count - start < width { out.append(UInt8(ascii: "0")) }
        out[start...].reverse()
    }
}

/// A `numeric`: groups of four decimal digits, as `numeric_send` writes them.
private struct NumericValue {
    private enum Sign {
        static let minus = 0x4000, notANumber = 0xc000, infinite = 0xd000, minusInfinite = 0xf000
    }

    /// Numbers of more digits than these are none that anything is learnt from, and a few bytes
    /// could ask for very many.
    private static let weightMax = 256
    private static let scaleMax = 1_024

    private let groups: [Int]
    /// The power of 10,000 of the first group.
    private let weight: Int
    private let sign: Int
    /// How many digits follow the point.
    private let scale: Int

    init?(_ value: Span<UInt8>) {
        guard value.count >= 8, value.count.isMultiple(of: 2) else { return nil }
        func half(_ index: Int) -> Int { Int(value[2 * index]) << 8 | Int(value[2 * index + 1]) }
        let count = half(0)
        guard value.count == 8 + 2 * count else { return nil }
        weight = Int(Int16(truncatingIfNeeded: half(1)))
        sign = half(2)
        scale = half(3)
        guard
            [0, Sign.minus, Sign.notANumber, Sign.infinite, Sign.minusInfinite].contains(sign),
            weight < Self.weightMax, scale <= Self.scaleMax
        else { return nil }
        groups = (0..<count).map { half(4 + $0) }
        guard groups.allSatisfy({ $0 < 10_000 }) else { return nil }
    }

    func write(to out: inout [UInt8]) -> Bool {
        switch sign {
        case Sign.notANumber: out += "NaN".utf8
        case Sign.infinite: out += "Infinity".utf8
        case Sign.minusInfinite: out += "-Infinity".utf8
        default: writeDigits(to: &out)
        }
        return true
    }

    private func writeDigits(to out: inout [UInt8]) {
        if sign == Sign.minus { out.append(UInt8(ascii: "-")) }
        CopyValue.append(UInt64(weight < 0 ? 0 : group(0)), to: &out)
        if weight > 0 {
            for index in 1...weight { CopyValue.append(UInt64(group(index)), to: &out, width: 4) }
        }
        guard scale > 0 else { return }
        out.append(UInt8(ascii: "."))
        let end = out.count + scale
        var index = weight + 1
        while out.count < end {
            CopyValue.append(UInt64(group(index)), to: &out, width: 4)
            index += 1
        }
        out.removeLast(out.count - end)
    }

    private func group(_ index: Int) -> Int { groups.indices.contains(index) ? groups[index] : 0 }
}
