#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// One direction of a composition: its tilt, its window, and the way back to ε.
struct LossDirection {
    private let parts: [(losses: LossMasses, steps: Int)]
    private let tilt: Double
    /// ln of the tilted sum of each part's masses.
    private let logScales: [Double]
    private let logScale: Double
    private let firstIndex: Int
    private let lostAbove: Double
    let windowCount: Int

    init(_ parts: [(LossMasses, Int)], delta: Double, logWindowTail: Double) {
        self.parts = parts.map { (losses: $0.0, steps: $0.1) }
        let search = TiltSearch(self.parts, delta: delta)
        let tilt = search.tilt()
        self.tilt = tilt
        let scales = parts.map { TiltSearch.logScale($0.0, tilt: tilt) }
        logScales = scales
        let total = zip(parts, scales).reduce(0) { $0 + Double($1.0.1) * $1.1 }
        logScale = total

        // Chernoff with a further tilt s: the tilted probability of a sum above the bound is at
        // most e^logWindowTail, so the untilted one is that times e^(logScale - tilt * bound).
        let up = search.windowTilt(from: tilt, sign: 1, logTail: logWindowTail)
        let top = (search.exact(tilt + up) - total - logWindowTail) / up
        let down = search.windowTilt(from: tilt, sign: -1, logTail: logWindowTail)
        let bottom = -(search.exact(tilt - down) - total - logWindowTail) / down
        let highest = self.parts.reduce(0) { $0 + Double($1.steps) * $1.losses.largestLoss }
        let lowest = self.parts.reduce(0) { $0 + Double($1.steps) * $1.losses.smallestLoss }
        let step = PrivacyLoss.gridStep
        let last = Int((min(top, highest) / step).rounded(.up)) + 1
        firstIndex = Int((max(bottom, lowest) / step).rounded(.down)) - 1
        windowCount = max(2, last - firstIndex + 1)
        lostAbove = top < highest ? exp(total - tilt * top + logWindowTail) : 0
    }

    /// Adds the tilted masses of one part to a circle of grid points.
    func fill(_ circle: inout [Double], part: Int) {
        let losses = parts[part].losses
        var position = losses.firstIndex % circle.count
        if position < 0 { position += circle.count }
        for (index, mass) in losses.masses.enumerated() {
            let loss = Double(losses.firstIndex + index) * PrivacyLoss.gridStep
            if mass > 0 { circle[position] += mass * exp(tilt * loss - logScales[part]) }
            position += 1
            if position == circle.count { position = 0 }
        }
    }

    /// Walks down from the top of the window until δ reaches the target.
    func epsilon(tilted: [Double], target: Double) -> Double? {
        let infinite = parts.reduce(0) { $0 + Double($1.steps) * $1.losses.infinity }
        let count = tilted.count
        let step = PrivacyLoss.gridStep
        let base = Double(firstIndex) * step
        // Everything below is relative to this factor, so that nothing leaves its range.
        let factor = exp(logScale - tilt * base)
        var curve = DeltaCurve(target: (target - infinite - lostAbove) / factor)
        guard curve.target > 0 else { return nil }
        var position = (firstIndex + count - 1) % count
        if position < 0 { position += count }
        for index in stride(from: count - 1, through: 0, by: -1) {
            let grid = firstIndex + index
            if let epsilon = curve.crossing(above: grid) { return max(0, epsilon) }
            guard grid > 0 else { return 0 }
            curve.add(max(0, tilted[position]) * exp(-tilt * (Double(index) * step)))
            position = position == 0 ? count - 1 : position - 1
        }
        return max(0, base)  // ε lies below the window, so its lower end is an upper bound.
    }
}
