internal import DureCore

/// Numbers as the report writes them, in any language.
enum ReportNumbers {
    /// A fixed number of digits after the point, as `0.868` and `−0.012`.
    static func decimal(_ value: Double, digits: Int = 3) -> String {
        guard value.isFinite, abs(value) < 1e12 else { return "–" }
        var power: Int64 = 1
        for _ in 0..<digits { power *= 10 }
        let units = Int64((abs(value) * Double(power)).rounded())
        let sign = value < 0 && units > 0 ? "−" : ""
        guard digits > 0 else { return sign + grouped(Int(units)) }
        let fraction = String(units % power)
        let zeros = String(repeating: "0", count: digits - fraction.count)
        return sign + grouped(Int(units / power)) + "." + zeros + fraction
    }

    /// At most so many digits after the point, without zeros at the end: `1`, `0.5`.
    static func short(_ value: Double, digits: Int = 3) -> String {
        let text = decimal(value, digits: digits)
        guard text.contains(".") else { return text }
        let kept = text.reversed().drop { $0 == "0" }.drop { $0 == "." }
        return String(kept.reversed())
    }

    /// An epsilon, rounded up: the report never says less than was spent.
    static func epsilon(_ value: Double) -> String {
        short(value.roundedUp(places: 3))
    }

    /// A small number such as a delta: `1 × 10⁻⁵`; others as ``short(_:digits:)``.
    static func scientific(_ value: Double) -> String {
        guard value.isFinite, value != 0, abs(value) < 0.001 || abs(value) >= 1e9 else {
            return short(value, digits: 4)
        }
        var mantissa = abs(value)
        var exponent = 0
        // A finite number is within 400 tens of 1.
        while mantissa < 1, exponent > -400 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
        while mantissa >= 10, exponent < 400 {
            (mantissa, exponent) = (mantissa / 10, exponent + 1)
        }
        // 1e-5 times 10 five times is a hair off 1, on either side.
        if decimal(mantissa, digits: 2) == "10.00" { (mantissa, exponent) = (1, exponent + 1) }
        let sign = value < 0 ? "−" : ""
        return "\(sign)\(short(mantissa, digits: 2)) × 10\(superscript(exponent))"
    }

    /// `10⁻⁵`.
    static func powerOfTen(_ exponent: Int) -> String {
        (0...3).contains(exponent)
            ? String([1, 10, 100, 1_000][exponent]) : "10\(superscript(exponent))"
    }

    /// A whole number with its thousands apart: `12,345`.
    static func grouped(_ value: Int) -> String {
        let digits = Array(String(value.magnitude))
        var text = value < 0 ? "−" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
            text.append(digit)
        }
        return text
    }

    /// Bytes in the largest unit that leaves a number of at least 1: `12.4 kB`.
    static func bytes(_ count: Int) -> String {
        switch count {
        case ..<1_000: "\(count) B"
        case ..<1_000_000: "\(short(Double(count) / 1_000, digits: 1)) kB"
        default: "\(short(Double(count) / 1_000_000, digits: 1)) MB"
        }
    }

    /// A place in a figure: the share of its width or height.
    static func percent(_ share: Double) -> String {
        short(share * 100, digits: 2).filter { $0 != "," }.replacingMinus + "%"
    }

    /// A coordinate in a figure's own units.
    static func coordinate(_ value: Double) -> String {
        short(value, digits: 1).filter { $0 != "," }.replacingMinus
    }

    private static func superscript(_ exponent: Int) -> String {
        let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
        let text = String(exponent.magnitude).compactMap { $0.wholeNumberValue }.map { digits[$0] }
        return (exponent < 0 ? "⁻" : "") + String(text)
    }
}

extension String {
    /// With the minus that style sheets and figures read.
    fileprivate var replacingMinus: String {
        String(map { $0 == "−" ? "-" : $0 })
    }
}
