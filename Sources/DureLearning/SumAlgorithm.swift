package import DureCore

/// A computation of which only sums leave the members: two pure functions (design.md, 1).
///
/// The same two run alone, simulated and federated. `contribution` runs at the member on its own
/// rows; `advance` at the coordinator on the sum over the members who stayed.
package protocol SumAlgorithm: Sendable {
    /// The algorithm's name, as studies and states write it.
    static var name: String { get }
    /// How many numbers a contribution has.
    var sumLength: Int { get }
    /// The most rounds that it takes: the number of sums to charge for.
    var roundCountMax: Int { get }
    /// The L2 norm that one record's part of a contribution never exceeds; nil where the
    /// contribution is not clipped and therefore has no place in a study with noise.
    var clippingBound: Double? { get }
    /// The largest magnitude that one record can give to each number of the contribution.
    var boundPerRecord: [Double] { get }
    /// All public settings, to be hashed into the plan that members approve.
    var settings: JSONValue { get }

    /// The state before the first round.
    func start() -> ModelState

    /// A member's part of the sum.
    ///
    /// - Returns: Exactly ``sumLength`` finite numbers.
    /// - Throws: ``LearningError/stateMismatch`` or ``LearningError/contributionNotFinite``.
    func contribution(
        to state: ModelState, from data: DesignMatrix
    ) throws(LearningError) -> [Double]

    /// The next state, or the end.
    ///
    /// - Parameters:
    ///   - sum: The sum of the survivors' contributions, with noise where the study has any.
    ///   - survivors: How many members are in the sum.
    func advance(_ state: ModelState, with sum: [Double], survivors: Int) -> Advance
}

/// What a sum led to.
package enum Advance: Sendable, Hashable {
    /// Another round, from this state.
    case next(ModelState)
    /// The end: the state's coefficients are the model's.
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
}

extension SumAlgorithm {
    /// The largest magnitude of any number in one member's contribution, for an encoder that has
    /// to choose its scale.
    ///
    /// - Parameter recordsMax: The most records that one member may bring.
    package func bound(recordsMax: Int) -> Double {
        (boundPerRecord.max() ?? 0) * Double(max(recordsMax, 1))
    }

    /// Whether a state can be this algorithm's, seen from a member.
    func check(
        _ state: ModelState, width: Int, data: DesignMatrix
    ) throws(LearningError) {
        guard state.algorithm == Self.name, state.coefficients.count == width,
            data.width == width, state.coefficients.allSatisfy(\.isFinite)
        else { throw .stateMismatch }
    }

    /// Why a sum or a state cannot be used, or nil where both can.
    func refusal(_ state: ModelState, width: Int, sum: [Double]) -> FailureReason? {
        if state.algorithm != Self.name || state.coefficients.count != width {
            return .stateMismatch
        }
        if sum.count != sumLength { return .sumLength }
        return sum.allSatisfy(\.isFinite) ? nil : .sumNotFinite
    }
}
