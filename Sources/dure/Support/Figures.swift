import DureCore

/// Numbers for people; JSON carries them in full.
enum Figures {
    /// So many digits after the point, as in `0.868` and `-0.012`.
    static func fixed(_ value: Double, digits: Int = 3) -> String {
        guard value.isFinite else { return "\(value)" }
        let power = (0..<digits).reduce(1) { product, _ in product * 10 }
        let scaled = Int((abs(value) * Double(power)).rounded())
        let fraction = String(scaled % power)
        let zeros = String(repeating: "0", count: digits - fraction.count)
        return "\(value < 0 && scaled > 0 ? "-" : "")\(scaled / power).\(zeros)\(fraction)"
    }

    /// At most four digits after the point; very small and very large numbers in full.
    static func short(_ value: Double) -> String {
        guard value.isFinite, abs(value) >= 0.001, abs(value) < 1e6 else { return plain(value) }
        return plain((value * 10_000).rounded() / 10_000)
    }

    /// A figure that must not look smaller than it is, such as a privacy loss: at most four digits
    /// after the point, rounded up.
    static func up(_ value: Double) -> String {
        abs(value) < 0.001 ? plain(value) : plain(value.roundedUp(places: 4))
    }

    /// What is left of a budget: rounded down, so that it does not look larger than it is.
    static func down(_ value: Double) -> String { plain(value.roundedDown(places: 4)) }

    /// Every digit, as in `3`, `0.5` and `1e-5`.
    static func plain(_ value: Double) -> String {
        value.isFinite ? JSONValue.number(value).canonicalText : "\(value)"
    }
}
