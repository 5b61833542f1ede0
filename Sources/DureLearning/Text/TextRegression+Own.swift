/// What a member can learn from its own texts alone, the penalty chosen inside them.
extension TextRegression {
    /// The penalties that are tried, the strongest first; ties go to the stronger.
    package static let ridges: [Double] = [3, 1, 0.3, 0.1, 0.03, 0.01]
    /// The most folds; fewer where a class has fewer rows.
    private static let foldCountMax = 3
    /// How far a fit goes that only serves to choose.
    private static let choosingTolerance = 0.05

    /// The same alone, with the penalty that foretells best in cross-validation; for rows of one
    /// class Jeffreys' estimate, which never says "impossible".
    package func ownModel(from table: StudyTable) throws(LearningError) -> any Model {
        let rows = TextRows(table, features: features)
        var counts = [Int](repeating: 0, count: classes.count)
        for label in rows.target { counts[label] += 1 }
        guard counts.count(where: { $0 > 0 }) > 1 else { return try constantModel(counts) }
        let fitted = try tuned(ridge: bestRidge(rows, counts), tolerance: tolerance)
        return try model(from: runAlone(fitted, on: rows).state)
    }

    private func constantModel(_ counts: [Int]) throws(LearningError) -> any Model {
        let intercepts = counts.map { Elementary.log(Double($0) + 0.5) }
        let zeros = [Double](repeating: 0, count: features.bucketCount * classes.count)
        return try TextModel(
            columns: columns, features: features, coefficients: intercepts + zeros,
            bucketWeights: nil)
    }

    private func tuned(ridge: Double, tolerance: Double) throws(LearningError) -> TextRegression {
        try TextRegression(
            columns: columns, features: features, ridge: ridge, tolerance: tolerance,
            roundCountMax: roundCountMax, pool: pool)
    }

    /// The penalty with the least cross-entropy in rows that were left out; the settings' own where
    /// a class has too few rows to leave any out.
    private func bestRidge(_ rows: TextRows, _ counts: [Int]) throws(LearningError) -> Double {
        let fewest = counts.filter { $0 > 0 }.min() ?? 0
        let foldCount = min(Self.foldCountMax, fewest)
        guard foldCount >= 2 else { return ridge }
        // The i-th row of a class goes to fold i modulo their number.
        var seen = [Int](repeating: 0, count: classes.count)
        let folds = rows.target.map { label in
            defer { seen[label] += 1 }
            return seen[label] % foldCount
        }
        var losses = [Double](repeating: 0, count: Self.ridges.count)
        for fold in 0..<foldCount {
            let inner = rows.rows(at: folds.indices.filter { folds[$0] != fold })
            let outer = rows.rows(at: folds.indices.filter { folds[$0] == fold })
            for (index, ridge) in Self.ridges.enumerated() {
                let fitted = try tuned(ridge: ridge, tolerance: Self.choosingTolerance)
                let state = try runAlone(fitted, on: inner).state
                losses[index] += try fitted.loss(at: state, of: outer)
            }
        }
        return Self.ridges[losses.indices.min { losses[$0] < losses[$1] } ?? 0]
    }
}
