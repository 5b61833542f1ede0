internal import DureCore
package import DureLearning
package import DureVault

/// A file's table with what a model foretells in added columns, partition by partition: the memory
/// holds one.
///
/// Separated values, JSON Lines, packed with gzip or not, or a table of SQLite, as imports are.
/// What stands in columns that the model does not read passes through; an empty text becomes a
/// missing value, and CSV is written with commas.
package struct TablePrediction {
    /// How many rows were answered so far.
    package private(set) var rowCount = 0
    /// How many of them got no answer because a value was missing.
    package private(set) var missingCount = 0
    /// How many of them hold a value beyond a column's public range, which counts as its end.
    package private(set) var clampedCount = 0
    private let model: any Model
    private let added: [String]
    private let format: TableWriter.Format?

    /// - Parameters:
    ///   - column: The name of the added column; of several, the beginning of each name. Nil for
    ///     the model's own names.
    ///   - format: How rows are written; nil for the form in which they come.
    package init(_ model: any Model, column: String?, format: TableWriter.Format?) {
        let outputs = model.outputNames
        self.model = model
        added = outputs.map { output in
            guard let column else { return output }
            return outputs.count == 1 ? column : "\(column)_\(output)"
        }
        self.format = format
    }

    /// Reads the file and hands over its rows as text.
    ///
    /// - Parameters:
    ///   - path: A file, or a pipe.
    ///   - watch: Told of the progress, and of an encoding other than UTF-8.
    ///   - write: Takes the text, part by part.
    /// - Throws: `VaultError` for the table, also where it misses a column of the model or has one
    ///   of the added names; what `write` throws.
    package mutating func run(
        on path: String, watch: ImportWatch = ImportWatch(), write: ([UInt8]) throws -> Void
    ) throws {
        let columns = model.columns.forPrediction
        let wanted = Set(columns.names)
        let types = wanted.map { ($0, columns.hasNumbers($0) ? ColumnType.number : .text) }
        try MemberHome.naming(path) {
            var source = try CSVSource.open(
                path: path, table: nil, types: Dictionary(uniqueKeysWithValues: types),
                otherType: .text, columns: nil, countsDistinct: false, keepsMarks: true,
                screen: nil,
                watch: watch)
            var writer: TableWriter?
            while let partition = try source.next() {
                let answers = try ModelAnswers(
                    of: model, for: partition.records { wanted.contains($0) })
                if writer == nil {
                    try checkNames(partition.columnNames)
                    let plain = source.plainColumns
                    writer = TableWriter(
                        format ?? (plain == nil ? .csv : .jsonLines), adding: added,
                        bare: plain ?? [])
                    try write(writer?.head(partition.columnNames) ?? [])
                }
                count(answers)
                try write(writer?.lines(partition, adding: answers.values) ?? [])
            }
        }
    }

    private mutating func count(_ answers: ModelAnswers) {
        rowCount += answers.rowCount
        missingCount += answers.missingCount
        clampedCount += answers.clampedCount
    }

    private func checkNames(_ names: [String]) throws(VaultError) {
        for (index, name) in added.enumerated() where names.contains(name) {
            throw .duplicateColumn(position: names.count + 1 + index, name: name)
        }
    }
}
