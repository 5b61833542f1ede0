/// The partial likelihood of a sum, ties after Efron (JASA 72, 1977, 557-565), weighted as usual:
/// each of d tied events with the mean of their weights.
struct CoxLikelihood: Sendable {
    /// The most records of a sum that is not garbage.
    static let recordCountMax = 1e9

    /// Minus its logarithm, in nats.
    private(set) var loss = 0.0
    /// Shape [p]: of the loss.
    private(set) var gradient: [Double]
    /// Shape [p, p], both triangles: the loss's second derivatives.
    private(set) var information: [Double]
    /// Records with a weight above 0.
    let recordCount: Double
    private(set) var eventCount = 0.0
    /// Shape [strata, grid]: Breslow's cumulative baseline hazard at each grid time.
    private(set) var hazards: [Double]

    private let layout: CoxLayout

    init(sum: [Double], at coefficients: [Double], layout: CoxLayout) {
        self.layout = layout
        let width = layout.width
        gradient = [Double](repeating: 0, count: width)
        information = [Double](repeating: 0, count: width * width)
        hazards = [Double](repeating: 0, count: layout.blockCount)
        recordCount = sum[layout.count - 1]
        for stratum in 0..<layout.strataCount {
            var risk = [Double](repeating: 0, count: layout.momentCount)
            for place in stride(from: layout.gridCount - 1, through: 0, by: -1) {
                let start = layout.block(stratum, place)
                let all = start + 2 + width
                for index in risk.indices { risk[index] += sum[all + index] }
                addEvents(sum, at: start, coefficients, risk: risk, stratum, place)
            }
            for place in 1..<max(layout.gridCount, 1) {
                let index = stratum * layout.gridCount + place
                hazards[index] += hazards[index - 1]
            }
        }
        for row in 0..<width {
            for column in 0..<row {
                information[row * width + column] = information[column * width + row]
            }
        }
    }

    /// The events of one grid time, given the sums over those at risk.
    private mutating func addEvents(
        _ sum: [Double], at start: Int, _ coefficients: [Double], risk: [Double], _ stratum: Int,
        _ place: Int
    ) {
        let width = layout.width
        // Half an event of tolerance, as fixed-point codes round.
        let events = sum[start].rounded()
        let weight = sum[start + 1]
        guard events > 0, events <= min(recordCount + 0.5, Self.recordCountMax), weight > 0,
            risk[0] > 0
        else { return }
        eventCount += events
        hazards[stratum * layout.gridCount + place] = weight / risk[0]
        for index in 0..<width {
            loss -= coefficients[index] * sum[start + 2 + index]
            gradient[index] -= sum[start + 2 + index]
        }
        let tied = start + 2 + width + layout.momentCount
        let mean = weight / events
        for event in 0..<Int(events) {
            let share = Double(event) / events
            let total = risk[0] - share * sum[tied]
            guard total > 0, total.isNormal else { continue }
            loss += mean * Elementary.log(total)
            let means = (0..<width).map { (risk[1 + $0] - share * sum[tied + 1 + $0]) / total }
            var moment = 1 + width
            for first in 0..<width {
                gradient[first] += mean * means[first]
                for second in first..<width {
                    let bend = (risk[moment] - share * sum[tied + moment]) / total
                    information[first * width + second] +=
                        mean * (bend - means[first] * means[second])
                    moment += 1
                }
            }
        }
    }
}

/// What the last sum says beside the coefficients.
package struct CoxStatistics: Sendable, Hashable {
    /// Shape [p]: each scaled coefficient's standard error.
    package let standardErrors: [Double]
    /// The partial likelihood's logarithm, in nats.
    package let logLikelihood: Double
    /// How many records with a weight above 0.
    package let recordCount: Double
    /// How many events.
    package let eventCount: Double
    /// Whether the last step was as small as was asked for.
    package let isConverged: Bool
    /// Shape [strata, grid]: the cumulative baseline hazard, where every scaled term is 0.
    package let hazards: [Double]

    init(_ likelihood: CoxLikelihood, bend: [Double], isConverged: Bool, layout: CoxLayout) {
        let width = layout.width
        standardErrors = (0..<width).map { index in
            var unit = [Double](repeating: 0, count: width)
            unit[index] = 1
            let column = Cholesky.solve(bend, unit)
            return max(column?[index] ?? 0, 0).squareRoot()
        }
        logLikelihood = -likelihood.loss
        recordCount = likelihood.recordCount
        eventCount = likelihood.eventCount
        self.isConverged = isConverged
        hazards = likelihood.hazards
    }

    /// Nil for a memory that holds none.
    init?(packed: [Double], layout: CoxLayout) {
        guard packed.count == 5 + layout.width + layout.blockCount, packed[4] == 5 else {
            return nil
        }
        let counts = packed[1...2] + packed[5...]
        guard packed[1...2].allSatisfy({ $0 <= 1e15 }), counts.allSatisfy({ $0 >= 0 }) else {
            return nil
        }
        logLikelihood = packed[0]
        recordCount = packed[1]
        eventCount = packed[2]
        isConverged = packed[3] == 1
        standardErrors = Array(packed[5..<5 + layout.width])
        hazards = Array(packed[(5 + layout.width)...])
    }

    /// The fifth number tells it from a step that was under way.
    var packed: [Double] {
        [logLikelihood, recordCount, eventCount, isConverged ? 1 : 0, 5] + standardErrors + hazards
    }
}
