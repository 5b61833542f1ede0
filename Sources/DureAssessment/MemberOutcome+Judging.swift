package import DureCore
package import DureLearning

extension MemberOutcome {
    /// With fewer test rows there are no measures, which would tell of single rows, and no verdict.
    package static let rowCountMin = 10

    /// Judges both models on the member's test rows, by the score that suits the target.
    ///
    /// - Throws: ``AssessmentError``; not for rows of one class, which give measures of nil.
    package init(
        member: Name, trainRowCount: Int, own: any Model, joint: any Model, test: StudyTable,
        bootstrap: Bootstrap = Bootstrap()
    ) throws(AssessmentError) {
        switch test.columns.target {
        case .binary?:
            try self.init(
                member: member, trainRowCount: trainRowCount, own: Predictions(of: own, on: test),
                joint: Predictions(of: joint, on: test), bootstrap: bootstrap)
        case .classes?:
            self.init(
                member: member, trainRowCount: trainRowCount, own: own.predictions(of: test),
                joint: joint.predictions(of: test), classes: test.target.map { Int($0) },
                bootstrap: bootstrap)
        case .number?:
            let numbers = NumberAnswers(own, joint, on: test)
            self.init(member, trainRowCount, .explainedShare, numbers, bootstrap)
        case .event?, nil:
            self.init(
                member: member, trainRowCount: trainRowCount, testRowCount: test.rowCount,
                testPositiveCount: nil, score: nil, own: nil, joint: nil, difference: nil,
                didJoiningHelp: .cannotBeJudged)
        }
    }

    /// Judges shares of classes by the accuracy.
    ///
    /// - Parameters:
    ///   - own: Shape [rows, classes].
    ///   - joint: Shape [rows, classes].
    ///   - classes: Each row's true class, its place from 0; shape [rows].
    package init(
        member: Name, trainRowCount: Int, own: [Double], joint: [Double], classes: [Int],
        bootstrap: Bootstrap = Bootstrap()
    ) {
        let answers = ClassAnswers(own, joint, classes: classes)
        self.init(member, trainRowCount, .accuracy, answers, bootstrap)
    }

    /// Judges a third model too: the joint one, trained further on the member's own rows.
    ///
    /// - Throws: As the judgement of two.
    package init(
        member: Name, trainRowCount: Int, own: any Model, joint: any Model,
        tuned: (any Model)?, test: StudyTable, bootstrap: Bootstrap = Bootstrap()
    ) throws(AssessmentError) {
        let outcome = try MemberOutcome(
            member: member, trainRowCount: trainRowCount, own: own, joint: joint, test: test,
            bootstrap: bootstrap)
        guard let tuned else {
            self = outcome
            return
        }
        self = outcome.withTuned(
            try MemberOutcome(
                member: member, trainRowCount: trainRowCount, own: joint, joint: tuned,
                test: test, bootstrap: bootstrap))
    }

    /// A member that cannot judge: it has too few rows to test, or for a model of its own.
    package init(
        unjudged member: Name, trainRowCount: Int, testRowCount: Int, score: Score? = nil
    ) {
        self.init(
            member: member, trainRowCount: trainRowCount, testRowCount: testRowCount,
            testPositiveCount: nil, score: score, own: nil, joint: nil, difference: nil,
            didJoiningHelp: .cannotBeJudged)
    }

    /// Judges probabilities of the label 1 by the area under the curve.
    ///
    /// - Throws: ``AssessmentError/rowsDiffer`` for predictions of other rows.
    package init(
        member: Name, trainRowCount: Int, own first: Predictions, joint second: Predictions,
        bootstrap: Bootstrap = Bootstrap()
    ) throws(AssessmentError) {
        guard first.rowCount >= Self.rowCountMin else {
            self.init(
                unjudged: member, trainRowCount: trainRowCount, testRowCount: first.rowCount,
                score: .areaUnderCurve)
            return
        }
        let comparison = try bootstrap.compare(first, second)
        let positives = first.positiveCount
        let isEnough = min(positives, first.rowCount - positives) >= Self.classCountMin
        let difference = comparison.areas?.difference
        self.init(
            member: member, trainRowCount: trainRowCount, testRowCount: first.rowCount,
            testPositiveCount: positives, score: .areaUnderCurve,
            own: ModelMeasures(
                areaUnderCurve: comparison.areas?.first, accuracy: comparison.accuracies?.first,
                logLoss: first.logLoss, brierScore: first.brierScore),
            joint: ModelMeasures(
                areaUnderCurve: comparison.areas?.second, accuracy: comparison.accuracies?.second,
                logLoss: second.logLoss, brierScore: second.brierScore),
            difference: difference, didJoiningHelp: Self.verdict(difference, isEnough: isEnough))
    }

    private init(
        _ member: Name, _ trainRowCount: Int, _ score: Score, _ answers: some PairedAnswers,
        _ bootstrap: Bootstrap
    ) {
        guard answers.rowCount >= Self.rowCountMin else {
            self.init(
                unjudged: member, trainRowCount: trainRowCount, testRowCount: answers.rowCount,
                score: score)
            return
        }
        let comparison = bootstrap.compare(rowCount: answers.rowCount) { answers.scores($0) }
        self.init(
            member: member, trainRowCount: trainRowCount, testRowCount: answers.rowCount,
            testPositiveCount: nil, score: score,
            own: answers.measures(first: true, comparison?.first),
            joint: answers.measures(first: false, comparison?.second),
            difference: comparison?.difference,
            didJoiningHelp: Self.verdict(comparison?.difference, isEnough: true))
    }

    private static func verdict(_ difference: Estimate?, isEnough: Bool) -> JoiningVerdict {
        guard let difference, isEnough else { return .cannotBeJudged }
        if difference.lower > 0 { return .yes }
        return difference.upper < 0 ? .hurt : .noDifferenceShown
    }
}

/// Two models' answers for the same rows: those for which both say something.
private protocol PairedAnswers {
    var rowCount: Int { get }
    /// Both models' scores, given how often each row was drawn.
    func scores(_ weights: [Int]) -> (first: Double, second: Double)?
    func measures(first: Bool, _ score: Estimate?) -> ModelMeasures
}

/// Whether each model calls each row's class right.
private struct ClassAnswers: PairedAnswers {
    private let isRight: [(first: Bool, second: Bool)]
    private let losses: (first: Double, second: Double)?

    init(_ own: [Double], _ joint: [Double], classes: [Int]) {
        let classCount = own.count / max(classes.count, 1)
        precondition(
            own.count == classes.count * classCount && joint.count == own.count,
            "a share for each row and class")
        var isRight: [(first: Bool, second: Bool)] = []
        var losses = (0.0, 0.0)
        for (row, label) in classes.enumerated() {
            let shares = [own, joint].map { $0[row * classCount..<(row + 1) * classCount] }
                .map { Array($0) }
            guard !shares.joined().contains(where: \.isNaN) else { continue }
            let right = shares.map { $0.firstIndex(of: $0.max() ?? 0) == label }
            let parts = shares.map {
                -Elementary.log(max($0[label], Predictions.probabilityMin))
            }
            isRight.append((right[0], right[1]))
            losses = (losses.0 + parts[0], losses.1 + parts[1])
        }
        self.isRight = isRight
        let count = Double(isRight.count)
        self.losses = isRight.isEmpty ? nil : (losses.0 / count, losses.1 / count)
    }

    var rowCount: Int { isRight.count }

    func scores(_ weights: [Int]) -> (first: Double, second: Double)? {
        var right = (0, 0)
        for (row, weight) in weights.enumerated() {
            right.0 += isRight[row].first ? weight : 0
            right.1 += isRight[row].second ? weight : 0
        }
        let count = Double(weights.reduce(0, +))
        return (Double(right.0) / count, Double(right.1) / count)
    }

    func measures(first: Bool, _ score: Estimate?) -> ModelMeasures {
        ModelMeasures(accuracy: score, logLoss: first ? losses?.first : losses?.second)
    }
}

/// Each model's error on each row, and the rows' targets.
private struct NumberAnswers: PairedAnswers {
    private let targets: [Double]
    private let squares: [(first: Double, second: Double)]

    init(_ own: any Model, _ joint: any Model, on table: StudyTable) {
        let answers = (own.predictions(of: table), joint.predictions(of: table))
        let rows = (0..<table.rowCount).filter {
            !answers.0[$0].isNaN && !answers.1[$0].isNaN
        }
        targets = rows.map { table.target[$0] }
        squares = rows.map { row in
            let errors = (
                answers.0[row] - table.target[row], answers.1[row] - table.target[row]
            )
            return (errors.0 * errors.0, errors.1 * errors.1)
        }
    }

    var rowCount: Int { targets.count }

    func scores(_ weights: [Int]) -> (first: Double, second: Double)? {
        let count = Double(weights.reduce(0, +))
        let mean = zip(targets, weights).reduce(0) { $0 + $1.0 * Double($1.1) } / count
        var total = 0.0
        var errors = (0.0, 0.0)
        for (row, weight) in weights.enumerated() where weight > 0 {
            let weight = Double(weight)
            total += weight * (targets[row] - mean) * (targets[row] - mean)
            errors.0 += weight * squares[row].first
            errors.1 += weight * squares[row].second
        }
        return total > 0 ? (1 - errors.0 / total, 1 - errors.1 / total) : nil
    }

    func measures(first: Bool, _ score: Estimate?) -> ModelMeasures {
        let sum = squares.reduce(0) { $0 + (first ? $1.first : $1.second) }
        return ModelMeasures(
            explainedShare: score,
            rootMeanSquaredError: squares.isEmpty
                ? nil : (sum / Double(squares.count)).squareRoot())
    }
}
