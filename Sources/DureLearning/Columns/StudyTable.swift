package import DureCore

/// A member's rows as a study reads them: checked, clamped to the public ranges, levels as codes.
///
/// Rows without target, weight or offset are left out and counted; a missing input stays in, for
/// the algorithm to say what it means. Nothing here is scaled.
package struct StudyTable: Sendable, Equatable {
    /// One input's values, one for each row.
    package enum Values: Sendable, Equatable {
        /// In the unit, within the public range; NaN where the value is missing.
        case numbers([Double])
        /// The level's place; -1 where the value is missing or was never declared.
        case codes([Int32])
    }

    /// What the columns are.
    package let columns: StudyColumns
    /// How many rows are used.
    package let rowCount: Int
    /// Shape [inputs]; each of `rowCount` values.
    package let inputs: [Values]
    /// Shape [texts]; each of `rowCount` texts, empty where missing, no longer than the column's
    /// limit.
    package let texts: [[String]]
    /// Shape [rowCount]: 0 or 1, the class's place, or the number; the time where it is an event.
    ///
    /// Empty without a target.
    package let target: [Double]
    /// Shape [rowCount]: 1 where the event happened by the horizon; empty where the target is no
    /// event.
    package let events: [Double]
    /// Shape [rowCount]; empty where all rows count 1.
    package let weights: [Double]
    /// Shape [rowCount]; empty without an offset.
    package let offsets: [Double]
    /// How many rows of the batch were left out, for want of target, weight or offset.
    package let droppedRowCount: Int
    /// By column, how many values lay outside the public range and count as its end, or texts were
    /// longer than allowed and were cut.
    package let clampedCounts: [String: Int]
    /// By column, how many cells held a level that was never declared.
    package let undeclaredCounts: [String: Int]

    /// Takes the columns out of a batch.
    ///
    /// - Throws: ``LearningError`` naming column and row: a column that is not there or of the
    ///   wrong kind, an infinite number, a binary target other than 0 and 1.
    package init(_ columns: StudyColumns, batch: RecordBatch) throws(LearningError) {
        var reader = TableReader(batch: batch)
        var inputs: [Values] = []
        for input in columns.inputs { inputs.append(try reader.values(of: input)) }
        var texts: [[String]] = []
        for text in columns.texts { texts.append(try reader.texts(text)) }
        var target: [Double] = []
        var events: [Double] = []
        switch columns.target {
        case nil: break
        case .binary(let column, nil): target = try reader.binary(column)
        case .binary(let column, let levels?):
            let codes = try reader.codes(levels.category(column))
            target = codes.map { $0 < 0 ? .nan : $0 < levels.positive.count ? 1 : 0 }
        case .classes(let category):
            target = try reader.codes(category).map { $0 < 0 ? .nan : Double($0) }
        case .number(let feature): target = try reader.numbers(feature)
        case .event(let time, let event):
            target = try reader.numbers(time)
            events = try reader.binary(event)
            // What happened beyond the horizon was not seen within it.
            for (row, value) in (batch.numbers(time.column) ?? []).enumerated()
            where value > time.upper { events[row] = 0 }
        }
        let weights = try columns.weight.map { (column) throws(LearningError) in
            try reader.numbers(column)
        }
        let offsets = try columns.offset.map { (column) throws(LearningError) in
            try reader.numbers(column)
        }
        // Where there is nothing to learn from, rows without an offset stay and get no answer.
        let needed = [target, events, weights ?? [], columns.target == nil ? [] : offsets ?? []]
            .filter { !$0.isEmpty }
        let kept = (0..<batch.rowCount).filter { row in !needed.contains { $0[row].isNaN } }
        let whole = StudyTable(
            columns: columns, rowCount: batch.rowCount, inputs: inputs, texts: texts,
            target: target, events: events, weights: weights ?? [], offsets: offsets ?? [],
            droppedRowCount: batch.rowCount - kept.count, clampedCounts: reader.clampedCounts,
            undeclaredCounts: reader.undeclaredCounts)
        self = kept.count == batch.rowCount ? whole : whole.rows(at: kept)
    }

    private init(
        columns: StudyColumns, rowCount: Int, inputs: [Values], texts: [[String]],
        target: [Double], events: [Double], weights: [Double], offsets: [Double],
        droppedRowCount: Int,
        clampedCounts: [String: Int], undeclaredCounts: [String: Int]
    ) {
        self.columns = columns
        self.rowCount = rowCount
        self.inputs = inputs
        self.texts = texts
        self.target = target
        self.events = events
        self.weights = weights
        self.offsets = offsets
        self.droppedRowCount = droppedRowCount
        self.clampedCounts = clampedCounts
        self.undeclaredCounts = undeclaredCounts
    }

    /// The rows at those positions, in that order; the counts stay those of the whole.
    package func rows(at positions: [Int]) -> StudyTable {
        func chosen(_ values: [Double]) -> [Double] {
            values.isEmpty ? [] : positions.map { values[$0] }
        }
        return StudyTable(
            columns: columns, rowCount: positions.count,
            inputs: inputs.map { values in
                switch values {
                case .numbers(let numbers): .numbers(positions.map { numbers[$0] })
                case .codes(let codes): .codes(positions.map { codes[$0] })
                }
            },
            texts: texts.map { texts in positions.map { texts[$0] } },
            target: chosen(target), events: chosen(events), weights: chosen(weights),
            offsets: chosen(offsets), droppedRowCount: droppedRowCount,
            clampedCounts: clampedCounts, undeclaredCounts: undeclaredCounts)
    }

    /// The rows of several tables of the same columns, one after the other; nil for none.
    ///
    /// For reference computations where all rows are in one place; a federation never does this.
    package static func joined(_ parts: [StudyTable]) -> StudyTable? {
        joined(partCount: parts.count, rowCount: parts.reduce(0) { $0 + $1.rowCount }) {
            parts[$0]
        }
    }

    /// The same of tables that come one by one: beside the whole no more than one is held.
    ///
    /// - Parameter rowCount: How many rows they have together.
    static func joined<Failure: Error>(
        partCount: Int, rowCount: Int, _ part: (Int) throws(Failure) -> StudyTable
    ) throws(Failure) -> StudyTable? {
        guard partCount > 0 else { return nil }
        let first = try part(0)
        var joining = JoiningTables(first, rowCount: rowCount)
        for index in 1..<partCount { joining.append(try part(index)) }
        return StudyTable(
            columns: first.columns, rowCount: joining.rowCount,
            inputs: first.inputs.indices.map { index in
                if case .numbers = first.inputs[index] {
                    .numbers(joining.numbers[index])
                } else {
                    .codes(joining.codes[index])
                }
            },
            texts: joining.texts, target: joining.target, events: joining.events,
            weights: joining.weights, offsets: joining.offsets,
            droppedRowCount: joining.droppedRowCount, clampedCounts: joining.clampedCounts,
            undeclaredCounts: joining.undeclaredCounts)
    }

    /// The numbers of an input; empty where it has levels.
    package func numbers(_ index: Int) -> [Double] {
        if case .numbers(let numbers) = inputs[index] { numbers } else { [] }
    }

    /// The codes of an input; empty where it has numbers.
    package func codes(_ index: Int) -> [Int32] {
        if case .codes(let codes) = inputs[index] { codes } else { [] }
    }

    /// The inputs of which no row has a value, though there are rows: such a column leaves no row at
    /// all to methods that need every input.
    package var emptyInputs: [String] {
        guard rowCount > 0 else { return [] }
        let emptyTexts = columns.texts.indices.filter { texts[$0].allSatisfy(\.isEmpty) }
        return columns.inputs.indices.filter { index in
            switch inputs[index] {
            case .numbers(let numbers): numbers.allSatisfy(\.isNaN)
            case .codes(let codes): codes.allSatisfy { $0 < 0 }
            }
        }.map { columns.inputs[$0].name } + emptyTexts.map { columns.texts[$0].column }
    }

    /// For each row, whether no input is missing.
    package var isComplete: [Bool] {
        var complete = [Bool](repeating: true, count: rowCount)
        for values in inputs {
            switch values {
            case .numbers(let numbers):
                for row in 0..<rowCount where numbers[row].isNaN { complete[row] = false }
            case .codes(let codes):
                for row in 0..<rowCount where codes[row] < 0 { complete[row] = false }
            }
        }
        for texts in texts {
            for row in 0..<rowCount where texts[row].isEmpty { complete[row] = false }
        }
        return complete
    }
}

/// Columns that grow in place, table by table.
private struct JoiningTables {
    var rowCount = 0
    var numbers: [[Double]]
    var codes: [[Int32]]
    var texts: [[String]]
    var target: [Double] = []
    var events: [Double] = []
    var weights: [Double] = []
    var offsets: [Double] = []
    var droppedRowCount = 0
    var clampedCounts: [String: Int] = [:]
    var undeclaredCounts: [String: Int] = [:]

    init(_ first: StudyTable, rowCount: Int) {
        numbers = first.inputs.map { _ in [] }
        codes = first.inputs.map { _ in [] }
        texts = first.texts.map { _ in [] }
        for (index, values) in first.inputs.enumerated() {
            switch values {
            case .numbers: numbers[index].reserveCapacity(rowCount)
            case .codes: codes[index].reserveCapacity(rowCount)
            }
        }
        for index in texts.indices { texts[index].reserveCapacity(rowCount) }
        append(first)
    }

    mutating func append(_ table: StudyTable) {
        precondition(table.inputs.count == numbers.count, "tables of one study")
        rowCount += table.rowCount
        for (index, values) in table.inputs.enumerated() {
            switch values {
            case .numbers(let part): numbers[index] += part
            case .codes(let part): codes[index] += part
            }
        }
        for (index, part) in table.texts.enumerated() { texts[index] += part }
        target += table.target
        events += table.events
        weights += table.weights
        offsets += table.offsets
        droppedRowCount += table.droppedRowCount
        clampedCounts.merge(table.clampedCounts, uniquingKeysWith: +)
        undeclaredCounts.merge(table.undeclaredCounts, uniquingKeysWith: +)
    }
}

/// Reads columns out of a batch and counts what did not fit.
private struct TableReader {
    let batch: RecordBatch
    var clampedCounts: [String: Int] = [:]
    var undeclaredCounts: [String: Int] = [:]

    init(batch: RecordBatch) {
        self.batch = batch
    }

    mutating func values(of input: InputColumn) throws(LearningError) -> StudyTable.Values {
        switch input {
        case .number(let feature, _): .numbers(try numbers(feature))
        case .category(let category): .codes(try codes(category))
        }
    }

    mutating func numbers(
        _ feature: FeatureSpecification
    ) throws(LearningError) -> [Double] {
        var numbers = try raw(feature.column)
        var clampedCount = 0
        for row in numbers.indices where !numbers[row].isNaN {
            guard numbers[row].isFinite else {
                throw .notFinite(row: row + 1, column: feature.column)
            }
            let value = min(max(numbers[row], feature.lower), feature.upper)
            guard value != numbers[row] else { continue }
            numbers[row] = value
            clampedCount += 1
        }
        if clampedCount > 0 { clampedCounts[feature.column] = clampedCount }
        return numbers
    }

    func binary(_ column: String) throws(LearningError) -> [Double] {
        let numbers = try raw(column)
        for (row, value) in numbers.enumerated() where !value.isNaN && value != 0 && value != 1 {
            throw .labelNotBinary(row: row + 1, column: column)
        }
        return numbers
    }

    mutating func codes(
        _ category: CategorySpecification
    ) throws(LearningError) -> [Int32] {
        var undeclaredCount = 0
        var codes: [Int32] = []
        codes.reserveCapacity(batch.rowCount)
        switch batch.columns[category.column] {
        case nil: throw .unknownColumn(column: category.column)
        case .texts(let texts):
            let places = Dictionary(
                uniqueKeysWithValues: category.levels.enumerated().map { ($1, Int32($0)) })
            for text in texts {
                let code = places[text] ?? -1
                if code < 0, !text.isEmpty { undeclaredCount += 1 }
                codes.append(code)
            }
        case .numbers(let numbers):
            var places: [Double: Int32] = [:]
            for (place, level) in category.levels.enumerated() {
                if let number = Double(level) { places[number] = Int32(place) }
            }
            for number in numbers {
                let code = number.isNaN ? -1 : places[number] ?? -1
                if code < 0, !number.isNaN { undeclaredCount += 1 }
                codes.append(code)
            }
        }
        if undeclaredCount > 0 { undeclaredCounts[category.column] = undeclaredCount }
        return codes
    }

    mutating func texts(_ text: TextSpecification) throws(LearningError) -> [String] {
        switch batch.columns[text.column] {
        case nil: throw .unknownColumn(column: text.column)
        case .numbers: throw .notTexts(column: text.column)
        case .texts(let texts):
            var cutCount = 0
            let texts = texts.map { whole in
                guard let start = text.start(of: whole) else { return whole }
                cutCount += 1
                return start
            }
            if cutCount > 0 { clampedCounts[text.column] = cutCount }
            return texts
        }
    }

    private func raw(_ column: String) throws(LearningError) -> [Double] {
        guard batch.columns[column] != nil else { throw .unknownColumn(column: column) }
        guard let numbers = batch.numbers(column) else { throw .notNumbers(column: column) }
        return numbers
    }
}
