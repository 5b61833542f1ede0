extension JSONValue {
    /// The canonical text (RFC 8785): members sorted by their names' UTF-16 code units, no spaces,
    /// numbers as ECMAScript prints them.
    ///
    /// A number that is not finite cannot be written in JSON; making one is a broken promise.
    package var canonicalText: String { String(decoding: canonicalBytes, as: UTF8.self) }

    /// The canonical text's UTF-8 bytes.
    package var canonicalBytes: [UInt8] {
        var bytes: [UInt8] = []
        write(to: &bytes, indentation: nil)
        return bytes
    }

    /// The same value over several lines, for people.
    ///
    /// Members keep the canonical order.
    package var prettyText: String {
        var bytes: [UInt8] = []
        write(to: &bytes, indentation: 0)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func write(to bytes: inout [UInt8], indentation: Int?) {
        switch self {
        case .null: bytes += "null".utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .integer(let value): bytes += String(value).utf8
        case .number(let value): Self.append(value, to: &bytes)
        case .string(let value): Self.write(string: value, to: &bytes)
        case .array(let elements):
            let inner = indentation.map { $0 + 2 }
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                Self.begin(index, to: &bytes, indentation: inner)
                element.write(to: &bytes, indentation: inner)
            }
            Self.end("]", of: elements.count, to: &bytes, indentation: indentation)
        case .object(let members):
            let inner = indentation.map { $0 + 2 }
            bytes.append(UInt8(ascii: "{"))
            for (index, name) in Self.sorted(members.keys).enumerated() {
                Self.begin(index, to: &bytes, indentation: inner)
                Self.write(string: name, to: &bytes)
                bytes += (inner == nil ? ":" : ": ").utf8
                members[name]?.write(to: &bytes, indentation: inner)
            }
            Self.end("}", of: members.count, to: &bytes, indentation: indentation)
        }
    }

    /// By UTF-16 code units; for names of ASCII alone, bytes are in the same order.
    private static func sorted(_ names: some Collection<String>) -> [String] {
        guard names.allSatisfy({ $0.utf8.allSatisfy { $0 < 0x80 } }) else {
            return names.sorted { $0.utf16.lexicographicallyPrecedes($1.utf16) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private static func begin(_ index: Int, to bytes: inout [UInt8], indentation: Int?) {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        if let indentation { newLine(to: &bytes, indentation: indentation) }
    }

    private static func end(
        _ bracket: String, of count: Int, to bytes: inout [UInt8], indentation: Int?
    ) {
        if let indentation, count > 0 { newLine(to: &bytes, indentation: indentation) }
        bytes += bracket.utf8
    }

    private static func newLine(to bytes: inout [UInt8], indentation: Int) {
        bytes.append(UInt8(ascii: "\n"))
        bytes += repeatElement(UInt8(ascii: " "), count: indentation)
    }

    private static func write(string: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        // Whatever needs an escape is one byte, and no byte of a longer sequence looks like it.
        if string.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x22 && $0 != 0x5c }) {
            bytes += string.utf8
        } else {
            for byte in string.utf8 { write(escaping: byte, to: &bytes) }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func write(escaping byte: UInt8, to bytes: inout [UInt8]) {
        switch byte {
        case 0x22: bytes += "\\\"".utf8
        case 0x5c: bytes += "\\\\".utf8
        case 0x08: bytes += "\\b".utf8
        case 0x0c: bytes += "\\f".utf8
        case 0x0a: bytes += "\\n".utf8
        case 0x0d: bytes += "\\r".utf8
        case 0x09: bytes += "\\t".utf8
        case 0..<0x20: bytes += ("\\u00" + Hex.encode([byte])).utf8
        default: bytes.append(byte)
        }
    }

    /// Appends a number as its canonical text has it: the shortest that reads back to the same.
    ///
    /// A number that is not finite cannot be written in JSON; making one is a broken promise.
    package static func append(_ number: Double, to bytes: inout [UInt8]) {
        precondition(number.isFinite, "JSON has no NaN and no infinity")
        let thousandths = (number * 1_000).magnitude
        // What whole thousandths of up to fifteen digits give exactly has no shorter text, as no
        // two texts of so few digits are the same number. Most numbers in tables are such.
        guard thousandths < 1e15,
            Double(UInt64(thousandths + 0.5)) / 1_000 == number.magnitude
        else {
            bytes += ecmaScript(number).utf8
            return
        }
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        append(thousandths: UInt64(thousandths + 0.5), to: &bytes)
    }

    private static func append(thousandths: UInt64, to bytes: inout [UInt8]) {
        var (rest, decimalCount) = (thousandths, 3)
        while decimalCount > 0, rest % 10 == 0 {
            (rest, decimalCount) = (rest / 10, decimalCount - 1)
        }
        var (digitCount, power): (Int, UInt64) = (1, 10)
        while rest >= power { (digitCount, power) = (digitCount + 1, power * 10) }
        digitCount = max(digitCount, decimalCount + 1)
        let pointPlace = bytes.count + digitCount - decimalCount
        let byteCount = digitCount + (decimalCount > 0 ? 1 : 0)
        bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: byteCount))
        for place in (bytes.count - byteCount..<bytes.count).reversed() {
            if place == pointPlace {
                bytes[place] = UInt8(ascii: ".")
            } else {
                bytes[place] += UInt8(rest % 10)
                rest /= 10
            }
        }
    }

    /// ECMA-262, Number::toString: plain digits while the decimal exponent is in -7..<21.
    ///
    /// Swift's `description` has the same shortest digits and only another layout.
    private static func ecmaScript(_ value: Double) -> String {
        // Where Swift writes no exponent, the layouts differ in the last ".0" alone.
        let swift = value.description
        if !swift.utf8.contains(UInt8(ascii: "e")) {
            return swift.utf8.last == UInt8(ascii: "0") ? String(swift.dropLast(2)) : swift
        }
        let (digits, exponent) = shortestDigits(abs(value))
        let sign = value < 0 ? "-" : ""
        let count = digits.count
        let point = exponent + 1  // Digits before the decimal point, in ECMA-262 the letter n.
        switch point {
        case count...21 where count <= point:
            return sign + digits + String(repeating: "0", count: point - count)
        case 1...21:
            return sign + digits.prefix(point) + "." + digits.dropFirst(point)
        case -5...0:
            return sign + "0." + String(repeating: "0", count: -point) + digits
        default:
            let mantissa = count == 1 ? digits : digits.prefix(1) + "." + digits.dropFirst()
            return sign + mantissa + "e" + (exponent < 0 ? "-" : "+") + String(abs(exponent))
        }
    }

    /// The shortest digits that read back as the value, without zeros at either end, and the
    /// decimal exponent of the first of them.
    private static func shortestDigits(_ value: Double) -> (String, Int) {
        let parts = value.description.split(separator: "e")
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let whole = String(mantissa[0])
        let fraction = mantissa.count > 1 ? String(mantissa[1]) : ""
        var exponent = whole.count - 1 + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
        var digits = Substring(whole + fraction)
        while digits.first == "0", digits.count > 1 {
            digits.removeFirst()
            exponent -= 1
        }
        while digits.last == "0", digits.count > 1 { digits.removeLast() }
        return (String(digits), exponent)
    }
}
