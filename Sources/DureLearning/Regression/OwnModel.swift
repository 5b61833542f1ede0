/// What a member can learn from its own rows alone: the yardstick for every joint model.
///
/// The ridge is chosen by stratified cross-validation inside the member's training rows, so the
/// own model is as good as its rows allow and joining is not flattered. Nothing leaves the member.
package struct OwnModel: Sendable, Hashable {
    /// The penalties that are tried, the strongest first; ties go to the stronger.
    package static let ridges: [Double] = [100, 30, 10, 3, 1, 0.3, 0.1]
    /// The penalty where there are too few rows of a class to choose by.
    package static let ridgeForFewRows = 10.0
    /// The most folds; fewer where a class has fewer rows.
    package static let foldCountMax = 5

    /// The model.
    package let model: LinearModel
    /// The penalty that was chosen; nil for a constant model.
    package let ridge: Double?

    /// Learns from the rows: of one class only, of nine, or of none.
    ///
    /// - Throws: ``LearningError`` for columns that cannot be used, or
    ///   ``LearningError/failed(_:)`` where the rows say nothing.
    package init(
        columns: StudyColumns, family: Family = .bernoulli, data: DesignMatrix
    ) throws(LearningError) {
        if family == .bernoulli, data.isOfOneClass {
            // One class: Jeffreys' estimate, which never says "impossible".
            let positives = data.target.reduce(0, +)
            let share = (positives + 0.5) / (Double(data.rowCount) + 1)
            model = try LinearModel(columns: columns, constant: share)
            ridge = nil
            return
        }
        let chosen = try Self.bestRidge(columns: columns, family: family, data: data)
        let algorithm = try GeneralizedLinear(
            columns: columns, family: family, ridge: chosen, tolerance: 1e-6)
        let result = try runAlone(algorithm, on: data)
        model = try LinearModel(
            columns: columns, family: family, coefficients: result.state.coefficients)
        ridge = chosen
    }

    /// The fold of each row: the i-th row of a class, or of all rows where the target is none, goes
    /// to fold i modulo the number of folds.
    static func folds(_ data: DesignMatrix, family: Family, count: Int) -> [Int] {
        var seen = [0, 0]
        return data.target.map { target in
            let index = family == .bernoulli && target == 1 ? 1 : 0
            defer { seen[index] += 1 }
            return seen[index] % count
        }
    }

    private static func bestRidge(
        columns: StudyColumns, family: Family, data: DesignMatrix
    ) throws(LearningError) -> Double {
        var foldCount = min(foldCountMax, data.rowCount)
        if family == .bernoulli {
            let positives = data.target.count { $0 == 1 }
            foldCount = min(foldCount, positives, data.rowCount - positives)
        }
        guard foldCount >= 2 else { return ridgeForFewRows }
        let folds = folds(data, family: family, count: foldCount)
        var losses = [Double](repeating: 0, count: ridges.count)
        for fold in 0..<foldCount {
            let rows = Array(0..<data.rowCount)
            let inner = data.rows(at: rows.filter { folds[$0] != fold })
            let outer = data.rows(at: rows.filter { folds[$0] == fold })
            for (index, ridge) in ridges.enumerated() {
                // Three digits are enough to choose by.
                let algorithm = try GeneralizedLinear(
                    columns: columns, family: family, ridge: ridge, tolerance: 1e-3)
                let state = try runAlone(algorithm, on: inner).state
                losses[index] += loss(of: state.coefficients, family: family, on: outer)
            }
        }
        let best = losses.indices.min { losses[$0] < losses[$1] } ?? 0
        return ridges[best]
    }

    /// The sum of the losses, in nats.
    private static func loss(
        of coefficients: [Double], family: Family, on data: DesignMatrix
    ) -> Double {
        (0..<data.rowCount).reduce(0) { sum, row in
            let predictor = data.predictor(row: row, coefficients: coefficients)
            return sum + data.weight(row) * family.terms(predictor, target: data.target[row]).loss
        }
    }
}

extension DesignMatrix {
    /// Whether all rows carry the same label, or there are none.
    package var isOfOneClass: Bool { !target.contains(0) || !target.contains(1) }
}
