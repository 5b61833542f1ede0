/// Numbers for people: three figures, no exponent.
enum Figure {
    static func text(_ number: Double) -> String {
        guard number.isFinite else { return "-" }
        var places = 0
        var size = number.magnitude
        while size < 100, places < 5 {
            size *= 10
            places += 1
        }
        return text(number, places: places)
    }

    static func text(_ number: Double, places: Int) -> String {
        let unit = (0..<places).reduce(1) { product, _ in product * 10 }
        let whole = Int((number.magnitude * Double(unit)).rounded())
        let sign = number < 0 && whole > 0 ? "-" : ""
        guard places > 0 else { return "\(sign)\(whole)" }
        let rest = String(whole % unit)
        return "\(sign)\(whole / unit)."
            + String(repeating: "0", count: places - rest.count) + rest
    }
}
