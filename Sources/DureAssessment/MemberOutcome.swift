package import DureCore

/// What models are judged by; more is better for each.
package enum Score: String, Sendable, Hashable, CaseIterable {
    /// The area under the ROC curve, where the target is 0 or 1.
    case areaUnderCurve = "auc"
    /// The share of rows called right, where the target is one of several classes.
    case accuracy
    /// The explained share of the target's variance (R²), where the target is a number.
    case explainedShare = "explained-share"
}

/// Whether joining the others helped a member, judged by the study's score on its own test rows.
package enum JoiningVerdict: String, Sendable, Hashable, CaseIterable {
    /// The whole interval of the difference lies above 0.
    case yes
    /// The interval holds 0: a difference may be chance.
    case noDifferenceShown = "no-difference-shown"
    /// The whole interval lies below 0.
    case hurt
    /// The test rows hold no class, one, or too few rows of one; or the study foretells nothing.
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
    /// The explained share of the target's variance; at most 1, below 0 where the mean does better.
    package let explainedShare: Estimate?
    /// The root of the mean squared error, in the target's unit.
    package let rootMeanSquaredError: Double?

    /// Takes measures; nil where one is not defined.
    package init(
        areaUnderCurve: Estimate? = nil, accuracy: Estimate? = nil, logLoss: Double? = nil,
        brierScore: Double? = nil, explainedShare: Estimate? = nil,
        rootMeanSquaredError: Double? = nil
    ) {
        self.areaUnderCurve = areaUnderCurve
        self.accuracy = accuracy
        self.logLoss = logLoss
        self.brierScore = brierScore
        self.explainedShare = explainedShare
        self.rootMeanSquaredError = rootMeanSquaredError
    }

    /// The measure that models are judged by.
    package func estimate(of score: Score) -> Estimate? {
        switch score {
        case .areaUnderCurve: areaUnderCurve
        case .accuracy: accuracy
        case .explainedShare: explainedShare
        }
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
    /// How many of these carry the label 1; nil where the target is not of 0 and 1.
    package let testPositiveCount: Int?
    /// What the models are judged by; nil for a study that foretells nothing.
    package let score: Score?
    /// The member's own model.
    package let own: ModelMeasures?
    /// The joint model.
    package let joint: ModelMeasures?
    /// The joint model, trained further on the member's own rows; nil where the study has no such
    /// training.
    package private(set) var tuned: ModelMeasures?
    /// The joint model's score less the own model's, paired; nil where it is not defined.
    package let difference: Estimate?
    /// Whether joining helped.
    package let didJoiningHelp: JoiningVerdict

    init(
        member: Name, trainRowCount: Int?, testRowCount: Int?, testPositiveCount: Int?,
        score: Score?, own: ModelMeasures?, joint: ModelMeasures?, tuned: ModelMeasures? = nil,
        difference: Estimate?, didJoiningHelp: JoiningVerdict
    ) {
        self.member = member
        self.trainRowCount = trainRowCount
        self.testRowCount = testRowCount
        self.testPositiveCount = testPositiveCount
        self.score = score
        self.own = own
        self.joint = joint
        self.tuned = tuned
        self.difference = difference
        self.didJoiningHelp = didJoiningHelp
    }

    /// The same with the measures of the tuned model beside own and joint.
    ///
    /// - Parameter judged: The outcome on the same rows with the tuned model as the joint one.
    func withTuned(_ judged: MemberOutcome) -> MemberOutcome {
        var outcome = self
        outcome.tuned = judged.joint
        return outcome
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
            testPositiveCount: hasCounts ? testPositiveCount : nil, score: score,
            own: hasMeasures ? own : nil, joint: hasMeasures ? joint : nil,
            tuned: hasMeasures ? tuned : nil, difference: hasMeasures ? difference : nil,
            didJoiningHelp: didJoiningHelp)
    }
}
