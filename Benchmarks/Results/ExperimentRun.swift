internal import DureAssessment
internal import DureCore
internal import DureFederation
internal import DureLearning
internal import DurePrivacy

/// An experiment's figures.
struct ExperimentRun {
    /// The privacy losses at which the study with noise is run.
    static let epsilons = [0.5, 1, 3, 8]
    /// How often it is run at each, with another seed each time.
    static let seedCount = 20

    /// What is judged: by which score, member by member.
    struct Scores {
        /// Shape [members]; not a number where the score is not defined.
        var byMember: [Double]
        /// The mean over the members for whom it is defined.
        var mean: Double {
            let defined = byMember.filter { !$0.isNaN }
            return defined.reduce(0, +) / Double(defined.count)
        }
    }

    /// One member of the table.
    struct Member {
        let name: String
        let rowCount: Int
        /// Own against joint model with intervals; nil where splits are averaged.
        var outcome: MemberOutcome?
    }

    let experiment: Experiment
    let score: Score
    private(set) var members: [Member]
    let own: Scores
    let joint: Scores
    let pooled: Scores
    let roundCount: Int
    /// The spread of the joint model's mean over the random splits; nil for one.
    let splitSpread: Double?
    /// Shape [epsilons, seeds].
    let noisy: [[Scores]]

    init(_ experiment: Experiment, tell: (String) -> Void) throws {
        self.experiment = experiment
        let data = try ExperimentData(experiment)
        let score: Score = data.exact.columns.isOfClasses ? .accuracy : .areaUnderCurve
        self.score = score
        var judge = SplitJudge(data, score: score)
        for (index, split) in data.splits.enumerated() {
            tell("\(experiment.name): split \(index + 1) of \(data.splits.count)")
            try judge.run(split)
        }
        members = data.names.enumerated().map {
            Member(name: $1, rowCount: data.rowCounts[$0], outcome: judge.outcome($0))
        }
        own = judge.scores(.own)
        joint = judge.scores(.joint)
        pooled = judge.scores(.pooled)
        roundCount = judge.roundCount
        splitSpread = judge.spread(.joint)
        noisy = Self.epsilons.map { epsilon in
            (0..<Self.seedCount).map { judge.scores(.noisy(epsilon: epsilon, seed: $0)) }
        }
    }

    /// The mean over seeds of the mean over members, by epsilon.
    var noisyMeans: [Double] {
        noisy.map { runs in runs.reduce(0) { $0 + $1.mean } / Double(runs.count) }
    }

    /// The mean over seeds of one member's score, by epsilon.
    func noisyMeans(_ member: Int) -> [Double] {
        noisy.map { runs in
            runs.reduce(0) { $0 + $1.byMember[member] } / Double(runs.count)
        }
    }
}

extension StudyColumns {
    /// Whether the target is one of several classes.
    var isOfClasses: Bool {
        if case .classes? = target { true } else { false }
    }
}
