internal import DureCore
internal import DureVault

/// A table's text as it comes: a file of separated values or of JSON Lines in UTF-8, packed or not,
/// or the rows of a database's table as separated values.
struct TableText: ~Copyable {
    /// The largest table.
    static var limits: CSVLimits {
        var limits = CSVLimits()
        limits.fileByteCountMax = EncodedFile.byteCountMax
        limits.rowCountMax = 1_000_000_000
        return limits
    }

    /// The columns of a database's table; nil for a file, whose text tells them.
    let columns: [String]?
    /// What is read: one of the two.
    private var file: EncodedFile?
    private var table: DatabaseTable?
    private let watch: ImportWatch
    private var byteCount = 0

    /// Opens it.
    ///
    /// - Parameters:
    ///   - table: The table of a database; nil where it has only one, or the file is none.
    ///   - watch: Told of the progress, and of an encoding other than UTF-8.
    /// - Throws: `VaultError` for a file that cannot be read so.
    static func open(path: String, table: String?, watch: ImportWatch) throws -> TableText {
        guard try DatabaseTable.isDatabase(path) else {
            guard table == nil else { throw VaultError.notADatabase }
            return TableText(file: try EncodedFile(path: path, watch: watch), watch: watch)
        }
        return TableText(
            table: try DatabaseTable.open(path: path, name: table, limits: limits), watch: watch)
    }

    private init(file: consuming EncodedFile, watch: ImportWatch) {
        columns = nil
        self.file = consume file
        table = nil
        self.watch = watch
    }

    private init(table: consuming DatabaseTable, watch: ImportWatch) {
        columns = table.columns
        file = nil
        self.table = consume table
        self.watch = watch
    }

    /// SHA-256 of the file as far as it was read; nil for a database.
    mutating func hash() -> Digest? { file?.hash() }

    /// The next bytes; nil at the end.
    mutating func next() throws -> [UInt8]? {
        if let text = try file?.next() { return text }
        guard let text = try table?.next() else { return nil }
        byteCount += text.count
        watch.onProgress(byteCount, nil)
        return text
    }
}
