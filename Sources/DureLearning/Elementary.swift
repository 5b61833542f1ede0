/// The few elementary functions that learning needs, with `+ - * /` alone.
///
/// So a computation gives the same bits on every machine; libm differs between systems.
package enum Elementary {
    private static let ln2 = 0.693147180559945309417
    // ln 2 in two parts; the high one has 21 zero bits at its end, so that k times it is exact.
    private static let ln2High = Double(bitPattern: 0x3fe6_2e42_fee0_0000)
    private static let ln2Low = Double(bitPattern: 0x3dea_39ef_3579_3c76)

    /// e to the power of `x`: 0 below -708, infinity above 709; relative error below 1e-15.
    ///
    /// `x = k ln 2 + r`, and Taylor's series of degree 14 for `r` in ±ln 2 / 2.
    package static func exp(_ x: Double) -> Double {
        if x.isNaN { return x }
        if x < -708 { return 0 }
        if x > 709 { return .infinity }
        let k = (x / ln2).rounded()
        let r = (x - k * ln2High) - k * ln2Low
        var sum = 1.0
        for n in stride(from: 14.0, through: 1, by: -1) { sum = 1 + r * sum / n }
        let exponent = Int(k)
        // Two steps, as 2^1024 itself is out of range.
        let half = exponent / 2
        return sum * power(half) * power(exponent - half)
    }

    /// The natural logarithm of a positive, finite number, be it subnormal; error below 1e-15
    /// relative to the result where that is not near zero, absolute otherwise.
    ///
    /// `x = 2^k m` with `m` in √½..<√2, and `ln m = 2 artanh((m - 1) / (m + 1))`.
    package static func log(_ x: Double) -> Double {
        precondition(x > 0 && x.isFinite, "a positive number")
        var exponent = Int(x.exponent)
        var mantissa = x.significand
        if mantissa > 1.4142135623730951 {
            mantissa /= 2
            exponent += 1
        }
        let series = 2 * artanh((mantissa - 1) / (mantissa + 1), termCount: 12)
        let k = Double(exponent)
        return k * ln2High + (k * ln2Low + series)
    }

    /// The natural logarithm of `1 + u` for `u` in 0...1; relative error below 1e-15.
    package static func log1p(_ u: Double) -> Double {
        assert((0...1).contains(u), "a number in 0...1")
        return 2 * artanh(u / (2 + u), termCount: 18)
    }

    /// 1 / (1 + e^-z), in 0...1; no overflow for any `z`.
    package static func sigmoid(_ z: Double) -> Double {
        let u = exp(-abs(z))
        return z >= 0 ? 1 / (1 + u) : u / (1 + u)
    }

    /// ln(1 + e^z), in nats; no overflow for any `z`.
    package static func softplus(_ z: Double) -> Double {
        max(z, 0) + log1p(exp(-abs(z)))
    }

    /// ln(p / (1 - p)) for `p` strictly between 0 and 1.
    package static func logit(_ p: Double) -> Double {
        log(p) - log(1 - p)
    }

    /// s + s³/3 + s⁵/5 + …, so many terms, the smallest first.
    private static func artanh(_ s: Double, termCount: Int) -> Double {
        let square = s * s
        var sum = 0.0
        for n in stride(from: termCount - 1, through: 0, by: -1) {
            sum = sum * square + 1 / Double(2 * n + 1)
        }
        return s * sum
    }

    /// 2 to the power of an exponent in -1022...1023.
    private static func power(_ exponent: Int) -> Double {
        Double(sign: .plus, exponent: exponent, significand: 1)
    }
}
