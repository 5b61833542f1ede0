extension ClosedRange<Double> {
    /// The interval of all numbers no further from a value than that; nil where an end is not
    /// finite, as in files that were altered.
    init?(around value: Double, reach: Double) {
        let (low, high) = (value - reach, value + reach)
        guard low.isFinite, high.isFinite, low <= high else { return nil }
        self = low...high
    }
}
