extension JSONValue {
    /// The canonical text (RFC 8785): members sorted by their names' UTF-16 code units, no spaces,
    /// numbers as ECMAScript prints them.
    ///
    /// A number that is not finite cannot be written in JSON; making one is a broken promise.
    package var canonicalText: String {
        var text = ""
        write(to: &text, indentation: nil)
        return text
    }

    /// The canonical text's UTF-8 bytes.
    package var canonicalBytes: [UInt8] { Array(canonicalText.utf8) }

    /// The same value over several lines, for people.
    ///
    /// Members keep the canonical order.
    package var prettyText: String {
        var text = ""
        write(to: &text, indentation: 0)
        return text
    }

    private func write(to text: inout String, indentation: Int?) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .integer(let value): text += String(value)
        case .number(let value): text += Self.ecmaScript(value)
        case .string(let value): Self.write(string: value, to: &text)
        case .array(let elements):
            Self.writeList(elements, "[", "]", to: &text, indentation: indentation) {
                element, text, inner in
                element.write(to: &text, indentation: inner)
            }
        case .object(let members):
            let sorted = members.sorted { $0.key.utf16.lexicographicallyPrecedes($1.key.utf16) }
            Self.writeList(sorted, "{", "}", to: &text, indentation: indentation) {
                member, text, inner in
                Self.write(string: member.key, to: &text)
                text += inner == nil ? ":" : ": "
                member.value.write(to: &text, indentation: inner)
            }
        }
    }

    private static func writeList<Element>(
        _ elements: [Element], _ open: String, _ close: String,
        to text: inout String, indentation: Int?,
        element write: (Element, inout String, Int?) -> Void
    ) {
        text += open
        let inner = indentation.map { $0 + 2 }
        for (index, element) in elements.enumerated() {
            if index > 0 { text += "," }
            if let inner { text += "\n" + String(repeating: " ", count: inner) }
            write(element, &text, inner)
        }
        if let indentation, !elements.isEmpty {
            text += "\n" + String(repeating: " ", count: indentation)
        }
        text += close
    }

    private static func write(string: String, to text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\u{8}": text += "\\b"
            case "\u{c}": text += "\\f"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\0"..<" ": text += "\\u00" + Hex.encode([UInt8(scalar.value)])
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }

    /// ECMA-262, Number::toString: plain digits while the decimal exponent is in -7..<21.
    ///
    /// Swift's `description` has the same shortest digits and only another layout.
    private static func ecmaScript(_ value: Double) -> String {
        precondition(value.isFinite, "JSON has no NaN and no infinity")
        guard value != 0 else { return "0" }
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
