package import DureCore
package import DurePrivacy

/// A computation of which only sums leave the members: two pure functions (design.md, 1).
///
/// The same two run alone, simulated and federated. `contribution` runs at the member on its own
/// rows; `advance` at the coordinator on the sum over the members who stayed, and again at every
/// member, who must come to the same bits.
package protocol SumAlgorithm: Sendable {
    /// A member's rows as the algorithm wants them: scaled, binned, or hashed, once for all rounds.
    ///
    /// May be a class that remembers work from round to round, so long as what it remembers
    /// changes no result.
    associatedtype Rows: Sendable

    /// The algorithm's name, as studies and states write it.
    static var name: String { get }
    /// What it reads of a row.
    var columns: StudyColumns { get }
    /// The most rounds that it takes: the number of sums to charge for.
    var roundCountMax: Int { get }
    /// The L2 norm that one record's part of a contribution never exceeds; nil where the
    /// contribution is not clipped and therefore has no place in a study with noise.
    var clippingBound: Double? { get }
    /// All public settings, to be hashed into the plan that members approve.
    var settings: JSONValue { get }

    /// Whether a row that misses an input counts.
    var usesIncompleteRows: Bool { get }

    /// The state before the first round.
    func start() -> ModelState

    /// How many numbers a contribution to that state has.
    func sumLength(at state: ModelState) -> Int

    /// The largest magnitude that one record can give to each number of a contribution.
    ///
    /// - Returns: ``sumLength(at:)`` finite numbers above 0.
    func boundsPerRecord(at state: ModelState) -> [Double]

    /// The rows in the algorithm's own form.
    ///
    /// - Throws: ``LearningError`` where rows cannot be used.
    func rows(of table: StudyTable) throws(LearningError) -> Rows

    /// A member's part of the sum.
    ///
    /// - Returns: Exactly ``sumLength(at:)`` finite numbers.
    /// - Throws: ``LearningError/stateMismatch`` or ``LearningError/contributionNotFinite``.
    func contribution(to state: ModelState, from rows: Rows) throws(LearningError) -> [Double]

    /// The noise that a member puts into one round's contribution by itself, as an accountant
    /// takes it; nil where a contribution has none of its own.
    var ownNoise: GaussianSteps? { get }

    /// A member's part of the sum, with noise of its own where the algorithm has any.
    ///
    /// Two calls are two draws: whoever sends both must be charged for both.
    ///
    /// - Throws: As ``contribution(to:from:)``.
    func contribution(
        to state: ModelState, from rows: Rows,
        using generator: inout some SecureRandomNumberGenerator
    ) throws(LearningError) -> [Double]

    /// The same algorithm, told how wide the noise is that members add to each number on the
    /// way; for results that say how exact they are.
    ///
    /// - Parameter deviation: One member's, as a standard deviation; more than 0.
    func knowing(noisePerMember deviation: Double) -> Self

    /// The next state, or the end.
    ///
    /// - Parameters:
    ///   - sum: The sum of the survivors' contributions, with noise where the study has any.
    ///   - survivors: How many members are in the sum.
    func advance(_ state: ModelState, with sum: [Double], survivors: Int) -> Advance

    /// The columns or terms because of which that sum led to no model, for people; empty where none
    /// can be named.
    func columnsAtFault(_ state: ModelState, with sum: [Double]) -> [String]

    /// What the last state says.
    ///
    /// - Throws: ``LearningError/stateMismatch`` for a state that is not this algorithm's.
    func model(from state: ModelState) throws(LearningError) -> any Model

    /// The best that a member could learn from its own rows alone, without noise: the yardstick
    /// for the joint model. Nothing of it leaves.
    ///
    /// - Throws: ``LearningError``.
    func ownModel(from table: StudyTable) throws(LearningError) -> any Model
}

/// What a sum led to.
package enum Advance: Sendable, Hashable {
    /// Another round, from this state.
    case next(ModelState)
    /// The end: the model is the state's.
    case finished(ModelState, StopReason)
    /// The end without a model.
    case failed(FailureReason)
}

/// Why a computation stopped with a model.
package enum StopReason: String, Sendable, Hashable {
    /// Another round would change nothing that matters.
    case converged
    /// The agreed number of rounds is done.
    case roundMax = "round-max"
    /// No shorter step made the loss smaller: as good as these sums can say.
    case stalled
    /// More would have made the held-out sum worse.
    case stoppedEarly = "stopped-early"
}

extension SumAlgorithm {
    package func columnsAtFault(_ state: ModelState, with sum: [Double]) -> [String] { [] }

    /// The error of a computation that this sum ended.
    package func error(
        _ reason: FailureReason, at state: ModelState, with sum: [Double]
    ) -> LearningError {
        let columns = columnsAtFault(state, with: sum)
        return columns.isEmpty ? .failed(reason) : .columnsAtFault(reason, columns: columns)
    }

    /// A member's part of the sum, from rows that are used once.
    ///
    /// - Throws: As ``rows(of:)`` and ``contribution(to:from:)``.
    package func contribution(
        to state: ModelState, from table: StudyTable
    ) throws(LearningError) -> [Double] {
        try contribution(to: state, from: rows(of: table))
    }

    /// As ``contribution(to:from:using:)``, from rows that are used once.
    ///
    /// - Throws: As ``rows(of:)`` and ``contribution(to:from:)``.
    package func contribution(
        to state: ModelState, from table: StudyTable,
        using generator: inout some SecureRandomNumberGenerator
    ) throws(LearningError) -> [Double] {
        try contribution(to: state, from: rows(of: table), using: &generator)
    }

    package var ownNoise: GaussianSteps? { nil }

    package func contribution(
        to state: ModelState, from rows: Rows,
        using generator: inout some SecureRandomNumberGenerator
    ) throws(LearningError) -> [Double] {
        try contribution(to: state, from: rows)
    }

    package func knowing(noisePerMember deviation: Double) -> Self { self }

    package var usesIncompleteRows: Bool { false }

    /// How many of a table's rows the algorithm learns from.
    package func usedRowCount(of table: StudyTable) -> Int {
        usesIncompleteRows ? table.rowCount : table.isComplete.count { $0 }
    }

    /// The same algorithm, alone.
    package func ownModel(from table: StudyTable) throws(LearningError) -> any Model {
        try model(from: runAlone(self, on: table).state)
    }

    /// Why a sum or a state cannot be used, or nil where both can.
    func refusal(_ state: ModelState, width: Int, sum: [Double]) -> FailureReason? {
        if state.algorithm != Self.name || state.coefficients.count != width {
            return .stateMismatch
        }
        if sum.count != sumLength(at: state) { return .sumLength }
        return sum.allSatisfy(\.isFinite) ? nil : .sumNotFinite
    }
}
