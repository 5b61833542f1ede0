internal import DureCore
internal import DureLearning
internal import DureVault

/// How the parts of one table are read, answered and written.
struct PredictionForm: Sendable {
    /// What stands before the first row.
    struct Opening {
        /// As it is written.
        let text: [UInt8]
        /// So many bytes of the first part are no rows.
        let byteCount: Int
        /// The number of the first row.
        let nextRow: Int
    }

    /// The rows of one part with their answers.
    struct Answered: Sendable {
        let text: [UInt8]
        let rowCount: Int
        let missingCount: Int
        let clampedCount: Int
        /// How many rows, empty ones counted.
        let lineCount: Int
    }

    private let model: any Model
    private let added: [String]
    private let columns: [String]
    private let options: CSVOptions
    private let delimiter: UInt8
    private let isLines: Bool
    /// Writes the rows anew; nil where they pass through as they stand.
    private let writer: TableWriter?

    /// Finds the form in the first part.
    ///
    /// - Parameters:
    ///   - added: The names of the added columns.
    ///   - format: How rows are written; nil for the form in which they come.
    ///   - columns: The table's columns, where the text does not tell them.
    /// - Throws: `VaultError`, also where one of the added names is taken.
    static func read(
        _ part: [UInt8], of model: any Model, adding added: [String],
        format: TableWriter.Format?, columns: [String]?
    ) throws -> (form: PredictionForm, opening: Opening) {
        let isLines = columns == nil && JSONLines.begins(part)
        let (names, delimiter, head) = try heading(part, columns, isLines: isLines)
        for (index, name) in added.enumerated() where names.contains(name) {
            throw VaultError.duplicateColumn(position: names.count + 1 + index, name: name)
        }
        let own: TableWriter.Format = isLines ? .jsonLines : .csv
        let writer = format.flatMap { $0 == own ? nil : TableWriter($0, adding: added) }
        let options = options(of: model, names, delimiter, readsAll: writer != nil)
        // Nothing is written of a table that misses a column.
        _ = try CSVReader(options)
        let form = PredictionForm(
            model: model, added: added, columns: names, options: options, delimiter: delimiter,
            isLines: isLines, writer: writer)
        var text = writer?.head(names) ?? []
        if writer == nil, !isLines {
            text = head.map { Array(part[$0.place]) } ?? TableWriter.fields(names, delimiter)
            text += [delimiter] + TableWriter.fields(added, delimiter) + [UInt8(ascii: "\n")]
        }
        let mark = isLines && part.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
        return (
            form, Opening(text: text, byteCount: head?.end ?? mark, nextRow: head?.nextRow ?? 1)
        )
    }

    private static func heading(
        _ part: [UInt8], _ columns: [String]?, isLines: Bool
    ) throws -> (names: [String], delimiter: UInt8, head: CSVHead?) {
        let comma = UInt8(ascii: ",")
        if let columns { return (columns, comma, nil) }
        guard isLines else {
            var options = CSVOptions(limits: TableText.limits)
            options.isPartitioned = true
            let head = try CSVHead.read(part, options)
            return (head.names, head.delimiter, head)
        }
        var lines = JSONLines(limits: TableText.limits)
        _ = try lines.feed(part)
        _ = try lines.finish()
        return (lines.columns ?? [], comma, nil)
    }

    private static func options(
        of model: any Model, _ names: [String], _ delimiter: UInt8, readsAll: Bool
    ) -> CSVOptions {
        let wanted = model.columns.forPrediction
        var options = CSVOptions(
            delimiter: .byte(delimiter), header: .names(names), limits: TableText.limits)
        for name in wanted.names {
            options.types[name] = wanted.hasNumbers(name) ? .number : .text
        }
        options.otherType = .text
        options.keepsMarks = true
        options.countsDistinct = false
        options.isPartitioned = true
        options.keepsPlaces = !readsAll
        options.wanted = readsAll ? nil : Set(wanted.names)
        return options
    }

    /// Reads the rows of a part, asks the model, and writes them.
    ///
    /// - Parameter firstRow: The number of the part's first row.
    func answer(_ part: [UInt8], firstRow: Int) throws -> Answered {
        var options = options
        options.firstRow = firstRow
        var text = part
        if isLines {
            var lines = JSONLines(
                limits: options.limits, columns: columns, wanted: options.wanted,
                firstRow: firstRow)
            text = try lines.feed(part)
            text += try lines.finish()
        }
        var reader = try CSVReader(options)
        try reader.feed(text)
        let (partitions, schema) = try reader.finishPartitions()
        let wanted = Set(model.columns.forPrediction.names)
        var (values, missingCount, clampedCount) = ([Double](), 0, 0)
        var written: [UInt8] = []
        for partition in partitions {
            let answers = try ModelAnswers(
                of: model, for: partition.records { wanted.contains($0) })
            missingCount += answers.missingCount
            clampedCount += answers.clampedCount
            if let writer {
                written += writer.lines(partition, adding: answers.values)
            } else {
                values += answers.values
            }
        }
        if writer == nil {
            written =
                isLines ? lines(part, adding: values) : rows(part, reader.rowPlaces, adding: values)
        }
        return Answered(
            text: written, rowCount: schema.rowCount, missingCount: missingCount,
            clampedCount: clampedCount, lineCount: reader.nextRow - firstRow)
    }

    // MARK: Rows as they stand

    /// Rows of separated values with as many fields more as there are answers.
    private func rows(
        _ part: [UInt8], _ places: [Range<Int>], adding values: [Double]
    ) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(part.count + 24 * values.count)
        for (row, place) in places.enumerated() {
            text += part[place]
            for index in added.indices {
                text.append(delimiter)
                let value = values[row * added.count + index]
                if !value.isNaN { JSONValue.append(value, to: &text) }
            }
            text.append(UInt8(ascii: "\n"))
        }
        return text
    }

    /// Objects with as many members more.
    private func lines(_ part: [UInt8], adding values: [Double]) -> [UInt8] {
        let names = added.map { Array("\(JSONValue.string($0).canonicalText):".utf8) }
        var text: [UInt8] = []
        text.reserveCapacity(part.count + values.count * (24 + (names.first?.count ?? 0)))
        var row = 0
        for line in part.split(separator: UInt8(ascii: "\n")) {
            // The reader has seen that a line is an object, or that there is nothing in it.
            guard let end = line.lastIndex(of: UInt8(ascii: "}")),
                let last = line[..<end].last(where: { $0 > UInt8(ascii: " ") })
            else { continue }
            text += line[..<end]
            for (index, name) in names.enumerated() {
                if index > 0 || last != UInt8(ascii: "{") { text.append(UInt8(ascii: ",")) }
                text += name
                let value = values[row * names.count + index]
                if value.isNaN {
                    text += "null".utf8
                } else {
                    JSONValue.append(value, to: &text)
                }
            }
            text += "}\n".utf8
            row += 1
        }
        return text
    }
}
