/// Where a quantile is known to lie, in whole steps.
///
/// The quantile `q` of `n` values is the one at place `floor((n - 1) q)`, counted from 0 in rising
/// order. The interval is halved by the count of values below its middle, and stays as it is once
/// a half would hold fewer persons than the minimum: so what is shown is always the share of at
/// least that many.
package struct QuantileInterval: Sendable, Hashable {
    static let packedCount = 5

    /// The first step inside.
    let start: Int
    /// The first step behind it.
    let end: Int
    /// How many values lie before it.
    let before: Double
    /// How many values it holds.
    let count: Double
    /// The place of the value among all.
    let place: Double
    /// Whether it is not halved any more.
    private let isKept: Bool

    init(quantile: Double, count: Double, steps: FixedSteps) {
        start = 0
        end = 1 << steps.exponent
        before = 0
        self.count = count
        place = ((count - 1) * quantile).rounded(.down)
        isKept = false
    }

    private init(
        start: Int, end: Int, before: Double, count: Double, place: Double, isKept: Bool
    ) {
        self.start = start
        self.end = end
        self.before = before
        self.count = count
        self.place = place
        self.isKept = isKept
    }

    var middle: Int { (start + end) / 2 }
    var isFinal: Bool { isKept || end - start <= 1 }

    /// Whether a value lies in the half below the middle, which is what a round counts.
    func asks(_ step: Int) -> Bool { !isFinal && step >= start && step < middle }

    /// The half that holds the value, given how many values lie below the middle.
    func halved(below: Double, cellMin: Int) -> QuantileInterval {
        guard !isFinal else { return self }
        let isLow = before + below > place
        let part = isLow ? below : count - below
        // The other half's count is the difference to this one's, so both must be large, or none.
        let other = count - part
        let limit = Double(cellMin) - 0.5
        guard part > limit, other < 0.5 || other > limit else {
            return QuantileInterval(
                start: start, end: end, before: before, count: count, place: place, isKept: true)
        }
        return QuantileInterval(
            start: isLow ? start : middle, end: isLow ? middle : end,
            before: isLow ? before : before + below, count: part, place: place, isKept: false)
    }

    /// The value that is shown: the interval's middle.
    ///
    /// Where the quantile stands among the interval's values would be nearer, and would tell counts
    /// that histograms hide.
    func estimate(_ steps: FixedSteps) -> Double {
        steps.value(Double(start + end - 1) / 2)
    }

    /// The interval without the counts that led to it, for a last state.
    var released: QuantileInterval {
        QuantileInterval(start: start, end: end, before: 0, count: 0, place: 0, isKept: true)
    }

    var packed: [Double] {
        [Double(start), Double(end), before, count, isKept ? -1 - place : place]
    }

    /// Nil for numbers that are no interval.
    init?(packed: ArraySlice<Double>) {
        let all = Array(packed)
        let limit = Double(FixedSteps.countMax) * 2
        guard all.count == Self.packedCount, all.allSatisfy({ $0 == $0.rounded() }),
            all[0] >= 0, all[0] < all[1], all[1] <= limit, all[2] >= 0, all[3] >= 0
        else { return nil }
        start = Int(all[0])
        end = Int(all[1])
        before = all[2]
        count = all[3]
        isKept = all[4] < 0
        place = isKept ? -1 - all[4] : all[4]
    }
}
