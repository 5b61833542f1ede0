package import DureCore

/// What a study brought to each of its members, and the model that it is about.
package struct StudyOutcome: Sendable, Hashable {
    /// The most members that an outcome lists.
    package static let memberCountMax = 10_000
    /// The largest JSON text that is read, in bytes.
    package static let byteCountMax = 16 << 20

    /// The study's name.
    package let study: Name
    /// The hash of the joint model.
    package let modelHash: Digest
    /// The name of the algorithm.
    package let algorithm: String
    /// How many sums were formed.
    package let roundCount: Int
    /// The privacy that was spent, with its δ; nil for a study without noise.
    package let privacy: Privacy?
    /// The members' outcomes, sorted by name.
    package let members: [MemberOutcome]

    /// An (ε, δ) as an accountant reported it.
    package struct Privacy: Sendable, Hashable {
        /// The mode, as protocol.md, 4.1 names it.
        package let mode: String
        /// More than 0.
        package let epsilon: Double
        /// Between 0 and 1.
        package let delta: Double

        /// Takes the accountant's figures.
        package init(mode: String, epsilon: Double, delta: Double) {
            self.mode = mode
            self.epsilon = epsilon
            self.delta = delta
        }
    }

    /// Collects the members' outcomes.
    ///
    /// - Throws: ``AssessmentError/tooManyMembers(limit:)``, or
    ///   ``AssessmentError/malformed(field:)`` where a member is listed twice.
    package init(
        study: Name, modelHash: Digest, algorithm: String, roundCount: Int, privacy: Privacy?,
        members: [MemberOutcome]
    ) throws(AssessmentError) {
        guard members.count <= Self.memberCountMax else {
            throw .tooManyMembers(limit: Self.memberCountMax)
        }
        guard Set(members.map(\.member)).count == members.count else {
            throw .malformed(field: "members")
        }
        self.study = study
        self.modelHash = modelHash
        self.algorithm = algorithm
        self.roundCount = roundCount
        self.privacy = privacy
        self.members = members.sorted { $0.member < $1.member }
    }

    /// What the members' models are judged by; nil without members or where they differ.
    package var score: Score? {
        let scores = Set(members.map(\.score))
        return scores.count == 1 ? scores.first ?? nil : nil
    }

    /// The mean of the members' scores, own and joint, over those who can judge; nil without any.
    ///
    /// A member with two negative test rows would else weigh as much as one with a hundred.
    package var scoreMeans: (own: Double, joint: Double)? {
        guard let score else { return nil }
        return means(over: members.filter { $0.didJoiningHelp != .cannotBeJudged }) {
            $0.estimate(of: score)
        }
    }

    /// The mean of the members' accuracies, own and joint, over those who have both.
    package var accuracyMeans: (own: Double, joint: Double)? {
        means(over: members) { $0.accuracy }
    }

    /// The mean of the members' differences in score, with a 95 % interval; nil without a verdict.
    ///
    /// Over the members who could judge and share their measures. Their test rows are different
    /// people's, so the variances add up; each is taken from the width of the member's interval
    /// (3.92 standard errors of a normal distribution), which must be of 95 %.
    package var differenceMean: Estimate? {
        let differences = members.filter { $0.didJoiningHelp != .cannotBeJudged }
            .compactMap(\.difference)
        guard !differences.isEmpty else { return nil }
        let count = Double(differences.count)
        let mean = differences.reduce(0) { $0 + $1.value } / count
        let squares = differences.reduce(0) { sum, difference in
            let halfWidth = (difference.upper - difference.lower) / 2
            return sum + halfWidth * halfWidth
        }
        let reach = squares.squareRoot() / count
        return Estimate(value: mean, lower: mean - reach, upper: mean + reach)
    }

    /// How many members got each verdict.
    package func count(of verdict: JoiningVerdict) -> Int {
        members.count { $0.didJoiningHelp == verdict }
    }

    private func means(
        over members: [MemberOutcome], _ measure: (ModelMeasures) -> Estimate?
    ) -> (own: Double, joint: Double)? {
        var sum = (own: 0.0, joint: 0.0)
        var count = 0.0
        for member in members {
            guard let own = member.own.flatMap(measure),
                let joint = member.joint.flatMap(measure)
            else { continue }
            sum = (sum.own + own.value, sum.joint + joint.value)
            count += 1
        }
        return count > 0 ? (sum.own / count, sum.joint / count) : nil
    }
}
