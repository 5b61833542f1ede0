/// The normal and Student's t distribution, with `+ - * /` and square root alone.
package enum Distributions {
    /// The chance that a standard normal number lies further from 0 than `z`, on either side.
    ///
    /// Relative error below 1e-13 up to |z| = 37; 0 beyond.
    package static func normalTwoSided(_ z: Double) -> Double {
        let x = abs(z)
        guard x.isFinite else { return x.isNaN ? x : 0 }
        let density = Elementary.exp(-x * x / 2) / 2.5066282746310005
        if x < 2.5 {
            // Φ(x) - ½ = φ(x) (x + x³/3 + x⁵/15 + …) (Abramowitz and Stegun, 26.2.11)
            var term = x
            var sum = x
            var divisor = 3.0
            while term > sum * 1e-17 {
                term *= x * x / divisor
                sum += term
                divisor += 2
            }
            return 1 - 2 * density * sum
        }
        // The continued fraction of Mills' ratio (26.2.14), from its end.
        var fraction = x
        for n in stride(from: 200.0, through: 1, by: -1) { fraction = x + n / fraction }
        return 2 * density / fraction
    }

    /// The chance that Student's t with so many degrees of freedom, more than 0, lies further from
    /// 0 than `t`, on either side: the incomplete beta function I of ν / (ν + t²), ν/2 and ½
    /// (Abramowitz and Stegun, 26.7.1; the continued fraction by Lentz's method).
    package static func studentTwoSided(_ t: Double, degrees: Double) -> Double {
        precondition(degrees > 0, "degrees of freedom")
        guard t.isFinite else { return t.isNaN ? t : 0 }
        // Beyond these nothing changes that a double tells, and squares and logarithms hold.
        let degrees = min(max(degrees, 0x1p-20), 0x1p60)
        let square = min(t * t, 0x1p900)
        guard square > 0 else { return 1 }
        let (a, x) = (degrees / 2, degrees / (degrees + square))
        let complement = square / (degrees + square)
        // ln xᵃ, exact where x is almost 1.
        let power = square <= degrees ? -a * Elementary.log1p(square / degrees) : a * safeLog(x)
        let front =
            Elementary.exp(power + safeLog(complement) / 2 + logHalfStep(a)) / 1.772453850905516
        if x < (a + 1) / (a + 2.5) { return front * betaFraction(x, a, 0.5) / a }
        return 1 - 2 * front * betaFraction(complement, 0.5, a)
    }

    /// ln Γ(a + ½) - ln Γ(a).
    private static func logHalfStep(_ a: Double) -> Double {
        guard a > 30 else { return logGamma(a + 0.5) - logGamma(a) }
        let inverse = 1 / a
        let square = inverse * inverse
        let series = -1.0 / 8 + square * (1.0 / 192 - square * (1.0 / 640 - square * 17 / 14_336))
        return Elementary.log(a) / 2 + inverse * series
    }

    /// The number that a standard normal exceeds in magnitude with that chance, in 1e-300...1.
    package static func normalBound(_ chance: Double) -> Double {
        bound(chance, of: normalTwoSided)
    }

    /// The number that Student's t exceeds in magnitude with that chance, in 1e-300...1.
    package static func studentBound(_ chance: Double, degrees: Double) -> Double {
        bound(chance) { studentTwoSided($0, degrees: degrees) }
    }

    /// Where a falling two-sided chance takes a value, by halving.
    private static func bound(_ chance: Double, of tail: (Double) -> Double) -> Double {
        var (low, high) = (0.0, 1.0)
        while tail(high) > chance, high < 0x1p500 { high *= 2 }
        for _ in 0..<120 {
            let middle = (low + high) / 2
            if tail(middle) > chance { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }

    private static func safeLog(_ x: Double) -> Double { Elementary.log(max(x, 0x1p-1000)) }

    private static func betaFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
        func guarded(_ value: Double) -> Double { abs(value) < 1e-300 ? 1e-300 : value }
        var c = 1.0
        var d = 1 / guarded(1 - (a + b) * x / (a + 1))
        var h = d
        for m in stride(from: 1.0, through: 10_000, by: 1) {
            let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            d = 1 / guarded(1 + even * d)
            c = guarded(1 + even / c)
            h *= d * c
            let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            d = 1 / guarded(1 + odd * d)
            c = guarded(1 + odd / c)
            h *= d * c
            if abs(d * c - 1) < 1e-16 { break }
        }
        return h
    }

    /// ln Γ(x) for x above 0: Stirling's series from 15 on, reached by recurrence.
    package static func logGamma(_ x: Double) -> Double {
        precondition(x > 0 && x.isFinite, "a positive number")
        var x = x
        var product = 1.0
        while x < 15 {
            product *= x
            x += 1
        }
        let inverse = 1 / x
        let square = inverse * inverse
        // B₂ₖ / (2k (2k - 1)), k = 1...8
        let divisors: [Double] = [
            12, -360, 1_260, -1_680, 1_188, -360_360.0 / 691, 156, -122_400.0 / 3_617,
        ]
        var series = 0.0
        for divisor in divisors.reversed() { series = series * square + 1 / divisor }
        series *= inverse
        let halfLogTwoPi = 0.91893853320467274178
        let stirling = (x - 0.5) * Elementary.log(x) - x + halfLogTwoPi + series
        return stirling - Elementary.log(product)
    }
}
