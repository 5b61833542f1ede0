internal import DureCore
package import DureVault

/// A file of separated values that is read partition by partition.
struct CSVSource: TableSource, ~Copyable {
    private static let rowCountMax = 1_000_000_000

    private var reader: CSVReader
    private var file: EncodedFile
    private var waiting: [TablePartition] = []
    private var whole: TableSchema?

    /// Opens the file.
    ///
    /// - Parameters:
    ///   - types: Columns whose type is known; the others' follow from the first partition.
    ///   - screen: What looks at the fields before they are read; nil for nobody.
    ///   - watch: Told of the progress, and of an encoding other than UTF-8.
    static func open(
        path: String, types: [String: ColumnType], screen: FieldScreen?, watch: ImportWatch
    ) throws -> CSVSource {
        var options = CSVOptions(types: types)
        options.isPartitioned = true
        options.limits.fileByteCountMax = EncodedFile.byteCountMax
        options.limits.rowCountMax = rowCountMax
        let reader = try CSVReader(options, screen: screen)
        return CSVSource(reader: reader, file: try EncodedFile(path: path, watch: watch))
    }

    private init(reader: CSVReader, file: consuming EncodedFile) {
        self.reader = reader
        self.file = file
    }

    var schema: TableSchema { whole ?? TableSchema(columns: [], rowCount: 0) }
    var scan: NumberScan? { reader.screen?.scan }
    /// What was found so far.
    var report: ScanReport? { reader.screen?.report }

    mutating func next() throws -> TablePartition? {
        while waiting.isEmpty, whole == nil {
            if let text = try file.next() {
                try reader.feed(text)
                waiting = reader.takePartitions().reversed()
            } else {
                let (last, schema) = try reader.finishPartitions()
                guard schema.rowCount > 0 else { throw VaultError.noRows }
                whole = schema
                waiting = last.reversed()
            }
        }
        return waiting.popLast()
    }
}

extension CSVSource {
    /// So many columns may turn out to be texts after the first partition.
    private static let retypedCountMax = 8

    /// Does something with a file, anew each time that a column turns out to hold texts.
    ///
    /// Standard input cannot be read again: there the error says what to do.
    static func reading<Result>(
        _ path: String, types: [String: ColumnType], screen: FieldScreen? = nil,
        watch: ImportWatch, _ body: (inout CSVSource) throws -> Result
    ) throws -> Result {
        var types = types
        for _ in 0..<retypedCountMax {
            do {
                var source = try CSVSource.open(
                    path: path, types: types, screen: screen, watch: watch)
                return try body(&source)
            } catch let error as VaultError {
                guard case .typeChanged(_, let column) = error, path != "/dev/stdin" else {
                    throw error
                }
                types[column] = .text
            }
        }
        var source = try CSVSource.open(
            path: path, types: types, screen: screen, watch: watch)
        return try body(&source)
    }
}

/// Whoever watches an import.
package struct ImportWatch {
    /// Told the bytes read so far, after each chunk.
    package var onProgress: (Int) -> Void
    /// Told the encoding of a file that is not UTF-8.
    package var onEncoding: (TextEncoding) -> Void

    /// Without arguments nobody watches.
    package init(
        onProgress: @escaping (Int) -> Void = { _ in },
        onEncoding: @escaping (TextEncoding) -> Void = { _ in }
    ) {
        self.onProgress = onProgress
        self.onEncoding = onEncoding
    }
}
