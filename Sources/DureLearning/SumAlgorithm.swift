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
    /// How often a whole study goes through a member's rows at most.
    var passCountMax: Int { get }
    /// The L2 norm that one record's part of a contribution never exceeds; nil where the
    /// contribution is not clipped and therefore has no place in a study with noise.
    var clippingBound: Double? { get }
    /// All public settings, to be hashed into the plan that members approve.
    var settings: JSONValue { get }

    /// Whether a row that misses an input counts.
    var usesIncompleteRows: Bool { get }

    /// The state before the first round.
    func start() -> ModelState

    /// The state from which one institution starts that learns alone: ``start()``, or one nearer
    /// the end that it found in some of its rows.
    func start(alone rows: Rows) -> ModelState

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

    /// A member's parts of the sums, from rows that stay where they lie.
    ///
    /// - Throws: ``LearningError/doesNotFit(neededByteCount:limitByteCount:)`` where the algorithm
    ///   has to hold more than it may.
    func sums(from stream: StudyStream) throws(LearningError) -> StreamedSums

    /// A member's parts of the sums, from many rows in memory of which nothing is kept beside the
    /// table; nil where ``rows(of:)`` are better.
    ///
    /// - Throws: ``LearningError`` where rows cannot be used.
    func sums(holding table: StudyTable) throws(LearningError) -> HeldSums?

    /// The noise that a member puts into one round's contribution by itself, as an accountant
    /// takes it; nil where a contribution has none of its own.
    var ownNoise: GaussianSteps? { get }

    /// What noise of its own may add to δ over all rounds at that ε, because no computer draws an
    /// accountant's law; 0 where it adds nothing.
    func noiseSlack(epsilon: Double) -> Double

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

    /// The next state, or the end; ``checkedAdvance(_:with:survivors:)`` is what runs go by.
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

    /// How the settings of the last state's model were chosen; nil where they were given.
    ///
    /// - Throws: ``LearningError/stateMismatch`` for a state that is not this algorithm's.
    func choice(from state: ModelState) throws(LearningError) -> Choice?

    /// The best that a member could learn from its own rows alone, without noise: the yardstick
    /// for the joint model. Nothing of it leaves.
    ///
    /// - Throws: ``LearningError``.
    func ownModel(from table: StudyTable) throws(LearningError) -> any Model

    /// The last state's model, trained further on a member's own rows; nil where the algorithm has
    /// no such training, or it came to nothing. Nothing of it leaves.
    ///
    /// - Throws: ``LearningError/stateMismatch`` for a state that is not this algorithm's.
    func tunedModel(
        from state: ModelState, on table: StudyTable
    ) throws(LearningError) -> (any Model)?

    // MARK: To be tried beside other settings (``Choosing``)

    /// Whether rows in the algorithm's form depend on the table alone, and remember nothing: then
    /// algorithms of other settings can use the same.
    static var rowsFollowTable: Bool { get }
    /// The most numbers of a state while rounds go on, or of a last one that is ``trimmed(_:)``.
    var stateLengthMax: Int { get }
    /// The most numbers of a sum.
    var sumLengthMax: Int { get }

    /// The part of a last state from which a model can be made that foretells the same.
    func trimmed(_ state: ModelState) -> ModelState
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
    package func start(alone rows: Rows) -> ModelState { start() }

    package func columnsAtFault(_ state: ModelState, with sum: [Double]) -> [String] { [] }

    package func choice(from state: ModelState) throws(LearningError) -> Choice? { nil }

    package func tunedModel(
        from state: ModelState, on table: StudyTable
    ) throws(LearningError) -> (any Model)? { nil }

    package func sums(from stream: StudyStream) throws(LearningError) -> StreamedSums {
        throw stream.doesNotFit(stream.heldByteCount)
    }

    package static var rowsFollowTable: Bool { false }
    /// As many as a state may have, so that who does not say leaves no room for another.
    package var stateLengthMax: Int { ModelState.numberCountMax }
    package var sumLengthMax: Int { sumLength(at: start()) }
    package func trimmed(_ state: ModelState) -> ModelState { state }

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
        if let held = try sums(holding: table) { return try held.sum(state) }
        return try contribution(to: state, from: rows(of: table))
    }

    /// What a sum led to, as a run may go on from it: the one place where all kinds are held to
    /// what every node can read.
    ///
    /// A sum that members poisoned, or that grew without bound, ends the study with a reason; it
    /// never leads to a state that holds anything but finite numbers, that nobody can be sent, or
    /// that the algorithm itself could not go on from.
    package func checkedAdvance(
        _ state: ModelState, with sum: [Double], survivors: Int
    ) -> Advance {
        guard state.algorithm == Self.name, state.round < roundCountMax else {
            return .failed(.stateMismatch)
        }
        guard sum.count == sumLength(at: state) else { return .failed(.sumLength) }
        guard sum.allSatisfy(\.isFinite) else { return .failed(.sumNotFinite) }
        let advance = advance(state, with: sum, survivors: survivors)
        switch advance {
        case .next(let next):
            if let reason = next.flaw { return .failed(reason) }
            return sumLength(at: next) > 0 ? advance : .failed(.sumImpossible)
        case .finished(let last, _):
            if let reason = last.flaw { return .failed(reason) }
            do {
                _ = try model(from: last)
            } catch {
                // What such a model lacks was said where it was read; here only that it is none.
                return .failed(.sumImpossible)
            }
            return advance
        case .failed: return advance
        }
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

    /// Once for each sum.
    package var passCountMax: Int { roundCountMax }
    package var ownNoise: GaussianSteps? { nil }
    package func noiseSlack(epsilon: Double) -> Double { 0 }

    package func contribution(
        to state: ModelState, from rows: Rows,
        using generator: inout some SecureRandomNumberGenerator
    ) throws(LearningError) -> [Double] {
        try contribution(to: state, from: rows)
    }

    package func sums(holding table: StudyTable) throws(LearningError) -> HeldSums? { nil }
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
