internal import DureCore
package import DureVault

/// A file of separated values that is read partition by partition.
struct CSVSource: TableSource, ~Copyable {
    /// A file of a terabyte; what the memory holds is one partition.
    private static let fileByteCountMax = 1 << 40
    private static let rowCountMax = 1_000_000_000

    private let onProgress: (Int) -> Void
    private let onEncoding: (TextEncoding) -> Void
    private var reader: CSVReader
    private var file: FileReader
    private var byteCount = 0
    /// Turns the file into UTF-8; nil where it is that already.
    private var converter: CharacterConverter?
    private var isOpened = false
    private var waiting: [TablePartition] = []
    private var whole: TableSchema?

    /// Opens the file.
    ///
    /// - Parameters:
    ///   - types: Columns whose type is known; the others' follow from the first partition.
    ///   - watch: Told of the progress, and of an encoding other than UTF-8.
    static func open(
        path: String, types: [String: ColumnType], watch: ImportWatch
    ) throws -> CSVSource {
        var options = CSVOptions(types: types)
        options.isPartitioned = true
        options.limits.fileByteCountMax = fileByteCountMax
        options.limits.rowCountMax = rowCountMax
        let reader = try CSVReader(options)
        return CSVSource(
            reader: reader, file: try FileReader(path: path, byteCountMax: fileByteCountMax),
            watch: watch)
    }

    private init(reader: CSVReader, file: consuming FileReader, watch: ImportWatch) {
        self.reader = reader
        self.file = file
        onProgress = watch.onProgress
        onEncoding = watch.onEncoding
    }

    var schema: TableSchema { whole ?? TableSchema(columns: [], rowCount: 0) }

    mutating func next() throws -> TablePartition? {
        while waiting.isEmpty, whole == nil {
            if let chunk = try file.next() {
                try reader.feed(try utf8(chunk))
                byteCount += chunk.count
                onProgress(byteCount)
                waiting = reader.takePartitions().reversed()
            } else {
                try converting { converter in try converter.finish() }
                let (last, schema) = try reader.finishPartitions()
                guard schema.rowCount > 0 else { throw VaultError.noRows }
                whole = schema
                waiting = last.reversed()
            }
        }
        return waiting.popLast()
    }

    /// The chunk in UTF-8; the first one tells the encoding.
    private mutating func utf8(_ chunk: [UInt8]) throws -> [UInt8] {
        if !isOpened {
            isOpened = true
            guard let encoding = TextEncoding.guess(from: chunk) else {
                throw VaultError.unknownEncoding
            }
            if encoding != .utf8 {
                // A system may lack it: then the file has to be saved anew as well.
                guard let known = try? CharacterConverter(from: encoding.rawValue) else {
                    throw VaultError.unknownEncoding
                }
                converter = consume known
                onEncoding(encoding)
            }
        }
        var text = chunk
        try converting { converter in text = try converter.convert(chunk) }
        return text
    }

    private mutating func converting(
        _ body: (inout CharacterConverter) throws -> Void
    ) throws {
        guard var converter = converter.take() else { return }
        do {
            try body(&converter)
            self.converter = consume converter
        } catch CharacterConverter.Failure.notACharacter(let offset) {
            throw VaultError.notACharacter(offset: offset)
        }
    }
}

extension CSVSource {
    /// So many columns may turn out to be texts after the first partition.
    private static let retypedCountMax = 8

    /// Does something with a file, anew each time that a column turns out to hold texts.
    ///
    /// Standard input cannot be read again: there the error says what to do.
    static func reading<Result>(
        _ path: String, types: [String: ColumnType], watch: ImportWatch,
        _ body: (inout CSVSource) throws -> Result
    ) throws -> Result {
        var types = types
        for _ in 0..<retypedCountMax {
            do {
                var source = try CSVSource.open(path: path, types: types, watch: watch)
                return try body(&source)
            } catch let error as VaultError {
                guard case .typeChanged(_, let column) = error, path != "/dev/stdin" else {
                    throw error
                }
                types[column] = .text
            }
        }
        var source = try CSVSource.open(path: path, types: types, watch: watch)
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
