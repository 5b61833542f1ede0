/// The partial likelihood of a sum, ties after Efron (JASA 72, 1977, 557-565), weighted as usual:
/// each of d tied events with the mean of their weights.
struct CoxLikelihood: Sendable {
    /// The most records of a sum that is not garbage; ties are gone through one by one.
    static let recordCountMax = 1e9
    /// How far a count may be from a whole number; fixed-point codes keep whole numbers as they are.
    static let countTolerance = 1e-3

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

    /// Nil for a sum whose counts no rows have: not whole, negative, more than
    /// ``recordCountMax`` records, or more events than records.
    ///
    /// - Complexity: O(blocks · width² + events).
    init?(sum: [Double], at coefficients: [Double], layout: CoxLayout) {
        let events = (0..<layout.blockCount).map { sum[$0 * layout.blockWidth] }
        let records = sum[layout.count - 1]
        guard (events + [records]).allSatisfy(Self.isCount),
            events.reduce(0, +) <= records + 0.5
        else { return nil }
        self.layout = layout
        let width = layout.width
        gradient = [Double](repeating: 0, count: width)
        information = [Double](repeating: 0, count: width * width)
        hazards = [Double](repeating: 0, count: layout.blockCount)
        recordCount = records
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

    private static func isCount(_ number: Double) -> Bool {
        number > -countTolerance && number <= recordCountMax
            && abs(number - number.rounded()) <= countTolerance
    }

    /// The events of one grid time, given the sums over those at risk.
    private mutating func addEvents(
        _ sum: [Double], at start: Int, _ coefficients: [Double], risk: [Double], _ stratum: Int,
        _ place: Int
    ) {
        let width = layout.width
        let events = sum[start].rounded()
        let weight = sum[start + 1]
        // Steps of fixed-point codes may be too coarse for a risk that is small beside its bound.
        guard events > 0, weight > 0, risk[0].isNormal, risk[0] > 0 else { return }
        eventCount += events
        hazards[stratum * layout.gridCount + place] = weight / risk[0]
        for index in 0..<width {
            loss -= coefficients[index] * sum[start + 2 + index]
            gradient[index] -= sum[start + 2 + index]
        }
        let tied = start + 2 + width + layout.momentCount
        let ties = TiedRisks(events: Int(events), part: sum[tied] / risk[0])
        let mean = weight / events
        loss += mean * (ties.logs + events * Elementary.log(risk[0]))
        var moment = 1 + width
        for first in 0..<width {
            let (r, t) = (risk[1 + first] / risk[0], sum[tied + 1 + first] / risk[0])
            gradient[first] += mean * (r * ties.inverses - t * ties.shares)
            for second in first..<width {
                let (s, u) = (risk[1 + second] / risk[0], sum[tied + 1 + second] / risk[0])
                let bends =
                    risk[moment] / risk[0] * ties.inverses
                    - sum[tied + moment] / risk[0] * ties.shares
                let means =
                    r * s * ties.inverseSquares - (r * u + t * s) * ties.shareSquares
                    + t * u * ties.squaredShares
                information[first * width + second] += mean * (bends - means)
                moment += 1
            }
        }
    }
}

/// What d tied events need of the parts `q = 1 - s c` of a risk that are left, `s = k/d`, k = 0 ..<
/// d: scalars, so that vectors and matrices are touched once for a grid time, however many events
/// it has.
private struct TiedRisks {
    /// Σ ln q.
    var logs = 0.0
    /// Σ 1/q.
    var inverses = 0.0
    /// Σ s/q.
    var shares = 0.0
    /// Σ 1/q².
    var inverseSquares = 0.0
    /// Σ s/q².
    var shareSquares = 0.0
    /// Σ s²/q².
    var squaredShares = 0.0

    /// - Parameter part: c, which part of the risk the tied events are; held within 0...1, as
    ///   fixed-point codes round, so that q is at least 1/d.
    init(events: Int, part: Double) {
        let part = part > 0 ? min(part, 1) : 0
        var product = 1.0
        for event in 0..<events {
            let share = Double(event) / Double(events)
            let left = 1 - share * part
            let inverse = 1 / left
            inverses += inverse
            shares += share * inverse
            inverseSquares += inverse * inverse
            shareSquares += share * inverse * inverse
            squaredShares += share * share * inverse * inverse
            product *= left
            // One logarithm for many factors, before they underflow.
            guard product < 0x1p-500 else { continue }
            logs += Elementary.log(product)
            product = 1
        }
        logs += Elementary.log(product)
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
        let inverse = Cholesky(bend, n: width)?.inverse
        standardErrors = (0..<width).map { max(inverse?[$0 * width + $0] ?? 0, 0).squareRoot() }
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
