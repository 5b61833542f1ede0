internal import DureAssessment
internal import DureCore
internal import DureFederation
internal import DureLearning
internal import DurePrivacy

/// AUC and accuracy of one model on each hospital's test rows.
struct Scores {
    let areas: [Double]
    let accuracies: [Double]

    init(of models: [LogisticModel], on test: [DesignMatrix]) {
        let found = zip(models, test).map { Predictions(of: $0, on: $1) }
        areas = found.map { $0.areaUnderCurve ?? .nan }
        accuracies = found.map { $0.accuracy ?? .nan }
    }
}

/// Mean, least and greatest of some runs.
struct Spread {
    let mean: Double
    let lowest: Double
    let highest: Double

    init(_ values: [Double]) {
        mean = values.reduce(0, +) / Double(max(values.count, 1))
        lowest = values.min() ?? .nan
        highest = values.max() ?? .nan
    }
}

/// The heart disease studies: own models, the exact joint model, and the one with noise.
struct HeartStudy {
    /// How often the study with noise is repeated.
    static let repetitionCount = 20

    let rows: HeartRows
    let exact: StudyPlan
    let noisy: StudyPlan
    let own: Scores
    let joint: Scores
    let jointRoundCount: Int
    /// Shape [repetitions].
    let noisyRuns: [Scores]

    init(folder: String) throws {
        exact = try Self.plan("\(folder)/heart-joint.toml")
        noisy = try Self.plan("\(folder)/heart-private.toml")
        let rows = try HeartRows(folder: folder, manifest: exact.manifest)
        self.rows = rows
        let manifest = exact.manifest
        own = Scores(
            of: try rows.train.map {
                try OwnModel(features: manifest.features, label: manifest.target, data: $0).model
            }, on: rows.test)
        var generator = SystemSecureGenerator()
        let outcome = try StudySimulation(exact).run(members: rows.train, using: &generator)
        jointRoundCount = outcome.roundCount
        joint = try Self.scores(outcome, exact, rows)
        var runs: [Scores] = []
        for _ in 0..<Self.repetitionCount {
            let outcome = try StudySimulation(noisy).run(members: rows.train, using: &generator)
            runs.append(try Self.scores(outcome, noisy, rows))
        }
        noisyRuns = runs
    }

    private static func plan(_ path: String) throws -> StudyPlan {
        let text = try HeartRows.bytes(of: path)
        return try StudyPlan(
            manifest: StudyManifest(parsing: text), manifestHash: Digest(of: text),
            memberCount: HeartRows.hospitals.count)
    }

    private static func scores(
        _ outcome: StudySimulation.Outcome, _ plan: StudyPlan, _ rows: HeartRows
    ) throws -> Scores {
        let model = try LogisticModel(
            features: plan.manifest.features, label: plan.manifest.target,
            coefficients: outcome.state.coefficients)
        return Scores(of: rows.test.map { _ in model }, on: rows.test)
    }

    /// What the accountant says of the study with noise, against the coordinator and c members.
    func figure() throws -> PrivacyFigure? {
        guard case .recordJoint(_, let delta, _) = noisy.manifest.privacy,
            let shares = noisy.mechanism.shares
        else { return nil }
        return try shares.figures(
            survivors: noisy.thresholds.survivorsMin, steps: noisy.algorithm.roundCountMax,
            delta: delta, relation: .addRemove
        ).againstCoalition
    }

    /// The spread of the runs with noise at one hospital, or of their means for nil.
    func spread(_ measure: (Scores) -> [Double], at hospital: Int?) -> Spread {
        Spread(
            noisyRuns.map { run in
                let values = measure(run)
                return hospital.map { values[$0] } ?? values.mean
            })
    }
}

extension [Double] {
    /// The mean; not a number for none.
    var mean: Double { reduce(0, +) / Double(count) }
}
