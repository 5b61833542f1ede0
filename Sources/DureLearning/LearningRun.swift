/// How a computation ended.
package struct LearningResult: Sendable, Hashable {
    /// The last state; its coefficients are the model's.
    package let state: ModelState
    /// How many sums were formed.
    package let roundCount: Int
    /// Why it stopped.
    package let reason: StopReason
}

/// Runs an algorithm on one institution's own rows: one member, no masks.
///
/// - Throws: ``LearningError``; ``LearningError/failed(_:)`` where there can be no model.
package func runAlone(
    _ algorithm: some SumAlgorithm, on data: DesignMatrix
) throws(LearningError) -> LearningResult {
    try runSimulated(algorithm, members: [data])
}

/// Runs an algorithm over several members in one process, with the same two functions.
///
/// - Parameters:
///   - members: Each member's rows, all of one width; the sum adds them in this order.
///   - leaving: What happens to a contribution on its way out, by member and round, both from 0:
///     noise, or a fixed-point code and back. Left out, nothing happens to it.
/// - Throws: ``LearningError``; ``LearningError/failed(_:)`` where there can be no model.
package func runSimulated(
    _ algorithm: some SumAlgorithm, members: [DesignMatrix],
    leaving: (_ contribution: [Double], _ member: Int, _ round: Int) -> [Double] = {
        contribution, _, _ in contribution
    }
) throws(LearningError) -> LearningResult {
    var state = algorithm.start()
    for round in 0..<algorithm.roundCountMax {
        var sum = [Double](repeating: 0, count: algorithm.sumLength)
        for (member, data) in members.enumerated() {
            let contribution = try algorithm.contribution(to: state, from: data)
            for (index, value) in leaving(contribution, member, round).enumerated() {
                sum[index] += value
            }
        }
        switch algorithm.advance(state, with: sum, survivors: members.count) {
        case .next(let next): state = next
        case .finished(let last, let reason):
            return LearningResult(state: last, roundCount: round + 1, reason: reason)
        case .failed(let reason): throw .failed(reason)
        }
    }
    // Every algorithm finishes or fails in its last round; here only a broken one arrives.
    preconditionFailure("an algorithm that goes on after roundCountMax")
}
