package import DureCore

/// How a computation ended.
package struct LearningResult: Sendable, Hashable {
    /// The last state: the model's.
    package let state: ModelState
    /// How many sums were formed.
    package let roundCount: Int
    /// Why it stopped.
    package let reason: StopReason
}

/// Runs an algorithm on one institution's own rows: one member, no masks.
///
/// - Parameter progress: Told after each round how many are done, of at most how many.
/// - Throws: ``LearningError``; ``LearningError/failed(_:)`` where there can be no model.
package func runAlone(
    _ algorithm: some SumAlgorithm, on table: StudyTable,
    progress: (_ round: Int, _ roundMax: Int) -> Void = { _, _ in }
) throws(LearningError) -> LearningResult {
    if let held = try algorithm.sums(holding: table) {
        return try runAlone(algorithm, near: held.start(), progress, held.sum)
    }
    return try runAlone(algorithm, on: algorithm.rows(of: table), progress: progress)
}

/// Runs an algorithm on one institution's own rows, wherever they lie.
///
/// - Throws: As the run on a table; ``LearningError/doesNotFit(neededByteCount:limitByteCount:)``
///   before any round, ``LearningError/rowsUnreadable``.
package func runAlone(
    _ algorithm: some SumAlgorithm, on rows: StudyRows,
    progress: (_ round: Int, _ roundMax: Int) -> Void = { _, _ in }
) throws(LearningError) -> LearningResult {
    switch rows {
    case .held(let table): return try runAlone(algorithm, on: table, progress: progress)
    case .streamed(let stream):
        return try runAlone(
            algorithm, near: algorithm.start(), progress, algorithm.sums(from: stream))
    }
}

/// Runs an algorithm on rows that are in its own form already.
///
/// - Throws: ``LearningError``; ``LearningError/failed(_:)`` where there can be no model.
package func runAlone<Algorithm: SumAlgorithm>(
    _ algorithm: Algorithm, on rows: Algorithm.Rows,
    progress: (_ round: Int, _ roundMax: Int) -> Void = { _, _ in }
) throws(LearningError) -> LearningResult {
    try runAlone(algorithm, near: algorithm.start(alone: rows), progress) {
        (state) throws(LearningError) in try algorithm.contribution(to: state, from: rows)
    }
}

/// Runs an algorithm alone from a state that some of the rows led to, or from its start.
private func runAlone(
    _ algorithm: some SumAlgorithm, near: ModelState,
    _ progress: (_ round: Int, _ roundMax: Int) -> Void,
    _ sum: (_ state: ModelState) throws(LearningError) -> [Double]
) throws(LearningError) -> LearningResult {
    let start = algorithm.start()
    func run(from state: ModelState) throws(LearningError) -> LearningResult {
        try DureLearning.run(algorithm, from: state, memberCount: 1) {
            (state, _, round) throws(LearningError) in
            let contribution = try sum(state)
            progress(round + 1, algorithm.roundCountMax)
            return contribution
        }
    }
    do {
        return try run(from: near)
    } catch {
        // Where some rows led may be a bad place to start from with all of them.
        guard near != start else { throw error }
        return try run(from: start)
    }
}

/// Runs an algorithm over several members' tables in one process; nothing happens on the way out.
///
/// - Throws: ``LearningError``; ``LearningError/failed(_:)`` where there can be no model.
package func runSimulated<Algorithm: SumAlgorithm>(
    _ algorithm: Algorithm, tables: [StudyTable]
) throws(LearningError) -> LearningResult {
    var members: [Algorithm.Rows] = []
    for table in tables { members.append(try algorithm.rows(of: table)) }
    return try runSimulated(algorithm, members: members)
}

/// Runs an algorithm over several members in one process, with the same two functions.
///
/// - Parameters:
///   - members: Each member's rows; the sum adds them in this order.
///   - leaving: What happens to a contribution on its way out, by member and round, both from 0:
///     noise, or a fixed-point code and back. Left out, nothing happens to it.
/// - Throws: ``LearningError``; ``LearningError/failed(_:)`` where there can be no model.
package func runSimulated<Algorithm: SumAlgorithm>(
    _ algorithm: Algorithm, members: [Algorithm.Rows],
    leaving: (_ contribution: [Double], _ member: Int, _ round: Int) -> [Double] = {
        contribution, _, _ in contribution
    }
) throws(LearningError) -> LearningResult {
    try run(algorithm, from: algorithm.start(), memberCount: members.count) {
        (state, member, round) throws(LearningError) in
        leaving(try algorithm.contribution(to: state, from: members[member]), member, round)
    }
}

/// Runs an algorithm over several members whose contributions carry noise of their own.
///
/// - Throws: ``LearningError``; ``LearningError/failed(_:)`` where there can be no model.
package func runSimulated<Algorithm: SumAlgorithm>(
    _ algorithm: Algorithm, members: [Algorithm.Rows],
    using generator: inout some SecureRandomNumberGenerator
) throws(LearningError) -> LearningResult {
    try run(algorithm, from: algorithm.start(), memberCount: members.count) {
        (state, member, _) throws(LearningError) in
        try algorithm.contribution(to: state, from: members[member], using: &generator)
    }
}

private func run(
    _ algorithm: some SumAlgorithm, from start: ModelState, memberCount: Int,
    contribution: (_ state: ModelState, _ member: Int, _ round: Int) throws(LearningError) ->
        [Double]
) throws(LearningError) -> LearningResult {
    var state = start
    for round in 0..<algorithm.roundCountMax {
        var sum: [Double] = []
        for member in 0..<memberCount {
            let part = try contribution(state, member, round)
            if member == 0 {
                sum = part
            } else {
                for index in sum.indices { sum[index] += part[index] }
            }
        }
        switch algorithm.checkedAdvance(state, with: sum, survivors: memberCount) {
        case .next(let next): state = next
        case .finished(let last, let reason):
            return LearningResult(state: last, roundCount: round + 1, reason: reason)
        case .failed(let reason): throw algorithm.error(reason, at: state, with: sum)
        }
    }
    // Every algorithm finishes or fails in its last round; here only a broken one arrives.
    preconditionFailure("an algorithm that goes on after roundCountMax")
}
