/// The chi-square distribution's upper tail.
enum ChiSquare {
    private static let termCountMax = 10_000

    /// P[X > value] for so many degrees of freedom, at least 1; relative error near 1e-12.
    ///
    /// The regularised incomplete gamma function of half of both: a series below the mean, a
    /// continued fraction above (Abramowitz and Stegun, 6.5.29 and 6.5.31).
    static func upperTail(_ value: Double, degrees: Int) -> Double {
        guard value > 1e-300 else { return 1 }
        guard value < 1e9 else { return 0 }
        let (a, x) = (Double(degrees) / 2, value / 2)
        let lead = Elementary.exp(a * Elementary.log(x) - x - logGammaOfHalves(degrees))
        return x < a + 1 ? max(0, 1 - lead * series(a, x)) : lead * fraction(a, x)
    }

    private static func series(_ a: Double, _ x: Double) -> Double {
        var term = 1 / a
        var sum = term
        for n in 1...termCountMax {
            term *= x / (a + Double(n))
            sum += term
            if term < sum * 1e-17 { break }
        }
        return sum
    }

    /// Lentz's method.
    private static func fraction(_ a: Double, _ x: Double) -> Double {
        let tiny = 1e-300
        var b = x + 1 - a
        var c = 1 / tiny
        var d = 1 / b
        var value = d
        for n in 1...termCountMax {
            let i = Double(n)
            let factor = -i * (i - a)
            b += 2
            d = factor * d + b
            d = 1 / (abs(d) < tiny ? tiny : d)
            c = b + factor / c
            c = abs(c) < tiny ? tiny : c
            value *= d * c
            if abs(d * c - 1) < 1e-16 { break }
        }
        return value
    }

    /// ln Γ(n / 2), by Γ(x + 1) = x Γ(x) from Γ(1/2) = √π and Γ(1) = 1.
    private static func logGammaOfHalves(_ n: Int) -> Double {
        var x = n.isMultiple(of: 2) ? 1.0 : 0.5
        var sum = n.isMultiple(of: 2) ? 0 : 0.5 * Elementary.log(Double.pi)
        while x < Double(n) / 2 - 0.25 {
            sum += Elementary.log(x)
            x += 1
        }
        return sum
    }
}
