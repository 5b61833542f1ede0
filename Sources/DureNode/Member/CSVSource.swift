internal import DureCore
package import DureVault

/// A file of separated values or of JSON Lines, or a table of a database, that is read partition by
/// partition.
struct CSVSource: TableSource, ~Copyable {
    private var reader: CSVReader
    private var text: TableText
    private var options: CSVOptions
    private var isBegun = false
    /// Turns the file into separated values; nil where it is that already.
    private var lines: JSONLines?
    private var waiting: [TablePartition] = []
    private var whole: TableSchema?

    /// Opens the file.
    ///
    /// - Parameters:
    ///   - table: The table of a database; nil where it has only one, or the file is none.
    ///   - types: Columns whose type is known; the others' follow from the first partition.
    ///   - columns: The columns that the table must have; nil for whatever it has.
    ///   - screen: What looks at the fields before they are read; nil for nobody.
    ///   - watch: Told of the progress, and of an encoding other than UTF-8.
    static func open(
        path: String, table: String?, types: [String: ColumnType], columns: [String]?,
        screen: FieldScreen?, watch: ImportWatch
    ) throws -> CSVSource {
        var options = CSVOptions(types: types, limits: TableText.limits)
        options.columns = columns
        options.isPartitioned = true
        let text = try TableText.open(path: path, table: table, watch: watch)
        if let columns = text.columns {
            options.header = .names(columns)
            options.delimiter = .comma
        }
        return CSVSource(
            reader: try CSVReader(options, screen: screen), options: options, text: text)
    }

    private init(reader: CSVReader, options: CSVOptions, text: consuming TableText) {
        self.reader = reader
        self.options = options
        self.text = text
        // What comes of a database is separated values already.
        isBegun = self.text.columns != nil
    }

    var schema: TableSchema { whole ?? TableSchema(columns: [], rowCount: 0) }
    var scan: NumberScan? { reader.screen?.scan }
    private(set) var fileHash: Digest?
    /// What was found so far.
    var report: ScanReport? { reader.screen?.report }

    mutating func next() throws -> TablePartition? {
        while waiting.isEmpty, whole == nil {
            if let part = try text.next() {
                try feed(part)
                waiting = reader.takePartitions().reversed()
            } else {
                try endLines()
                let (last, schema) = try reader.finishPartitions()
                guard schema.rowCount > 0 else { throw VaultError.noRows }
                whole = schema
                fileHash = text.hash()
                waiting = last.reversed()
            }
        }
        return waiting.popLast()
    }

    private mutating func feed(_ text: [UInt8]) throws {
        if !isBegun {
            isBegun = true
            if JSONLines.begins(text) {
                lines = JSONLines(limits: options.limits, columns: options.columns)
                try openColumns()
            }
        }
        guard lines != nil else { return try reader.feed(text) }
        let isOpen = lines?.columns != nil
        let values = try lines?.feed(text) ?? []
        if !isOpen { try openColumns() }
        if !values.isEmpty { try reader.feed(values) }
    }

    private mutating func endLines() throws {
        guard lines != nil else { return }
        let isOpen = lines?.columns != nil
        let values = try lines?.finish() ?? []
        if !isOpen { try openColumns() }
        try reader.feed(values)
    }

    /// Starts the reader anew once the lines have told the columns.
    private mutating func openColumns() throws {
        guard let lines, let columns = lines.columns else { return }
        var options = options
        options.header = .names(columns)
        options.delimiter = .comma
        for column in lines.textColumns where options.types[column] == nil {
            options.types[column] = .text
        }
        reader = try CSVReader(options, screen: reader.screen)
    }
}

extension CSVSource {
    /// So many columns may turn out to be texts after the first partition.
    private static let retypedCountMax = 8

    /// Does something with a file, anew each time that a column turns out to hold texts.
    ///
    /// Standard input cannot be read again: there the error says what to do.
    static func reading<Result>(
        _ path: String, table: String? = nil, types: [String: ColumnType],
        columns: [String]? = nil, screen: FieldScreen? = nil, watch: ImportWatch,
        _ body: (inout CSVSource) throws -> Result
    ) throws -> Result {
        var types = types
        for _ in 0..<retypedCountMax {
            do {
                var source = try CSVSource.open(
                    path: path, table: table, types: types, columns: columns, screen: screen,
                    watch: watch)
                return try body(&source)
            } catch let error as VaultError {
                guard case .typeChanged(_, let column) = error, path != EncodedFile.standardInput
                else {
                    throw error
                }
                types[column] = .text
            }
        }
        var source = try CSVSource.open(
            path: path, table: table, types: types, columns: columns, screen: screen, watch: watch)
        return try body(&source)
    }
}

/// Whoever watches an import.
package struct ImportWatch {
    /// Told the bytes read so far, and of how many where that is known, after each chunk.
    package var onProgress: (Int, Int?) -> Void
    /// Told the encoding of a file that is not UTF-8.
    package var onEncoding: (TextEncoding) -> Void

    /// Without arguments nobody watches.
    package init(
        onProgress: @escaping (Int, Int?) -> Void = { _, _ in },
        onEncoding: @escaping (TextEncoding) -> Void = { _ in }
    ) {
        self.onProgress = onProgress
        self.onEncoding = onEncoding
    }
}
