internal import DureCore
internal import DureVault

/// A table of a SQLite database as separated values without a header, for the reader of those.
///
/// A text stands in quotes and a number as its digits, so that types follow from the values as
/// they do in any file; NULL is a missing value.
struct DatabaseTable: ~Copyable {
    /// About so many bytes are handed over at once.
    private static let chunkByteCount = FileReader.chunkByteCount

    /// Its columns in order.
    let columns: [String]
    private var file: SQLiteFile
    private var row = 0
    private var isEnded = false

    /// Whether a file that can be read again and again is a database.
    static func isDatabase(_ path: String) throws -> Bool {
        try path != EncodedFile.standardInput && SQLiteFile.isDatabase(at: path)
    }

    /// Opens a table.
    ///
    /// - Parameter name: The table's; nil where the database has only one.
    /// - Throws: `VaultError`, one of the cases about databases.
    static func open(path: String, name: String?, limits: CSVLimits) throws -> DatabaseTable {
        var file = try telling { try SQLiteFile.open(path: path) }
        let relations = try telling { try file.relations() }
        let name = try choose(name, from: relations)
        let columns = try telling { try file.open(table: name) }
        guard columns.count <= limits.columnCountMax else {
            throw VaultError.tooManyColumns(limit: limits.columnCountMax)
        }
        return DatabaseTable(columns: columns, file: file)
    }

    private init(columns: [String], file: consuming SQLiteFile) {
        self.columns = columns
        self.file = file
    }

    /// The next rows; nil after the last.
    ///
    /// - Throws: `VaultError`, one of the cases about databases.
    mutating func next() throws -> [UInt8]? {
        guard !isEnded else { return nil }
        var text: [UInt8] = []
        text.reserveCapacity(Self.chunkByteCount)
        while text.count < Self.chunkByteCount {
            guard let values = try nextRow() else {
                isEnded = true
                break
            }
            row += 1
            try write(values, to: &text)
        }
        return text
    }

    private mutating func nextRow() throws -> [SQLiteFile.Value]? {
        do {
            if let values = try file.next() { return values }
            try file.finish()
            return nil
        } catch {
            throw Self.told(error)
        }
    }

    private func write(_ values: [SQLiteFile.Value], to text: inout [UInt8]) throws(VaultError) {
        for (index, value) in values.enumerated() {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            switch value {
            // A row of nothing but a missing value is a row all the same.
            case .missing: if values.count == 1 { text += "\"\"".utf8 }
            case .integer(let number): text += "\(number)".utf8
            case .real(let number): text += "\(number)".utf8
            case .text(let bytes): Self.quote(bytes, to: &text)
            case .blob: throw .blobValue(row: row, column: columns[index])
            }
        }
        text.append(UInt8(ascii: "\n"))
    }

    private static func quote(_ bytes: [UInt8], to text: inout [UInt8]) {
        let quote = UInt8(ascii: "\"")
        text.append(quote)
        for byte in bytes {
            if byte == quote { text.append(quote) }
            text.append(byte)
        }
        text.append(quote)
    }

    // MARK: Which table

    private static func choose(
        _ name: String?, from relations: [SQLiteFile.Relation]
    ) throws(VaultError) -> String {
        let tables = relations.filter(\.isTable).map(\.name)
        guard let name else {
            guard let only = tables.first else { throw .noTables }
            guard tables.count == 1 else { throw .tableNotNamed(tables: tables) }
            return only
        }
        guard let relation = relations.first(where: { $0.name == name }) else {
            throw .unknownTable(tables: tables)
        }
        guard relation.isTable else { throw .notATable(name: name) }
        return name
    }

    // MARK: Errors

    private static func telling<Result: ~Copyable>(
        _ body: () throws -> Result
    ) throws -> Result {
        do {
            return try body()
        } catch {
            throw told(error)
        }
    }

    private static func told(_ error: any Error) -> any Error {
        switch error {
        case let error as SharedLibraryError: VaultError(error)
        case let error as SQLiteFile.Failure: VaultError(error)
        default: error
        }
    }
}

extension VaultError {
    /// A library of the system that cannot be used.
    init(_ error: SharedLibraryError) {
        self =
            switch error {
            case .missing(let library): .libraryMissing(library: library)
            case .tooOld(let library): .libraryTooOld(library: library)
            @unknown default: .libraryMissing(library: "")
            }
    }

    /// What is wrong with a packed file.
    init(_ failure: Inflater.Failure) {
        self =
            switch failure {
            case .damaged(let offset): .gzipDamaged(offset: offset)
            case .truncated: .gzipTruncated
            case .trailing(let offset): .gzipTrailing(offset: offset)
            case .tooDense(let offset, let ratio): .gzipTooDense(offset: offset, ratio: ratio)
            }
    }

    /// What is wrong with a database.
    fileprivate init(_ failure: SQLiteFile.Failure) {
        self =
            switch failure {
            case .damaged: .databaseDamaged
            case .locked: .databaseLocked
            case .unfinished: .databaseUnfinished
            case .changed: .databaseChanged
            case .noTable: .databaseFailed(code: 1)
            case .computed: .databaseComputed
            case .tooLarge: .databaseRowTooLarge
            case .failed(let code): .databaseFailed(code: code)
            }
    }
}
