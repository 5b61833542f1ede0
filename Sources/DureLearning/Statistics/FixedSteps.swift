/// A number's public range as whole steps: what makes sums of numbers and products exact.
///
/// A value `x` is read as `round((x - lower) / step)`, a whole number in `0...count`.
package struct FixedSteps: Sendable, Hashable {
    /// The most steps of one range.
    package static let countMax = 1 << 24

    /// The value of step 0, in the unit.
    package let lower: Double
    /// The length of a step, in the unit.
    package let step: Double
    /// The largest step.
    package let count: Int
    /// The width of the public range, in the unit.
    package let range: Double
    /// Whether the steps were declared and divide the range.
    package let isDeclared: Bool

    /// Steps over a column's public range.
    ///
    /// - Parameter step: The declared length, which must divide the range. Left out, the smallest
    ///   power of two that is not below the range / 2^20: whole numbers stay what they are where
    ///   the range is below 2^20 and begins at one.
    /// - Throws: ``LearningError/badSetting(name:)`` with `step`.
    package init(_ feature: FeatureSpecification, step: Double? = nil) throws(LearningError) {
        lower = feature.lower
        range = feature.upper - feature.lower
        isDeclared = step != nil
        if let step {
            guard step.isFinite, step > 0 else { throw .badSetting(name: "step") }
            let exact = range / step
            let whole = exact.rounded()
            guard whole >= 1, whole <= Double(Self.countMax), abs(exact - whole) <= 1e-9 * whole
            else { throw .badSetting(name: "step") }
            self.step = step
            count = Int(whole)
            return
        }
        let finest = range * 0x1p-20
        guard range.isFinite, finest.isNormal else { throw .badSetting(name: "step") }
        let exponent = Int(finest.exponent) + (finest.significand > 1 ? 1 : 0)
        self.step = Double(sign: .plus, exponent: exponent, significand: 1)
        count = Int((range / self.step).rounded(.up))
    }

    /// The nearest step of a value; values outside count as the ends.
    package func index(_ value: Double) -> Int {
        Int(min(max(((value - lower) / step).rounded(), 0), Double(count)))
    }

    /// The value of a step, in the unit.
    package func value(_ index: Double) -> Double { lower + index * step }

    /// Which of so many bins of equal width over the range holds the step; the last is closed.
    func bin(of index: Int, binCount: Int) -> Int {
        if isDeclared { return min(index * binCount / count, binCount - 1) }
        // All but the division is exact: the step is a power of two.
        return min(Int(Double(index * binCount) * step / range), binCount - 1)
    }

    /// Bits of the largest step: products are summed as two parts of so many bits.
    var bitCount: Int { Int.bitWidth - count.leadingZeroBitCount }

    /// The smallest power of two above the largest step, as an exponent.
    var exponent: Int { bitCount }
}
