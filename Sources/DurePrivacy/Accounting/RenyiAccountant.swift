#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Rényi differential privacy at integer orders.
///
/// One step: Mironov, Talwar, Zhang 2019, section 3.3, with the terms of the binomial sum less
/// one, so that a sum near one loses no digits. Conversion: Canonne, Kamath, Steinke 2020,
/// proposition 12. Useless where the best order is below two, that is for very little noise.
enum RenyiAccountant {
    /// The orders tried.
    static let orders: [Int] = Array(2...64) + [128, 256, 512, 1024]

    /// The divergence of order `order` of one step, in nats; add/remove relation.
    static func divergence(order: Int, sigma: Double, samplingProbability q: Double) -> Double {
        precondition(order >= 2)
        let inverse = 0.5 / (sigma * sigma)
        guard q < 1 else { return Double(order) * inverse }
        let logTaken = log(q)
        let logLeft = log1p(-q)
        var logBinomial = 0.0
        var logSum = -Double.infinity
        for k in 1...order {
            logBinomial += log(Double(order - k + 1)) - log(Double(k))
            guard k >= 2 else { continue }  // Orders zero and one cancel against the one.
            let exponent = Double(k) * Double(k - 1) * inverse
            let weight = logBinomial + Double(k) * logTaken + Double(order - k) * logLeft
            logSum = logAdd(logSum, weight + logOfExpMinusOne(exponent))
        }
        let logOfSum = logSum > 40 ? logSum : log1p(exp(logSum))
        return logOfSum / Double(order - 1)
    }

    /// The smallest ε over all orders, never below zero, and the order that gives it.
    ///
    /// - Parameter divergences: One for each of ``orders``, of the whole composition.
    static func epsilon(divergences: [Double], delta: Double) -> (epsilon: Double, order: Int) {
        precondition(divergences.count == orders.count)
        var best = (epsilon: Double.infinity, order: 2)
        for (order, divergence) in zip(orders, divergences) {
            let alpha = Double(order)
            let epsilon = divergence + log1p(-1 / alpha) - (log(delta) + log(alpha)) / (alpha - 1)
            if epsilon < best.epsilon { best = (epsilon, order) }
        }
        return (max(0, best.epsilon), best.order)
    }

    private static func logOfExpMinusOne(_ x: Double) -> Double {
        x > 40 ? x : log(expm1(x))
    }

    private static func logAdd(_ a: Double, _ b: Double) -> Double {
        let high = max(a, b)
        guard high > -.infinity else { return high }
        return high + log1p(exp(min(a, b) - high))
    }
}
