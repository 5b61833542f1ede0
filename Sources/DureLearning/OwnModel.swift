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
    package let model: LogisticModel
    /// The penalty that was chosen; nil for a constant model.
    package let ridge: Double?

    /// Learns from the rows: of one class only, of nine, or of none.
    ///
    /// - Throws: ``LearningError`` for features that cannot be used.
    package init(
        features: [FeatureSpecification], label: String, data: DesignMatrix
    ) throws(LearningError) {
        let positives = data.positiveCount
        guard positives > 0, positives < data.rowCount else {
            // One class: Jeffreys' estimate, which never says "impossible".
            let share = (Double(positives) + 0.5) / (Double(data.rowCount) + 1)
            model = try LogisticModel(features: features, label: label, constant: share)
            ridge = nil
            return
        }
        let chosen = try Self.bestRidge(features: features, data: data)
        let algorithm = try NewtonLogistic(features: features, ridge: chosen)
        let result = try runAlone(algorithm, on: data)
        model = try LogisticModel(
            features: features, label: label, coefficients: result.state.coefficients)
        ridge = chosen
    }

    /// The fold of each row: the i-th row of a class goes to fold i modulo the number of folds.
    static func folds(_ data: DesignMatrix, count: Int) -> [Int] {
        var seen = [0, 0]
        return data.labels.map { label in
            let index = label == 1 ? 1 : 0
            defer { seen[index] += 1 }
            return seen[index] % count
        }
    }

    private static func bestRidge(
        features: [FeatureSpecification], data: DesignMatrix
    ) throws(LearningError) -> Double {
        let positives = data.positiveCount
        let foldCount = min(foldCountMax, positives, data.rowCount - positives)
        guard foldCount >= 2 else { return ridgeForFewRows }
        let folds = folds(data, count: foldCount)
        var losses = [Double](repeating: 0, count: ridges.count)
        for fold in 0..<foldCount {
            let rows = Array(0..<data.rowCount)
            let inner = data.rows(at: rows.filter { folds[$0] != fold })
            let outer = data.rows(at: rows.filter { folds[$0] == fold })
            for (index, ridge) in ridges.enumerated() {
                // Three digits are enough to choose by.
                let algorithm = try NewtonLogistic(
                    features: features, ridge: ridge, tolerance: 1e-3)
                let state = try runAlone(algorithm, on: inner).state
                losses[index] += loss(of: state.coefficients, on: outer)
            }
        }
        let best = losses.indices.min { losses[$0] < losses[$1] } ?? 0
        return ridges[best]
    }

    /// The sum of the cross-entropies, in nats.
    private static func loss(of coefficients: [Double], on data: DesignMatrix) -> Double {
        var sum = 0.0
        for row in 0..<data.rowCount {
            let margin = data.margin(row: row, coefficients: coefficients)
            sum += Elementary.softplus(data.labels[row] == 1 ? -margin : margin)
        }
        return sum
    }
}
