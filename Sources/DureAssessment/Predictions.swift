package import DureLearning

/// A model's probabilities for labelled rows, and the measures that judge them.
///
/// Predictions, ROC points and calibration bins follow single rows: they stay inside the member's
/// node. Only a ``MemberOutcome`` is made to be shared. A measure that is not defined, as the AUC
/// of one class or anything of no rows, is nil.
package struct Predictions: Sendable, Equatable {
    /// A logarithm is taken of no probability below this.
    package static let probabilityMin = 1e-15

    /// Shape [rows]; 0...1: how probable the label 1 is.
    package let probabilities: [Double]
    /// Shape [rows]: whether the label is 1.
    package let labels: [Bool]

    /// Takes a probability and a label for each row.
    ///
    /// - Throws: ``AssessmentError/rowsDiffer`` or ``AssessmentError/notAProbability(row:)``.
    package init(probabilities: [Double], labels: [Bool]) throws(AssessmentError) {
        guard probabilities.count == labels.count else { throw .rowsDiffer }
        if let row = probabilities.firstIndex(where: { !(0...1).contains($0) }) {
            throw .notAProbability(row: row + 1)
        }
        self.probabilities = probabilities
        self.labels = labels
    }

    /// What a model says of the rows of a study whose target is 0 or 1.
    ///
    /// Rows for which it says nothing, as an input is missing, are left out.
    package init(of model: any Model, on table: StudyTable) {
        let answers = model.predictions(of: table)
        let rows = answers.indices.filter { !answers[$0].isNaN }
        probabilities = rows.map { min(max(answers[$0], 0), 1) }
        labels = rows.map { table.target[$0] == 1 }
    }

    /// How many rows.
    package var rowCount: Int { labels.count }
    /// How many rows carry the label 1.
    package var positiveCount: Int { labels.count { $0 } }

    /// The probability that a random positive row is ranked above a random negative one.
    ///
    /// A tie counts half (Mann and Whitney). Nil where a class is missing.
    package var areaUnderCurve: Double? {
        Ranking(probabilities).areaUnderCurve(
            labels: labels, weights: [Int](repeating: 1, count: rowCount))
    }

    /// The share of rows whose label is the one called more probable than one half.
    package var accuracy: Double? {
        guard rowCount > 0 else { return nil }
        return Double(isCorrect.count { $0 }) / Double(rowCount)
    }

    /// The mean cross-entropy, in nats.
    package var logLoss: Double? {
        mean { probability, label in
            -Elementary.log(max(label ? probability : 1 - probability, Self.probabilityMin))
        }
    }

    /// The mean squared difference between probability and label.
    package var brierScore: Double? {
        mean { probability, label in
            let difference = probability - (label ? 1 : 0)
            return difference * difference
        }
    }

    /// For each row, whether the label is the one called more probable.
    var isCorrect: [Bool] { zip(probabilities, labels).map { ($0 > 0.5) == $1 } }

    private func mean(_ measure: (Double, Bool) -> Double) -> Double? {
        guard rowCount > 0 else { return nil }
        return zip(probabilities, labels).reduce(0) { $0 + measure($1.0, $1.1) }
            / Double(rowCount)
    }
}

/// One point of a ROC curve: both shares, 0...1.
package struct ROCPoint: Sendable, Hashable {
    /// The share of negative rows that are called positive.
    package let falsePositiveShare: Double
    /// The share of positive rows that are called positive.
    package let truePositiveShare: Double
}

/// Neighbouring rows by probability, and how often they were positive.
package struct CalibrationBin: Sendable, Hashable {
    /// How many rows.
    package let count: Int
    /// The mean probability.
    package let predictedMean: Double
    /// The share of rows that carry the label 1.
    package let observedShare: Double
}

extension Predictions {
    /// The number of bins of ``calibration(binCount:)`` that is used where none is given.
    package static let binCount = 15

    /// The ROC curve from (0, 0) to (1, 1), the highest probability first.
    ///
    /// One point for each different probability. Empty where a class is missing.
    package var rocPoints: [ROCPoint] {
        let positives = positiveCount
        let negatives = rowCount - positives
        guard positives > 0, negatives > 0 else { return [] }
        var points = [ROCPoint(falsePositiveShare: 0, truePositiveShare: 0)]
        var found = (true: 0, false: 0)
        for group in Ranking(probabilities).groups.reversed() {
            for row in group {
                if labels[row] { found.true += 1 } else { found.false += 1 }
            }
            points.append(
                ROCPoint(
                    falsePositiveShare: Double(found.false) / Double(negatives),
                    truePositiveShare: Double(found.true) / Double(positives)))
        }
        return points
    }

    /// Bins of equal counts (give or take one row), from the lowest probability up.
    ///
    /// Where there are fewer rows than bins, each row is a bin.
    package func calibration(binCount: Int = Predictions.binCount) -> [CalibrationBin] {
        precondition(binCount > 0, "at least one bin")
        let order = Ranking(probabilities).groups.flatMap(\.self)
        return (0..<binCount).compactMap { bin in
            let rows = order[bin * rowCount / binCount..<(bin + 1) * rowCount / binCount]
            guard !rows.isEmpty else { return nil }
            let count = Double(rows.count)
            return CalibrationBin(
                count: rows.count,
                predictedMean: rows.reduce(0) { $0 + probabilities[$1] } / count,
                observedShare: Double(rows.count { labels[$0] }) / count)
        }
    }

    /// The mean distance between bins' predicted means and observed shares, weighted by rows.
    package var calibrationError: Double? {
        guard rowCount > 0 else { return nil }
        return calibration().reduce(0) {
            $0 + Double($1.count) * abs($1.predictedMean - $1.observedShare)
        } / Double(rowCount)
    }
}
