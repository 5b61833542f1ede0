/// Where scores stand in a picture.
struct ScoreAxis {
    /// The scores at the ends: whole steps.
    let range: ClosedRange<Double>
    /// From tick to tick.
    let step: Double
    /// The place of the lower end, and how far away the upper one is; less than 0 to go up.
    let start: Double
    let length: Double

    private static let steps = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2]
    private static let tickCountMax = 8

    /// An axis that holds all values that are numbers within 0 and 1; from 0 to 1 for none.
    init(_ values: [Double], start: Double, length: Double) {
        let known = values.filter { (0...1).contains($0) }
        let (least, most) = (known.min() ?? 0, known.max() ?? 1)
        let step =
            Self.steps.first {
                Int((most / $0).rounded(.up)) - Int((least / $0).rounded(.down))
                    <= Self.tickCountMax
            } ?? 0.2
        let below = (least / step).rounded(.down)
        let above = max((most / step).rounded(.up), below + 1)
        range = below * step...above * step
        self.step = step
        self.start = start
        self.length = length
    }

    /// A score's place; that of the nearer end for one beyond.
    func place(_ score: Double) -> Double {
        let within = min(max(score, range.lowerBound), range.upperBound)
        return start + length * (within - range.lowerBound)
            / (range.upperBound - range.lowerBound)
    }

    /// Shape [ticks], rising.
    var ticks: [Double] {
        let count = Int(((range.upperBound - range.lowerBound) / step).rounded())
        return (0...count).map { range.lowerBound + Double($0) * step }
    }
}
