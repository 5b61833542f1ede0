internal import DureCore

/// Reads separated values as they arrive: RFC 4180, with the departures that real files need.
///
/// Feed it chunks of any size, then ``finish()``. Rows end in CRLF, LF or CR. Spaces around a
/// field are dropped outside of quotes; an empty line is no row. A value is missing where the
/// field is empty, `?` or `NA` (the last two outside of quotes only). A byte-order mark is
/// dropped. After an error the reader is of no more use.
///
/// Fields are found first and read later, column by column, when their rows are cut off: a fault
/// in a field is told then.
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
    private var finder = DelimiterFinder()
    private var delimiter: UInt8?
    private var header: HeaderBuilder?
    private var columns: [ColumnBuilder] = []
    /// The bytes of the rows since the last cut, and of the row that is being read.
    private var bytes: [UInt8] = []
    /// The next byte to look at.
    private var position = 0
    private var state = State.fieldStart
    private var fieldStart = 0
    private var fieldEnd = 0
    private var isQuoted = false
    private var quoteRow = 0
    /// The fields of the rows since the last cut, row by row.
    private var fields: [Field] = []
    /// Where each of these rows stands in the file, from 1.
    private var rowNumbers: [Int] = []
    private var column = 0
    private var row = 1
    private var rowStart = 0
    private var rowByteCount = 0
    private var rowCount = 0
    private var cutByteCount = 0
    private var fileByteCount = 0
    private var partitions: [TablePartition] = []
    /// How many bytes lie before those that are held.
    private var passedByteCount = 0
    /// What looks at the fields before they are read; nil where nobody does.
    package private(set) var screen: FieldScreen?
    /// What the first row says; nil until it was read, and where the names were given.
    package private(set) var head: CSVHead?
    /// Where each row stands in what was fed, without its line's end; empty unless the options
    /// want it.
    package private(set) var rowPlaces: [Range<Int>] = []

    /// Starts at the beginning of a file.
    ///
    /// - Throws: ``VaultError`` where names given with the options are no column names.
    package init(
        _ options: CSVOptions = CSVOptions(), screen: FieldScreen? = nil
    ) throws(VaultError) {
        self.options = options
        self.screen = screen
        row = options.firstRow
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
        // Offsets within what is not cut off yet have 32 bits.
        let limit =
            options.isPartitioned
            ? options.limits.fileByteCountMax
            : min(options.limits.fileByteCountMax, Int(UInt32.max))
        guard fileByteCount <= limit else {
            throw .fileTooLarge(limit: options.limits.fileByteCountMax)
        }
        bytes += chunk
        if let delimiter { return try scan(delimiter) }
        if finder.look(at: chunk) { return try openHead() }
        guard bytes.count <= options.limits.rowByteCountMax else {
            throw .rowTooLong(row: row, limit: options.limits.rowByteCountMax)
        }
    }

    /// Says that the file ends here, and answers the table.
    ///
    /// - Throws: ``VaultError``, one of the cases about tables.
    package mutating func finish() throws(VaultError) -> Table {
        try end()
        let partition = try cut()
        return Table(schema: schema, records: partition.records)
    }

    /// Says that the file ends here, and answers the last rows; the others were taken before.
    ///
    /// For a reader whose options cut the table into partitions; the schema is that of all rows.
    ///
    /// - Throws: ``VaultError``, one of the cases about tables.
    package mutating func finishPartitions() throws(VaultError) -> (
        last: [TablePartition], schema: TableSchema
    ) {
        try end()
        // A table without rows has one empty partition.
        if !rowNumbers.isEmpty || rowCount == 0 { partitions.append(try cut()) }
        return (takePartitions(), schema)
    }

    /// The number of the row that comes next, empty ones counted.
    package var nextRow: Int { row }

    /// The partitions that are complete and were not taken yet, in order.
    package mutating func takePartitions() -> [TablePartition] {
        defer { partitions = [] }
        return partitions
    }

    private var schema: TableSchema {
        TableSchema(columns: kept.map { columns[$0].schema }, rowCount: rowCount)
    }

    /// The columns that are not left outside.
    private var kept: [Int] {
        columns.indices.filter { index in
            let name = columns[index].name
            return screen?.drops(name) != true && options.wanted?.contains(name) != false
        }
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
            case .byte(let byte): byte
            }
        delimiter = chosen
        // A mark stands before a file, and a file begins with its header.
        if options.header == .firstRow, bytes.starts(with: [0xef, 0xbb, 0xbf]) {
            position = 3
            rowStart = 3
        }
        try scan(chosen)
    }

    private mutating func closeHeader(at place: Range<Int>? = nil) throws(VaultError) {
        guard let names = header?.names else { return }
        guard !names.isEmpty else { throw .emptyTable }
        if let expected = options.columns, expected != names {
            let place = zip(expected, names).prefix { $0 == $1 }.count
            throw .otherColumns(position: place + 1)
        }
        for name in (options.wanted ?? []).union(options.types.keys).sorted()
        where !names.contains(name) {
            throw .unknownColumn(name: name)
        }
        columns = names.map { name in
            ColumnBuilder(
                name: name, declared: options.types[name] ?? options.otherType,
                countsDistinct: options.countsDistinct,
                keepsMarks: options.keepsMarks && options.types[name] == nil)
        }
        try screen?.open(columns: names)
        header = nil
        if let place, let delimiter {
            let isPair =
                state == .afterReturn && position < bytes.count && bytes[position] == Byte.lineFeed
            head = CSVHead(
                names: names, delimiter: delimiter, place: place,
                end: position + (isPair ? 1 : 0), nextRow: row + 1)
        }
    }

    private mutating func end() throws(VaultError) {
        if delimiter == nil { try openHead() }
        switch state {
        case .quoted: throw .unterminatedQuote(row: quoteRow)
        case .fieldStart where column == 0, .afterReturn: break
        case .fieldStart:
            fieldStart = bytes.count
            fieldEnd = bytes.count
            try endRow(at: bytes.count)
        default: try endRow(at: bytes.count)
        }
        guard header == nil else { throw .emptyTable }
    }

    // MARK: The machine

    private mutating func scan(_ delimiter: UInt8) throws(VaultError) {
        while position < bytes.count {
            switch state {
            case .fieldStart: try startField(delimiter)
            case .plain: try scanPlain(delimiter)
            case .quoted: scanQuoted()
            case .quoteSeen where bytes[position] == Byte.quote:
                // Two quotation marks are one; what follows moves up.
                bytes[fieldEnd] = Byte.quote
                fieldEnd += 1
                state = .quoted
                position += 1
            case .quoteSeen, .afterQuote:
                let byte = bytes[position]
                guard byte != Byte.space || delimiter == Byte.space else {
                    state = .afterQuote
                    position += 1
                    continue
                }
                guard byte == delimiter || Byte.isLineEnd(byte) else {
                    throw .strayQuote(row: row, column: columnName)
                }
                try end(with: byte, delimiter)
            case .afterReturn:
                state = .fieldStart
                if bytes[position] == Byte.lineFeed {
                    position += 1
                    rowStart = position
                }
            }
        }
        try checkOpenField()
    }

    @inline(__always)
    private mutating func startField(_ delimiter: UInt8) throws(VaultError) {
        switch bytes[position] {
        case Byte.space: position += 1
        case Byte.quote:
            state = .quoted
            isQuoted = true
            quoteRow = row
            position += 1
            fieldStart = position
            fieldEnd = position
        default:
            state = .plain
            fieldStart = position
            try scanPlain(delimiter)
        }
    }

    @inline(__always)
    private mutating func scanPlain(_ delimiter: UInt8) throws(VaultError) {
        let stop = Self.plainEnd(in: bytes, from: position, delimiter)
        position = stop
        fieldEnd = stop
        guard stop < bytes.count else { return }
        guard bytes[stop] != Byte.quote else {
            throw .strayQuote(row: row, column: columnName)
        }
        try end(with: bytes[stop], delimiter)
    }

    /// Where the next separator, quotation mark or line's end stands.
    private static func plainEnd(
        in bytes: [UInt8], from start: Int, _ delimiter: UInt8
    ) -> Int {
        let span = bytes.span
        var stop = start
        while stop <= span.count - ByteLanes.count {
            let word = ByteLanes.load(span, at: stop)
            // Of each mask the lowest bit is right; those above it may be set for nothing.
            let ends =
                Byte.places(of: delimiter, in: word) | Byte.places(of: Byte.quote, in: word)
                | Byte.places(of: Byte.lineFeed, in: word)
                | Byte.places(of: Byte.carriageReturn, in: word)
            if ends != 0 { return stop + ends.trailingZeroBitCount >> 3 }
            stop += ByteLanes.count
        }
        while stop < span.count {
            let byte = span[stop]
            if byte == delimiter || byte == Byte.quote || Byte.isLineEnd(byte) { break }
            stop += 1
        }
        return stop
    }

    private mutating func scanQuoted() {
        if fieldEnd == position {
            while position < bytes.count, bytes[position] != Byte.quote { position += 1 }
            fieldEnd = position
        } else {
            while position < bytes.count, bytes[position] != Byte.quote {
                bytes[fieldEnd] = bytes[position]
                fieldEnd += 1
                position += 1
            }
        }
        guard position < bytes.count else { return }
        state = .quoteSeen
        position += 1
    }

    /// Refuses a field or a row that is too long before its end has come.
    private func checkOpenField() throws(VaultError) {
        let limits = options.limits
        if state == .plain || state == .quoted {
            guard position - fieldStart <= limits.fieldByteCountMax else {
                throw .fieldTooLong(
                    row: row, column: columnName, limit: limits.fieldByteCountMax)
            }
        }
        guard bytes.count - rowStart <= 2 * limits.rowByteCountMax else {
            throw .rowTooLong(row: row, limit: limits.rowByteCountMax)
        }
    }

    // MARK: Ends of fields and rows

    @inline(__always)
    private mutating func end(with byte: UInt8, _ delimiter: UInt8) throws(VaultError) {
        position += 1
        guard byte != delimiter else {
            try endField()
            state = .fieldStart
            return
        }
        state = byte == Byte.carriageReturn ? .afterReturn : .fieldStart
        try endRow(at: position - 1)
    }

    @inline(__always)
    private mutating func endField() throws(VaultError) {
        if !isQuoted {
            while fieldEnd > fieldStart, bytes[fieldEnd - 1] == Byte.space { fieldEnd -= 1 }
        }
        let byteCount = fieldEnd - fieldStart
        rowByteCount += byteCount
        guard byteCount <= options.limits.fieldByteCountMax else {
            throw .fieldTooLong(
                row: row, column: columnName, limit: options.limits.fieldByteCountMax)
        }
        guard rowByteCount <= options.limits.rowByteCountMax else {
            throw .rowTooLong(row: row, limit: options.limits.rowByteCountMax)
        }
        if header != nil {
            let name = Array(bytes[fieldStart..<fieldEnd])
            try screen?.check(columnName: name, position: (header?.names.count ?? 0) + 1)
            try header?.add(name)
        } else if column < columns.count {
            fields.append(Field(start: fieldStart, byteCount: byteCount, isQuoted: isQuoted))
        }
        column += 1
        isQuoted = false
    }

    private mutating func endRow(at end: Int) throws(VaultError) {
        let place = passedByteCount + rowStart..<passedByteCount + end
        defer {
            column = 0
            row += 1
            rowByteCount = 0
            rowStart = position
        }
        if column == 0, fieldEnd == fieldStart, !isQuoted { return }  // An empty line.
        try endField()
        if header != nil { return try closeHeader(at: place) }
        guard column == columns.count else {
            throw .raggedRow(row: row, found: column, expected: columns.count)
        }
        rowCount += 1
        guard rowCount <= options.limits.rowCountMax else {
            throw .tooManyRows(limit: options.limits.rowCountMax)
        }
        rowNumbers.append(row)
        if options.keepsPlaces { rowPlaces.append(place) }
        cutByteCount += rowByteCount + 8 * columns.count
        let isFull =
            rowNumbers.count == TableContent.rowCountMax
            || cutByteCount >= TableContent.partitionByteCount
        if options.isPartitioned, isFull { partitions.append(try cut()) }
    }

    /// The rows since the last cut, whose fields are read now.
    private mutating func cut() throws(VaultError) -> TablePartition {
        var rows = FieldRows(
            bytes: bytes, fields: fields, columnCount: columns.count, rowNumbers: rowNumbers)
        try screen?.screen(&rows)
        var packed: [TablePartition.Column] = []
        for index in kept {
            packed.append(
                TablePartition.Column(
                    name: columns[index].name, values: try columns[index].read(rows, index)))
        }
        let rowCount = rowNumbers.count
        bytes.removeSubrange(0..<position)
        passedByteCount += position
        position = 0
        fields.removeAll(keepingCapacity: true)
        rowNumbers.removeAll(keepingCapacity: true)
        cutByteCount = 0
        return TablePartition(rowCount: rowCount, columns: packed)
    }

    /// The name of the column being read; in the header and behind the last column, its number.
    private var columnName: String {
        column < columns.count ? columns[column].name : "\(column + 1)"
    }
}

/// One field: where it lies in the reader's bytes.
struct Field: Sendable {
    private static let quoted: UInt32 = 1 << 31

    private let startOffset: UInt32
    private let lengthAndQuotes: UInt32

    init(start: Int, byteCount: Int, isQuoted: Bool) {
        startOffset = UInt32(start)
        lengthAndQuotes = UInt32(byteCount) | (isQuoted ? Self.quoted : 0)
    }

    var start: Int { Int(startOffset) }
    var end: Int { Int(startOffset) + Int(lengthAndQuotes & ~Self.quoted) }
    var isQuoted: Bool { lengthAndQuotes & Self.quoted != 0 }
}

/// Complete rows as they stand in the file.
struct FieldRows {
    var bytes: [UInt8]
    /// Row by row.
    var fields: [Field]
    let columnCount: Int
    let rowNumbers: [Int]
}

/// Bytes that mean something in a table of separated values.
enum Byte {
    static let comma = UInt8(ascii: ",")
    static let quote = UInt8(ascii: "\"")
    static let space = UInt8(ascii: " ")
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")

    @inline(__always)
    static func isLineEnd(_ byte: UInt8) -> Bool {
        byte == lineFeed || byte == carriageReturn
    }

    /// The highest bit of the first byte in a word that is the one looked for, and maybe of later
    /// bytes; zero where none is.
    @inline(__always)
    static func places(of byte: UInt8, in word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let other = word ^ UInt64(byte) &* ones
        return (other &- ones) & ~other & (ones << 7)
    }
}
