package import DureCore
package import DureLearning

/// Whether joining the others helped a member, judged by the AUC on its own test rows.
package enum JoiningVerdict: String, Sendable, Hashable, CaseIterable {
    /// The whole interval of the difference lies above 0.
    case yes
    /// The interval holds 0: a difference may be chance.
    case noDifferenceShown = "no-difference-shown"
    /// The whole interval lies below 0.
    case hurt
    /// The test rows hold no class, one, or too few rows of one.
    case cannotBeJudged = "cannot-be-judged"
}

/// How well one model did on one member's test rows.
package struct ModelMeasures: Sendable, Hashable {
    /// The area under the ROC curve; nil where a class is missing.
    package let areaUnderCurve: Estimate?
    /// The share of rows called right.
    package let accuracy: Estimate?
    /// The mean cross-entropy, in nats.
    package let logLoss: Double?
    /// The mean squared error of the probability.
    package let brierScore: Double?

    /// Takes measures; nil where one is not defined.
    package init(
        areaUnderCurve: Estimate?, accuracy: Estimate?, logLoss: Double?, brierScore: Double?
    ) {
        self.areaUnderCurve = areaUnderCurve
        self.accuracy = accuracy
        self.logLoss = logLoss
        self.brierScore = brierScore
    }
}

/// What a joint study brought to one member: what it may share with the others, and no row of it.
///
/// Made inside the member's node, on the member's own test rows. A measure that is not defined,
/// or that the member keeps to itself, is nil.
package struct MemberOutcome: Sendable, Hashable {
    /// A class with fewer test rows than this lets no verdict be given.
    package static let classCountMin = 5

    /// The member's name in the federation.
    package let member: Name
    /// How many rows the member trained on.
    package let trainRowCount: Int?
    /// How many rows it judged by.
    package let testRowCount: Int?
    /// How many of these carry the label 1.
    package let testPositiveCount: Int?
    /// The member's own model.
    package let own: ModelMeasures?
    /// The joint model.
    package let joint: ModelMeasures?
    /// The joint model's AUC less the own model's, paired; nil where a class is missing.
    package let difference: Estimate?
    /// Whether joining helped.
    package let didJoiningHelp: JoiningVerdict

    /// Judges both models on the member's test rows.
    ///
    /// - Throws: ``AssessmentError``; not for rows of one class, which give measures of nil.
    package init(
        member: Name, trainRowCount: Int, own: LogisticModel, joint: LogisticModel,
        test: DesignMatrix, bootstrap: Bootstrap = Bootstrap()
    ) throws(AssessmentError) {
        let first = Predictions(of: own, on: test)
        let second = Predictions(of: joint, on: test)
        let comparison = try bootstrap.compare(first, second)
        self.init(
            member: member, trainRowCount: trainRowCount, testRowCount: first.rowCount,
            testPositiveCount: first.positiveCount,
            own: ModelMeasures(
                areaUnderCurve: comparison.areas?.first, accuracy: comparison.accuracies?.first,
                logLoss: first.logLoss, brierScore: first.brierScore),
            joint: ModelMeasures(
                areaUnderCurve: comparison.areas?.second, accuracy: comparison.accuracies?.second,
                logLoss: second.logLoss, brierScore: second.brierScore),
            difference: comparison.areas?.difference,
            didJoiningHelp: Self.verdict(first, difference: comparison.areas?.difference))
    }

    init(
        member: Name, trainRowCount: Int?, testRowCount: Int?, testPositiveCount: Int?,
        own: ModelMeasures?, joint: ModelMeasures?, difference: Estimate?,
        didJoiningHelp: JoiningVerdict
    ) {
        self.member = member
        self.trainRowCount = trainRowCount
        self.testRowCount = testRowCount
        self.testPositiveCount = testPositiveCount
        self.own = own
        self.joint = joint
        self.difference = difference
        self.didJoiningHelp = didJoiningHelp
    }

    /// How much of an outcome a member's charter lets the others see.
    package enum Sharing: String, Sendable, Hashable, CaseIterable {
        /// All measures and the counts of rows.
        case measuresAndCounts = "measures-and-counts"
        /// All measures, no counts.
        case measures
        /// Only whether joining helped.
        case verdict
    }

    /// The part that may be shared.
    package func limited(to sharing: Sharing) -> MemberOutcome {
        let hasCounts = sharing == .measuresAndCounts
        let hasMeasures = sharing != .verdict
        return MemberOutcome(
            member: member, trainRowCount: hasCounts ? trainRowCount : nil,
            testRowCount: hasCounts ? testRowCount : nil,
            testPositiveCount: hasCounts ? testPositiveCount : nil,
            own: hasMeasures ? own : nil, joint: hasMeasures ? joint : nil,
            difference: hasMeasures ? difference : nil, didJoiningHelp: didJoiningHelp)
    }

    private static func verdict(
        _ predictions: Predictions, difference: Estimate?
    ) -> JoiningVerdict {
        let positives = predictions.positiveCount
        guard let difference, positives >= classCountMin,
            predictions.rowCount - positives >= classCountMin
        else { return .cannotBeJudged }
        if difference.lower > 0 { return .yes }
        return difference.upper < 0 ? .hurt : .noDifferenceShown
    }
}
