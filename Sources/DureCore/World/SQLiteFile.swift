#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A SQLite database that somebody else made, opened to be read and never changed.
///
/// What its schema says is not trusted: no function or view of it runs with rights that a plain
/// reader has not, and nothing is mapped into memory. `SQLITE_DBCONFIG_DEFENSIVE` guards what
/// writes, and its C function takes a variable number of arguments, which Swift cannot call; the
/// connection writes nothing.
@safe package struct SQLiteFile: ~Copyable {
    /// Why a database cannot be read.
    package enum Failure: Error, Hashable, Sendable {
        /// It is damaged, or encrypted.
        case damaged
        /// Another program is writing to it.
        case locked
        /// Another program has it open, or ended in the middle of a change: a journal lies beside
        /// it, with changes that are not in the file itself.
        case unfinished
        /// It was changed while it was read.
        case changed
        /// It has no such table, or the table cannot be read.
        case noTable
        /// Its rows are not what the file holds: a view, a virtual table, or one with a column that
        /// is computed.
        case computed
        /// A value or row is larger than the limit.
        case tooLarge
        /// Anything else: SQLite's own code.
        case failed(code: Int)
    }

    /// What there is to read from.
    package struct Relation: Hashable, Sendable {
        /// Its name.
        package let name: String
        /// Whether its rows are stored: not a view, and not a virtual table.
        package let isTable: Bool
    }

    /// One value of a row.
    package enum Value: Sendable {
        case missing
        case integer(Int64)
        case real(Double)
        case text([UInt8])
        case blob
    }

    /// How every database begins.
    private static let magic = Array("SQLite format 3".utf8) + [0]
    /// What SQLite itself may take of the memory, of the whole process.
    private static let heapByteCountMax = 256 << 20
    /// The most relations that are listed.
    package static let relationCountMax = 10_000

    private let path: String
    private let stamp: Stamp
    /// It is read without locks, which the kind of its journal would write for.
    private let isLogged: Bool
    private let library: SQLiteLibrary
    private let database: OpaquePointer
    private var statement: OpaquePointer?

    /// Whether a file that begins so is a database.
    package static func begins(_ bytes: [UInt8]) -> Bool { bytes.starts(with: magic) }

    /// Whether the path is a file that can be read in any order, and a database.
    ///
    /// Pipes are not opened: whoever writes to one would see it close.
    ///
    /// - Throws: `StorageError`.
    package static func isDatabase(at path: String) throws(StorageError) -> Bool {
        guard let stamp = Stamp(of: path), stamp.isRegular else { return false }
        var reader = try FileReader(path: path, byteCountMax: .max)
        return begins(try reader.next() ?? [])
    }

    /// Opens the file.
    ///
    /// - Throws: ``SharedLibraryError``, ``Failure``.
    package static func open(path: String) throws -> SQLiteFile {
        let library = try SQLiteLibrary()
        // SQLite's own files lie beside the file that a link leads to.
        guard let path = resolved(path), let stamp = Stamp(of: path) else {
            throw Failure.failed(code: Int(SQLiteLibrary.cannotOpen))
        }
        // A log beside the file holds rows that are not in it yet; to read them SQLite would write
        // there. Without one the file is all there is, and `immutable` keeps SQLite from making
        // one. ``finish()`` looks whether both still hold.
        guard !hasJournal(path) else { throw Failure.unfinished }
        let isLogged = try isLogged(path)
        let root = path.hasPrefix("/") ? "//" : ""
        let uri = "file:\(root)\(escaped(path))?mode=ro" + (isLogged ? "&immutable=1" : "")
        var opened: OpaquePointer?
        // SAFETY: the text is a C string for the length of the call, and what it answers is closed
        // here where it failed, and in `deinit` otherwise.
        let code = unsafe library.open(uri, &opened, SQLiteLibrary.openFlags, nil)
        guard code == SQLiteLibrary.ok, let database = unsafe opened else {
            _ = unsafe library.close(opened)
            throw failure(code)
        }
        for limit in SQLiteLibrary.limits {
            _ = unsafe library.limit(database, limit.id, limit.value)
        }
        var file = unsafe SQLiteFile(path, stamp, isLogged, library, database)
        for setting in [
            "trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0", "query_only=ON",
            "hard_heap_limit=\(heapByteCountMax)",
        ] {
            try file.run("PRAGMA \(setting)")
        }
        return file
    }

    /// - Parameter database: Open, and nobody else's.
    @unsafe private init(
        _ path: String, _ stamp: Stamp, _ isLogged: Bool, _ library: SQLiteLibrary,
        _ database: OpaquePointer
    ) {
        self.path = path
        self.stamp = stamp
        self.isLogged = isLogged
        self.library = library
        unsafe self.database = database
    }

    deinit {
        // SAFETY: both were opened here; finalizing nothing is allowed.
        _ = unsafe library.finalize(statement)
        _ = unsafe library.close(database)
    }

    /// Tables, views and virtual tables, by name; SQLite's own are left out.
    ///
    /// - Throws: ``Failure``.
    package mutating func relations() throws(Failure) -> [Relation] {
        try prepare(
            """
            SELECT name, type = 'table' AND rootpage > 0 FROM sqlite_master
            WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
            ORDER BY name LIMIT \(Self.relationCountMax)
            """)
        var relations: [Relation] = []
        while let row = try next() {
            guard case .text(let name) = row[0], case .integer(let isTable) = row[1] else {
                throw .damaged
            }
            relations.append(
                Relation(name: String(decoding: name, as: UTF8.self), isTable: isTable == 1))
        }
        return relations
    }

    /// Starts to read a table's rows, in the order in which they are stored.
    ///
    /// - Returns: The columns' names in order.
    /// - Throws: ``Failure``.
    package mutating func open(table: String) throws(Failure) -> [String] {
        try checkIsStored(table)
        let quoted = table.replacing("\"", with: "\"\"")
        try prepare("SELECT * FROM \"\(quoted)\" NOT INDEXED")
        guard let statement = unsafe statement else { return [] }
        var names: [String] = []
        for index in 0..<(unsafe library.columnCount(statement)) {
            // SAFETY: the name is a C string until the statement goes, and is copied here.
            let name = unsafe library.columnName(statement, index)
            names.append(unsafe name.map { unsafe String(cString: $0) } ?? "")
        }
        return names
    }

    /// Whether the rows are what the file holds, and nothing that it computes.
    ///
    /// What SQLite itself makes of the schema counts, for the schema's own words may be forged; a
    /// column that is generated could take any memory.
    private mutating func checkIsStored(_ table: String) throws(Failure) {
        let quoted = table.replacing("'", with: "''")
        try prepare(
            """
            SELECT (SELECT count(*) FROM pragma_table_list('\(quoted)')
                WHERE schema = 'main' AND type IN ('table', 'shadow')),
                (SELECT count(*) FROM pragma_table_xinfo('\(quoted)') WHERE hidden <> 0)
            """)
        guard let row = try next(), case .integer(1) = row[0], case .integer(0) = row[1] else {
            throw .computed
        }
        unsafe close()
    }

    /// The next row of what was opened last; nil after the last.
    ///
    /// - Throws: ``Failure``.
    package mutating func next() throws(Failure) -> [Value]? {
        guard let statement = unsafe statement else { return nil }
        let code = unsafe library.step(statement)
        guard code == SQLiteLibrary.row else {
            unsafe close()
            guard code == SQLiteLibrary.done else { throw Self.failure(code) }
            return nil
        }
        var values: [Value] = []
        let count = unsafe library.columnCount(statement)
        values.reserveCapacity(Int(count))
        for index in 0..<count { values.append(try unsafe value(statement, index)) }
        return values
    }

    /// Says that all was read.
    ///
    /// - Throws: ``Failure/changed``, ``Failure/unfinished``.
    package func finish() throws(Failure) {
        // Otherwise the lock that the reading held kept writers out.
        guard isLogged else { return }
        guard !Self.hasJournal(path) else { throw .unfinished }
        guard Stamp(of: path) == stamp else { throw .changed }
    }

    /// - Parameter statement: Stands at a row that has such a column.
    @unsafe private func value(
        _ statement: OpaquePointer, _ index: Int32
    ) throws(Failure) -> Value {
        switch unsafe library.columnType(statement, index) {
        case SQLiteLibrary.integer: return .integer(unsafe library.columnInteger(statement, index))
        case SQLiteLibrary.real: return .real(unsafe library.columnReal(statement, index))
        case SQLiteLibrary.blob: return .blob
        case SQLiteLibrary.text:
            // SAFETY: asked for in this order, the count is that of the UTF-8 text, which stays
            // where it is until the next step and is copied here.
            // None where the memory was not enough.
            guard let text = unsafe library.columnText(statement, index) else { throw .tooLarge }
            let count = Int(unsafe library.columnByteCount(statement, index))
            return .text(unsafe Array(UnsafeBufferPointer(start: text, count: count)))
        default: return .missing
        }
    }

    private mutating func run(_ command: String) throws(Failure) {
        try prepare(command)
        while try next() != nil {}
    }

    private mutating func prepare(_ command: String) throws(Failure) {
        unsafe close()
        var prepared: OpaquePointer?
        // SAFETY: the text is a C string for the length of the call; -1 says that it ends in zero.
        let code = unsafe library.prepare(database, command, -1, &prepared, nil)
        guard code == SQLiteLibrary.ok else {
            _ = unsafe library.finalize(prepared)
            throw code == 1 ? .noTable : Self.failure(code)
        }
        unsafe statement = prepared
    }

    @unsafe private mutating func close() {
        _ = unsafe library.finalize(statement)
        unsafe statement = nil
    }

    private static func failure(_ code: Int32) -> Failure {
        switch code & 0xff {
        case SQLiteLibrary.corrupt, SQLiteLibrary.notADatabase: .damaged
        case SQLiteLibrary.busy, SQLiteLibrary.locked: .locked
        case SQLiteLibrary.readOnly: .unfinished
        case SQLiteLibrary.tooBig, SQLiteLibrary.noMemory: .tooLarge
        default: .failed(code: Int(code))
        }
    }

    // MARK: The file

    /// What shows that a file was changed.
    private struct Stamp: Equatable {
        let device: UInt64
        let inode: UInt64
        let byteCount: Int64
        let seconds: Int
        let nanoseconds: Int
        let isRegular: Bool

        init?(of path: String) {
            var status = stat()
            // SAFETY: the path is a C string and the pointer a local variable's, for the call.
            guard unsafe stat(path, &status) == 0 else { return nil }
            device = UInt64(truncatingIfNeeded: status.st_dev)
            inode = UInt64(truncatingIfNeeded: status.st_ino)
            byteCount = Int64(status.st_size)
            isRegular = status.st_mode & S_IFMT == S_IFREG
            #if canImport(Darwin)
                let time = status.st_mtimespec
            #else
                let time = status.st_mtim
            #endif
            (seconds, nanoseconds) = (Int(time.tv_sec), Int(time.tv_nsec))
        }
    }

    /// The path of the file itself, where links lead to it; nil where there is none.
    private static func resolved(_ path: String) -> String? {
        // SAFETY: the path is a C string for the length of the call; the answer is a C string of
        // its own, which is copied and then freed.
        guard let real = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(real) }
        return unsafe String(cString: real)
    }

    /// A log, or a journal that is not empty.
    private static func hasJournal(_ path: String) -> Bool {
        Stamp(of: path + "-wal") != nil
            || Stamp(of: path + "-journal").map { $0.byteCount > 0 } == true
    }

    /// Whether the header says that changes go to a log beside the file (bytes 18 and 19).
    private static func isLogged(_ path: String) throws -> Bool {
        var reader = try FileReader(path: path, byteCountMax: .max)
        let head = try reader.next() ?? []
        return head.count > 19 && (head[18] == 2 || head[19] == 2)
    }

    /// The path as a part of a URI.
    private static func escaped(_ path: String) -> String {
        let digits = Array("0123456789ABCDEF")
        return path.utf8.reduce(into: "") { text, byte in
            switch byte {
            case UInt8(ascii: "%"), UInt8(ascii: "?"), UInt8(ascii: "#"), 0...0x20, 0x7f...:
                text += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            default: text.append(Character(Unicode.Scalar(byte)))
            }
        }
    }
}
