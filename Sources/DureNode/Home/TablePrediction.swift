internal import DureCore
package import DureLearning
package import DureTensor
package import DureVault

/// A file's table with what a model foretells in added columns.
///
/// Separated values, JSON Lines, packed with gzip or not, or a table of SQLite, as imports are. The
/// file is cut at ends of rows into parts of about a megabyte, which the workers of a pool read,
/// answer and write side by side; the memory holds one part for each. A row passes through as it
/// stands, in whatever columns the model does not read, unless another form is asked for.
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
    private let pool: WorkerPool
    private let partByteCount: Int
    private var form: PredictionForm?
    /// The number of the next row in the file.
    private var row = 1

    /// - Parameters:
    ///   - column: The name of the added column; of several, the beginning of each name. Nil for
    ///     the model's own names.
    ///   - format: How rows are written; nil for the form in which they come.
    ///   - pool: Whose workers take part.
    ///   - partByteCount: About so many bytes are read at once by each.
    package init(
        _ model: any Model, column: String?, format: TableWriter.Format?,
        pool: WorkerPool = .shared, partByteCount: Int = 1 << 20
    ) {
        let outputs = model.outputNames
        self.model = model
        added = outputs.map { output in
            guard let column else { return output }
            return outputs.count == 1 ? column : "\(column)_\(output)"
        }
        self.format = format
        self.pool = pool
        self.partByteCount = partByteCount
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
        try MemberHome.naming(path) {
            var text = try TableText.open(path: path, table: nil, watch: watch)
            var cutter: RowCutter?
            var parts: [[UInt8]] = []
            while let chunk = try text.next() {
                if cutter == nil {
                    cutter = RowCutter(
                        hasQuotes: text.columns != nil || !JSONLines.begins(chunk),
                        limits: TableText.limits, partByteCount: partByteCount)
                }
                guard let part = cutter?.feed(chunk) else { continue }
                parts.append(part)
                guard parts.count == pool.count || form == nil else { continue }
                try answer(parts, columns: text.columns, write)
                parts = []
            }
            if let part = cutter?.finish() { parts.append(part) }
            try answer(parts, columns: text.columns, write)
            guard rowCount > 0 else { throw form == nil ? VaultError.emptyTable : .noRows }
        }
    }

    /// Answers the rows of some parts, and writes them in their order.
    private mutating func answer(
        _ parts: [[UInt8]], columns: [String]?, _ write: ([UInt8]) throws -> Void
    ) throws {
        var parts = parts
        if form == nil, let first = parts.first {
            let (form, opening) = try PredictionForm.read(
                first, of: model, adding: added, format: format, columns: columns)
            self.form = form
            row = opening.nextRow
            parts[0].removeFirst(opening.byteCount)
            try write(opening.text)
        }
        guard let form else { return }
        let (known, firstRow) = (parts, row)
        let results = pool.mapped(known.count) { part in
            Result { try form.answer(known[part], firstRow: firstRow) }
        }
        for (part, result) in zip(known, results) {
            let answered: PredictionForm.Answered
            switch result {
            case .success(let known): answered = known
            // The same again, for the number that the row has in the file.
            case .failure: answered = try form.answer(part, firstRow: row)
            }
            row += answered.lineCount
            rowCount += answered.rowCount
            missingCount += answered.missingCount
            clampedCount += answered.clampedCount
            guard rowCount <= TableText.limits.rowCountMax else {
                throw VaultError.tooManyRows(limit: TableText.limits.rowCountMax)
            }
            try write(answered.text)
        }
    }
}
