internal import DureAssessment
internal import DureCore
internal import DureFederation
internal import DureLearning

/// Runs the studies of an experiment split by split, and scores what their models say.
struct SplitJudge {
    /// Who says it.
    enum Source: Hashable {
        case own
        case joint
        case pooled
        case noisy(epsilon: Double, seed: Int)
    }

    private let data: ExperimentData
    private let score: Score
    private let seedCount: Int
    private(set) var roundCount = 0
    /// By source and member: what was said and what was true, of all splits or of each.
    private var answers: [Source: [[Answers]]] = [:]
    private var rowCounts: [[Int]] = []

    /// Predictions for some rows.
    struct Answers {
        var said: [Double] = []
        var truth: [Double] = []

        mutating func append(_ other: Answers) {
            said += other.said
            truth += other.truth
        }
    }

    init(_ data: ExperimentData, score: Score, seedCount: Int) {
        self.data = data
        self.score = score
        self.seedCount = seedCount
    }

    /// Runs the studies on one split.
    ///
    /// - Parameter tell: Told what is done.
    mutating func run(_ split: ExperimentData.Split, tell: (String) -> Void) throws {
        let train = data.train(split)
        let test = data.test(split)
        rowCounts.append(train.map(\.rowCount))
        let algorithm = data.exact.algorithm
        let own = try train.map { try data.exact.ownAlgorithm.ownModel(from: $0) }
        keep(.own, own, test)
        tell("own")
        let exact = try StudySimulation(data.exactPlan).run(members: train, seed: 1)
        roundCount = max(roundCount, exact.roundCount)
        keep(.joint, try algorithm.model(from: exact.state), test)
        tell("joint")
        if let all = StudyTable.joined(train) {
            keep(.pooled, try algorithm.model(from: runAlone(algorithm, on: all).state), test)
        }
        tell("pooled")
        for epsilon in ExperimentResult.epsilons {
            let simulation = StudySimulation(try data.privatePlan(epsilon: epsilon))
            for seed in 0..<seedCount {
                let found = try simulation.run(members: train, seed: UInt64(seed + 1))
                let model = try simulation.plan.algorithm.model(from: found.state)
                keep(.noisy(epsilon: epsilon, seed: seed), model, test)
            }
            tell("epsilon \(ResultsText.trimmed(epsilon))")
        }
    }

    private mutating func keep(_ source: Source, _ model: any Model, _ test: [StudyTable]) {
        keep(source, test.map { _ in model }, test)
    }

    private mutating func keep(_ source: Source, _ models: [any Model], _ test: [StudyTable]) {
        let all = data.experiment.isJudgedOnAll ? StudyTable.joined(test) : nil
        let found = zip(models, test).map { model, own -> Answers in
            let table = all ?? own
            return Answers(said: model.predictions(of: table), truth: table.target)
        }
        guard data.isTogether, var known = answers[source]?.first else {
            answers[source, default: []].append(found)
            return
        }
        for index in known.indices { known[index].append(found[index]) }
        answers[source] = [known]
    }

    /// A member's scores.
    func member(_ member: Int) -> ExperimentResult.Member {
        func splits(_ source: Source) -> [Double] {
            (answers[source] ?? []).map { value($0[member]) }
        }
        return ExperimentResult.Member(
            name: data.names[member], rowCount: data.rowCounts[member], own: splits(.own),
            joint: splits(.joint), pooled: splits(.pooled),
            noisy: ExperimentResult.epsilons.map { epsilon in
                (0..<seedCount).map { splits(.noisy(epsilon: epsilon, seed: $0)).meanOfDefined }
            },
            outcome: outcome(member))
    }

    private func value(_ answers: Answers) -> Double {
        switch score {
        case .areaUnderCurve: predictions(answers)?.areaUnderCurve ?? .nan
        case .accuracy, .explainedShare:
            accuracy(answers)
        }
    }

    private func predictions(_ answers: Answers) -> Predictions? {
        let rows = answers.said.indices.filter { !answers.said[$0].isNaN }
        // Probabilities are in 0...1, so that the check cannot fail.
        return try? Predictions(
            probabilities: rows.map { min(max(answers.said[$0], 0), 1) },
            labels: rows.map { answers.truth[$0] == 1 })
    }

    /// The share of rows whose likeliest class is the true one.
    private func accuracy(_ answers: Answers) -> Double {
        let count = answers.truth.count
        guard count > 0 else { return .nan }
        let width = answers.said.count / count
        var (right, all) = (0, 0)
        for row in 0..<count {
            let shares = Array(answers.said[row * width..<(row + 1) * width])
            guard !shares.contains(where: \.isNaN) else { continue }
            all += 1
            if shares.firstIndex(of: shares.max() ?? 0) == Int(answers.truth[row]) { right += 1 }
        }
        return all > 0 ? Double(right) / Double(all) : .nan
    }

    /// Own against joint model at one member, with intervals; nil where splits are averaged.
    private func outcome(_ member: Int) -> MemberOutcome? {
        guard let own = answers[.own], own.count == 1, let joint = answers[.joint],
            let name = try? Name("member")
        else { return nil }
        let rows = rowCounts[0][member]
        let (first, second) = (own[0][member], joint[0][member])
        guard score == .areaUnderCurve else {
            return MemberOutcome(
                member: name, trainRowCount: rows, own: first.said, joint: second.said,
                classes: first.truth.map { Int($0) })
        }
        guard let one = predictions(first), let two = predictions(second) else { return nil }
        // A table without intervals is what is left.
        return try? MemberOutcome(member: name, trainRowCount: rows, own: one, joint: two)
    }
}
