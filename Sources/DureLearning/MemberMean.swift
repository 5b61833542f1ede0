package import DureCore

/// An algorithm whose step can be the mean of what each member would do by itself, each member
/// counting the same: what a promise about whole institutions needs.
package protocol MemberMean: SumAlgorithm {
    /// Whether the settings allow it.
    var hasMemberMean: Bool { get }

    /// What a member's rows alone speak for, whatever their number: the mean of its gradients, or
    /// its update.
    ///
    /// - Returns: As many numbers for every member, zeros for one without rows.
    /// - Throws: As ``contribution(to:from:)``.
    func memberMean(at state: ModelState, of rows: Rows) throws(LearningError) -> [Double]

    /// How many numbers ``memberMean(at:of:)`` has.
    var memberMeanLength: Int { get }

    /// The sum that leads to the step of that mean.
    func sum(standingFor mean: [Double]) -> [Double]
}

extension MemberMean {
    /// The algorithm of the mode `member/joint`; nil where the settings do not allow it.
    func clipped(to normMax: Double) -> (any SumAlgorithm)? {
        hasMemberMean ? ClippedMembers(self, normMax: normMax) : nil
    }
}

/// The mean of whole members, each clipped to a norm: the mode `member/joint`.
///
/// A member's vector is no longer than ``normMax`` whatever its rows are, so with or without that
/// institution's data a sum differs by at most that. Nothing else is in the vector, and the divisor
/// is the number of members in the sum, which is public.
package struct ClippedMembers<Base: MemberMean>: SumAlgorithm {
    package static var name: String { Base.name }

    private let base: Base
    private let normMax: Double

    init(_ base: Base, normMax: Double) {
        self.base = base
        self.normMax = normMax
    }

    package var columns: StudyColumns { base.columns }
    package var roundCountMax: Int { base.roundCountMax }
    package var passCountMax: Int { base.passCountMax }
    package var clippingBound: Double? { normMax }
    package var usesIncompleteRows: Bool { base.usesIncompleteRows }

    package var settings: JSONValue {
        var members = base.settings.members ?? [:]
        members["member-norm"] = .number(normMax)
        return .object(members)
    }

    package func start() -> ModelState { base.start() }

    package func sumLength(at state: ModelState) -> Int { base.memberMeanLength }

    package func boundsPerRecord(at state: ModelState) -> [Double] {
        [Double](repeating: normMax, count: base.memberMeanLength)
    }

    package func rows(of table: StudyTable) throws(LearningError) -> Base.Rows {
        try base.rows(of: table)
    }

    /// A member's mean, cut to ``normMax``; zeros where its rows make it other than finite, since a
    /// member that steps out tells something of them.
    ///
    /// - Throws: ``LearningError/stateMismatch``.
    package func contribution(
        to state: ModelState, from rows: Base.Rows
    ) throws(LearningError) -> [Double] {
        let mean: [Double]
        do {
            mean = try base.memberMean(at: state, of: rows)
        } catch {
            guard error == .contributionNotFinite else { throw error }
            return zeros
        }
        let norm = mean.reduce(0) { $0 + $1 * $1 }.squareRoot()
        guard norm.isFinite else { return zeros }
        guard norm > normMax * Self.margin else { return mean }
        let factor = normMax * Self.margin / norm
        return mean.map { $0 * factor }
    }

    private var zeros: [Double] { [Double](repeating: 0, count: base.memberMeanLength) }

    /// A hair shorter, so that rounding never lets the norm pass the bound: its sum of at most
    /// 2^20 squares is off by less than 2^-32 of itself.
    private static var margin: Double { 1 - 0x1p-30 }

    package func advance(
        _ state: ModelState, with sum: [Double], survivors: Int
    ) -> Advance {
        guard sum.count == base.memberMeanLength else { return .failed(.sumLength) }
        guard survivors > 0 else { return .failed(.noRecords) }
        let mean = sum.map { $0 / Double(survivors) }
        return base.advance(state, with: base.sum(standingFor: mean), survivors: survivors)
    }

    package func columnsAtFault(_ state: ModelState, with sum: [Double]) -> [String] {
        base.columnsAtFault(state, with: base.sum(standingFor: sum))
    }

    package func model(from state: ModelState) throws(LearningError) -> any Model {
        try base.model(from: state)
    }

    package func ownModel(from table: StudyTable) throws(LearningError) -> any Model {
        try base.ownModel(from: table)
    }

    package func tunedModel(
        from state: ModelState, on table: StudyTable
    ) throws(LearningError) -> (any Model)? {
        try base.tunedModel(from: state, on: table)
    }
}

/// Regression whose contribution is a sum of gradients, and whose step has a public divisor.
protocol GradientSums: MemberMean where Rows == DesignMatrix {
    var descent: NoisyDescent { get }
}

extension GradientSums {
    package var hasMemberMean: Bool { true }

    package var memberMeanLength: Int { sumLength(at: start()) }

    package func memberMean(
        at state: ModelState, of rows: DesignMatrix
    ) throws(LearningError) -> [Double] {
        mean(try contribution(to: state, from: rows), over: rows.rowCount)
    }

    package func sum(standingFor mean: [Double]) -> [Double] {
        mean.map { $0 * Double(descent.recordsExpected) }
    }
}

extension NoisyGradient: GradientSums {}

extension NoisySoftmax: GradientSums {}

extension NetworkTraining: MemberMean {
    package var hasMemberMean: Bool {
        switch method {
        case .updates(_, .free), .updates(_, .proximal), .clippedGradients: true
        case .updates(_, .controlled), .gradients, .privateUpdates: false
        }
    }

    package var memberMeanLength: Int { width }

    package func memberMean(
        at state: ModelState, of rows: NetworkRows
    ) throws(LearningError) -> [Double] {
        let vector = try contribution(to: state, from: rows)
        guard case .updates = method else { return mean(vector, over: rows.count) }
        // The last number is the weight that is in all others.
        let weight = vector[width]
        return weight > 0 ? vector.prefix(width).map { $0 / weight } : Array(vector.prefix(width))
    }

    package func sum(standingFor mean: [Double]) -> [Double] {
        switch method {
        case .clippedGradients(_, let recordsExpected):
            return mean.map { $0 * Double(recordsExpected) }
        case .updates, .gradients, .privateUpdates:
            // Weights are not sent; any that stands for enough records leads to the same step.
            let weight = Double(recordsMin)
            return mean.map { $0 * weight } + [weight]
        }
    }
}

private func mean(_ sum: [Double], over count: Int) -> [Double] {
    count > 0 ? sum.map { $0 / Double(count) } : sum
}
