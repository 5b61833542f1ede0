package import DureCore
package import DureLearning

/// What a model foretells for some rows, and what of the rows it could not use as it stands.
package struct ModelAnswers: Sendable {
    /// How many rows.
    package let rowCount: Int
    /// How many rows got no answer, as a rule because a value was missing.
    package let missingCount: Int
    /// How many rows hold a value beyond a column's public range, which counts as the range's end,
    /// or a text that is too long, of which the beginning is read.
    package let clampedCount: Int
    /// Shape [rows, the model's outputs], row-major; NaN where there is no answer.
    package let values: [Double]

    /// Applies the model.
    ///
    /// - Throws: `LearningError` for a column that is not there, or holds what it must not.
    package init(of model: any Model, for records: RecordBatch) throws {
        let columns = model.columns.forPrediction
        let rows = try StudyTable(columns, batch: records)
        // A mean beyond all numbers is no answer either.
        values = model.predictions(of: rows).map { $0.isFinite ? $0 : .nan }
        let (answers, outputCount) = (values, model.outputNames.count)
        rowCount = rows.rowCount
        missingCount = (0..<rows.rowCount).count { answers[$0 * outputCount].isNaN }
        clampedCount = rows.clampedCounts.isEmpty ? 0 : Self.clampedCount(records, columns)
    }

    private static func clampedCount(_ records: RecordBatch, _ columns: StudyColumns) -> Int {
        var isClamped = [Bool](repeating: false, count: records.rowCount)
        var features = [columns.offset].compactMap { $0 }
        for case .number(let feature, _) in columns.inputs { features.append(feature) }
        for feature in features {
            for (row, value) in (records.numbers(feature.column) ?? []).enumerated()
            where value < feature.lower || value > feature.upper { isClamped[row] = true }
        }
        for text in columns.texts {
            for (row, value) in (records.texts(text.column) ?? []).enumerated()
            where value.utf8.count > text.byteCountMax { isClamped[row] = true }
        }
        return isClamped.count { $0 }
    }
}
