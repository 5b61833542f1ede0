internal import DureCore

/// One column while its table is being read.
///
/// Its type follows from the first rows that are cut off, where it was not declared; it holds for
/// the rows that come later.
struct ColumnBuilder: Sendable {
    let name: String
    private var declared: ColumnType?
    /// Whether the type follows from the rows that were cut off, and nobody declared it.
    private var isInferred = false
    private var missingCount = 0
    private var distinctNumbers = DistinctNumbers()
    private var distinctTexts = DistinctTexts()
    private let countsDistinct: Bool
    /// Whether the marks of a missing value are texts like others.
    private let keepsMarks: Bool

    init(
        name: String, declared: ColumnType?, countsDistinct: Bool = true, keepsMarks: Bool = false
    ) {
        self.name = name
        self.declared = declared
        self.countsDistinct = countsDistinct
        self.keepsMarks = keepsMarks
    }

    /// The column's values in those rows.
    ///
    /// - Parameter index: The column's place in a row.
    /// - Throws: ``VaultError/notUTF8(row:column:)``, ``VaultError/notANumber(row:column:)`` or
    ///   ``VaultError/typeChanged(row:column:)``.
    mutating func read(_ rows: FieldRows, _ index: Int) throws(VaultError) -> PackedColumn {
        switch declared {
        case .text?: return try texts(rows, index)
        case .number?:
            let numbers = numbers(rows, index)
            if let bad = numbers.firstBad {
                let row = rows.rowNumbers[bad]
                throw isInferred
                    ? .typeChanged(row: row, column: name) : .notANumber(row: row, column: name)
            }
            return take(numbers)
        case nil:
            let numbers = numbers(rows, index)
            isInferred = true
            declared = numbers.firstBad == nil ? .number : .text
            return numbers.firstBad == nil ? take(numbers) : try texts(rows, index)
        }
    }

    /// What is known of the column so far; one without a value counts as one of numbers.
    var schema: TableSchema.Column {
        let isText = declared == .text
        return TableSchema.Column(
            name: name, type: isText ? .text : .number, missingCount: missingCount,
            distinctCount: isText ? distinctTexts.count : distinctNumbers.count)
    }

    // MARK: Numbers

    private struct Numbers {
        var values: [Double] = []
        var missingCount = 0
        /// The first row with something else.
        var firstBad: Int?
    }

    private func numbers(_ rows: FieldRows, _ index: Int) -> Numbers {
        var numbers = Numbers()
        let count = rows.rowNumbers.count
        numbers.values.reserveCapacity(count)
        let (bytes, fields) = (rows.bytes.span, rows.fields.span)
        var place = index
        for row in 0..<count {
            let field = fields[place]
            place += rows.columnCount
            if Self.isMissing(field, in: bytes) {
                numbers.values.append(.nan)
                numbers.missingCount += 1
            } else if let value = NumberParser.parse(bytes, from: field.start, to: field.end) {
                numbers.values.append(value)
            } else {
                numbers.firstBad = row
                return numbers
            }
        }
        return numbers
    }

    private mutating func take(_ numbers: Numbers) -> PackedColumn {
        missingCount += numbers.missingCount
        if countsDistinct { distinctNumbers.insert(numbers.values) }
        return .numbers(numbers.values)
    }

    // MARK: Texts

    private mutating func texts(
        _ rows: FieldRows, _ index: Int
    ) throws(VaultError) -> PackedColumn {
        let byteCount = try checkTexts(rows, index)
        let count = rows.rowNumbers.count
        return .texts(
            [UInt8](capacity: byteCount) { out in
                let (bytes, fields) = (rows.bytes.span, rows.fields.span)
                var place = index
                for _ in 0..<count {
                    let field = fields[place]
                    place += rows.columnCount
                    let isMissing = isMissingText(field, in: bytes)
                    out.append(bigEndian: isMissing ? 0 : UInt32(field.end - field.start))
                    guard !isMissing else { continue }
                    for offset in field.start..<field.end { out.append(bytes[offset]) }
                }
            })
    }

    /// Counts the texts, and answers how many bytes they take.
    private mutating func checkTexts(
        _ rows: FieldRows, _ index: Int
    ) throws(VaultError) -> Int {
        let count = rows.rowNumbers.count
        let (bytes, fields) = (rows.bytes.span, rows.fields.span)
        var byteCount = 4 * count
        var place = index
        for row in 0..<count {
            let field = fields[place]
            place += rows.columnCount
            if isMissingText(field, in: bytes) {
                missingCount += 1
                continue
            }
            guard UTF8Check.isValid(bytes, from: field.start, to: field.end) else {
                throw .notUTF8(row: rows.rowNumbers[row], column: name)
            }
            byteCount += field.end - field.start
            if countsDistinct {
                distinctTexts.insert(bytes, from: field.start, to: field.end)
            }
        }
        return byteCount
    }

    @inline(__always)
    private func isMissingText(_ field: Field, in bytes: Span<UInt8>) -> Bool {
        keepsMarks ? field.start == field.end : Self.isMissing(field, in: bytes)
    }

    /// Nothing at all, or `?` or `NA` outside of quotes.
    @inline(__always)
    static func isMissing(_ field: Field, in bytes: Span<UInt8>) -> Bool {
        switch field.end - field.start {
        case 0: true
        case 1: bytes[field.start] == UInt8(ascii: "?") && !field.isQuoted
        case 2:
            bytes[field.start] == UInt8(ascii: "N") && bytes[field.start + 1] == UInt8(ascii: "A")
                && !field.isQuoted
        default: false
        }
    }
}

extension FieldRows {
    /// Whether a field says that its value is missing.
    func isMissing(_ field: Field) -> Bool { ColumnBuilder.isMissing(field, in: bytes.span) }
}
