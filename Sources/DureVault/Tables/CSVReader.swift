internal import DureCore

/// Reads separated values as they arrive: RFC 4180, with the departures that real files need.
///
/// Feed it chunks of any size, then ``finish()``. Rows end in CRLF, LF or CR. Spaces around a
/// field are dropped outside of quotes; an empty line is no row. A value is missing where the
/// field is empty, `?` or `NA` (the last two outside of quotes only). A byte-order mark is
/// dropped. After an error the reader is of no more use.
package struct CSVReader: Sendable {
    private enum State {
        case fieldStart
        case plain
        case quoted
        case quoteSeen
        case afterQuote
        case afterReturn
    }

    private let options: CSVOptions
    /// The bytes before the end of the first line, until the separator is known.
    private var head: [UInt8] = []
    private var finder = DelimiterFinder()
    private var delimiter: UInt8?
    private var state = State.fieldStart
    private var header: HeaderBuilder?
    private var columns: [ColumnBuilder] = []
    private var column = 0
    private var row = 1
    private var rowCount = 0
    private var isQuoted = false
    private var quoteRow = 0
    private var fieldByteCount = 0
    private var rowByteCount = 0
    private var fileByteCount = 0
    /// Rows, and bytes of all their fields, since the last cut.
    private var cutRowCount = 0
    private var cutByteCount = 0
    private var partitions: [Table] = []

    /// Starts at the beginning of a file.
    ///
    /// - Throws: ``VaultError`` where names given with the options are no column names.
    package init(_ options: CSVOptions = CSVOptions()) throws(VaultError) {
        self.options = options
        header = HeaderBuilder(limits: options.limits)
        if case .names(let names) = options.header {
            for name in names { try header?.add(Array(name.utf8)) }
            try closeHeader()
        }
    }

    /// Takes the next bytes of the file.
    ///
    /// - Throws: ``VaultError``, one of the cases about tables.
    package mutating func feed(_ chunk: [UInt8]) throws(VaultError) {
        fileByteCount += chunk.count
        let limit =
            options.isPartitioned
            ? options.limits.fileByteCountMax
            : min(options.limits.fileByteCountMax, Int(UInt32.max))
        guard fileByteCount <= limit else {
            throw .fileTooLarge(limit: options.limits.fileByteCountMax)
        }
        if let delimiter {
            try scan(chunk, delimiter)
        } else {
            head += chunk
            if finder.look(at: chunk) { return try openHead() }
            guard head.count <= options.limits.rowByteCountMax else {
                throw .rowTooLong(row: 1, limit: options.limits.rowByteCountMax)
            }
        }
    }

    /// Says that the file ends here, and answers the table.
    ///
    /// - Throws: ``VaultError``, one of the cases about tables.
    package mutating func finish() throws(VaultError) -> Table {
        try end()
        let values = cut().records
        return Table(schema: schema, records: values)
    }

    /// Says that the file ends here, and answers the last rows; the others were taken before.
    ///
    /// For a reader whose options cut the table into partitions; the schema is that of all rows.
    ///
    /// - Throws: ``VaultError``, one of the cases about tables.
    package mutating func finishPartitions() throws(VaultError) -> (
        last: [Table], schema: TableSchema
    ) {
        try end()
        // A table without rows has one empty partition.
        if cutRowCount > 0 || rowCount == 0 { partitions.append(cut()) }
        return (takePartitions(), schema)
    }

    /// The partitions that are complete and were not taken yet, in order.
    package mutating func takePartitions() -> [Table] {
        defer { partitions = [] }
        return partitions
    }

    private var schema: TableSchema {
        TableSchema(columns: columns.map(\.schema), rowCount: rowCount)
    }

    /// The rows since the last cut as a table of their own.
    private mutating func cut() -> Table {
        var values: [String: RecordBatch.Column] = [:]
        for index in columns.indices { values[columns[index].name] = columns[index].cut() }
        let count = cutRowCount
        cutRowCount = 0
        cutByteCount = 0
        return Table(
            schema: TableSchema(columns: columns.map(\.schema), rowCount: count),
            records: RecordBatch(rowCount: count, columns: values))
    }

    private mutating func end() throws(VaultError) {
        if delimiter == nil { try openHead() }
        switch state {
        case .quoted: throw .unterminatedQuote(row: quoteRow)
        case .fieldStart where column == 0, .afterReturn: break
        default: try endRow()
        }
        guard header == nil else { throw .emptyTable }
    }

    // MARK: The first line

    /// Chooses the separator and then reads what was held back.
    private mutating func openHead() throws(VaultError) {
        let chosen =
            switch options.delimiter {
            case .detected: finder.best
            case .comma: UInt8(ascii: ",")
            case .tab: UInt8(ascii: "\t")
            case .semicolon: UInt8(ascii: ";")
            }
        delimiter = chosen
        let bytes = head.starts(with: [0xef, 0xbb, 0xbf]) ? Array(head.dropFirst(3)) : head
        head = []
        try scan(bytes, chosen)
    }

    private mutating func closeHeader() throws(VaultError) {
        guard let names = header?.names else { return }
        guard !names.isEmpty else { throw .emptyTable }
        for name in options.types.keys.sorted() where !names.contains(name) {
            throw .unknownColumn(name: name)
        }
        columns = names.map { ColumnBuilder(name: $0, declared: options.types[$0]) }
        header = nil
    }

    // MARK: The machine

    private mutating func scan(_ chunk: [UInt8], _ delimiter: UInt8) throws(VaultError) {
        var index = 0
        while index < chunk.count {
            let byte = chunk[index]
            switch state {
            case .fieldStart: startField(byte, delimiter, &index)
            case .plain: try scanPlain(chunk, delimiter, &index)
            case .quoted: try scanQuoted(chunk, &index)
            case .quoteSeen where byte == Byte.quote:
                try take([byte])
                state = .quoted
                index += 1
            case .quoteSeen, .afterQuote:
                guard byte != Byte.space || delimiter == Byte.space else {
                    state = .afterQuote
                    index += 1
                    continue
                }
                guard byte == delimiter || Byte.isLineEnd(byte) else {
                    throw .strayQuote(row: row, column: columnName)
                }
                try end(with: byte, delimiter)
                index += 1
            case .afterReturn:
                state = .fieldStart
                if byte == Byte.lineFeed { index += 1 }
            }
        }
    }

    private mutating func startField(_ byte: UInt8, _ delimiter: UInt8, _ index: inout Int) {
        switch byte {
        case Byte.space: index += 1
        case Byte.quote:
            state = .quoted
            isQuoted = true
            quoteRow = row
            index += 1
        default: state = .plain
        }
    }

    private mutating func scanPlain(
        _ chunk: [UInt8], _ delimiter: UInt8, _ index: inout Int
    ) throws(VaultError) {
        var stop = index
        while stop < chunk.count {
            let byte = chunk[stop]
            // All four ends are at most the quote or the delimiter; letters and digits are not.
            if byte == delimiter || byte == Byte.quote || Byte.isLineEnd(byte) { break }
            stop += 1
        }
        if stop > index { try take(chunk[index..<stop]) }
        index = stop
        guard stop < chunk.count else { return }
        guard chunk[stop] != Byte.quote else { throw .strayQuote(row: row, column: columnName) }
        try end(with: chunk[stop], delimiter)
        index += 1
    }

    private mutating func scanQuoted(_ chunk: [UInt8], _ index: inout Int) throws(VaultError) {
        var stop = index
        while stop < chunk.count, chunk[stop] != Byte.quote { stop += 1 }
        if stop > index { try take(chunk[index..<stop]) }
        index = stop
        guard stop < chunk.count else { return }
        state = .quoteSeen
        index += 1
    }

    private mutating func take(_ run: ArraySlice<UInt8>) throws(VaultError) {
        fieldByteCount += run.count
        rowByteCount += run.count
        guard fieldByteCount <= options.limits.fieldByteCountMax else {
            throw .fieldTooLong(
                row: row, column: columnName, limit: options.limits.fieldByteCountMax)
        }
        guard rowByteCount <= options.limits.rowByteCountMax else {
            throw .rowTooLong(row: row, limit: options.limits.rowByteCountMax)
        }
        if header != nil {
            header?.field.append(contentsOf: run)
        } else if column < columns.count {
            columns[column].append(run)
        }
    }

    // MARK: Ends of fields and rows

    @inline(__always)
    private mutating func end(with byte: UInt8, _ delimiter: UInt8) throws(VaultError) {
        guard byte != delimiter else {
            try endField()
            state = .fieldStart
            return
        }
        try endRow()
        state = byte == Byte.carriageReturn ? .afterReturn : .fieldStart
    }

    private mutating func endField() throws(VaultError) {
        if header != nil {
            try header?.endField(isQuoted: isQuoted)
        } else if column < columns.count {
            switch columns[column].endField(isQuoted: isQuoted) {
            case nil: break
            case .notUTF8: throw .notUTF8(row: row, column: columnName)
            case .notANumber: throw .notANumber(row: row, column: columnName)
            case .notANumberAnyMore: throw .typeChanged(row: row, column: columnName)
            }
        }
        column += 1
        isQuoted = false
        fieldByteCount = 0
    }

    private mutating func endRow() throws(VaultError) {
        defer {
            column = 0
            row += 1
            rowByteCount = 0
        }
        if column == 0, fieldByteCount == 0, !isQuoted { return }  // An empty line.
        try endField()
        if header != nil { return try closeHeader() }
        guard column == columns.count else {
            throw .raggedRow(row: row, found: column, expected: columns.count)
        }
        rowCount += 1
        guard rowCount <= options.limits.rowCountMax else {
            throw .tooManyRows(limit: options.limits.rowCountMax)
        }
        cutRowCount += 1
        cutByteCount += rowByteCount + 8 * columns.count
        if options.isPartitioned, isFull { partitions.append(cut()) }
    }

    /// Whether the rows since the last cut are a partition, as ``TableContent`` counts them.
    private var isFull: Bool {
        if cutRowCount == TableContent.rowCountMax { return true }
        // All fields together are at least as long as the texts: look closely only then.
        guard cutByteCount >= TableContent.partitionByteCount else { return false }
        return columns.reduce(8 * columns.count * cutRowCount) { $0 + $1.textByteCount }
            >= TableContent.partitionByteCount
    }

    /// The name of the column being read; in the header and behind the last column, its number.
    private var columnName: String {
        column < columns.count ? columns[column].name : "\(column + 1)"
    }
}

/// The bytes that mean something.
private enum Byte {
    static let quote = UInt8(ascii: "\"")
    static let space = UInt8(ascii: " ")
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")

    @inline(__always)
    static func isLineEnd(_ byte: UInt8) -> Bool {
        byte == lineFeed || byte == carriageReturn
    }
}
