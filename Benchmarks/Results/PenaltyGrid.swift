internal import DureAssessment
internal import DureFederation
internal import DureLearning

/// The choice of the joint model's penalty by cross-validation on training rows alone.
///
/// Grid, folds and rule are those of `OwnModel`, so that neither side is favoured: five folds,
/// stratified inside each hospital, and the least sum of the cross-entropies over all hospitals.
struct PenaltyGrid {
    /// What one penalty led to.
    struct Row {
        let penalty: Double
        /// The sum of the cross-entropies of rows left out, in nats.
        let logLoss: Double
        /// The mean over folds of each hospital's AUC; not a number where a class is missing.
        let areas: [Double]
        /// AUC on test rows, of the model of all training rows: reported, and not used to choose.
        let test: Scores
    }

    let rows: [Row]

    /// The penalty of the least loss; the stronger of two that are equal.
    var chosen: Double? { rows.min { $0.logLoss < $1.logLoss }?.penalty }

    init(_ data: HeartRows, manifest: StudyManifest) throws {
        rows = try OwnModel.ridges.map { penalty in
            try Self.row(penalty, data, manifest)
        }
    }

    private static func row(
        _ penalty: Double, _ data: HeartRows, _ manifest: StudyManifest
    ) throws -> Row {
        var loss = 0.0
        var areas = [Double](repeating: 0, count: data.train.count)
        for fold in 0..<OwnModel.foldCountMax {
            let split = data.train.map { Self.split($0, fold: fold) }
            let model = try Self.model(penalty, split.map(\.inner), manifest)
            for (index, part) in split.enumerated() {
                let found = Predictions(of: model, on: part.outer)
                loss += (found.logLoss ?? 0) * Double(found.rowCount)
                areas[index] += (found.areaUnderCurve ?? .nan) / Double(OwnModel.foldCountMax)
            }
        }
        let model = try Self.model(penalty, data.train, manifest)
        return Row(
            penalty: penalty, logLoss: loss, areas: areas,
            test: Scores(of: data.test.map { _ in model }, on: data.test))
    }

    private static func model(
        _ penalty: Double, _ members: [DesignMatrix], _ manifest: StudyManifest
    ) throws -> LogisticModel {
        let algorithm = try NewtonLogistic(features: manifest.features, ridge: penalty)
        return try LogisticModel(
            features: manifest.features, label: manifest.target,
            coefficients: try runSimulated(algorithm, members: members).state.coefficients)
    }

    /// The i-th row of a class goes to fold i modulo the number of folds.
    private static func split(
        _ data: DesignMatrix, fold: Int
    ) -> (inner: DesignMatrix, outer: DesignMatrix) {
        var seen = [0, 0]
        var inner: [Int] = []
        var outer: [Int] = []
        for (row, label) in data.labels.enumerated() {
            let index = label == 1 ? 1 : 0
            let isOuter = seen[index] % OwnModel.foldCountMax == fold
            seen[index] += 1
            if isOuter { outer.append(row) } else { inner.append(row) }
        }
        return (data.rows(at: inner), data.rows(at: outer))
    }
}
