/// The functions of SQLite that open and read, as `sqlite3.h` declares them since 3.31.
// SAFETY: the signatures are those of the header. `sqlite3` and `sqlite3_stmt` are opaque there
// and here; whoever calls says which are open.
@safe struct SQLiteLibrary {
    static let name = "SQLite"
    private static let files = ["libsqlite3.so.0", "libsqlite3.dylib"]
    /// The first version that a schema cannot make run what it likes (`trusted_schema`).
    private static let versionMin: Int32 = 3_037_000

    typealias Text = UnsafePointer<CChar>
    typealias Database = OpaquePointer
    typealias Statement = OpaquePointer

    let open: @convention(c) (Text, UnsafeMutablePointer<Database?>, Int32, Text?) -> Int32
    let close: @convention(c) (Database?) -> Int32
    let prepare:
        @convention(c) (
            Database, Text, Int32, UnsafeMutablePointer<Statement?>, UnsafeMutablePointer<Text?>?
        ) -> Int32
    let step: @convention(c) (Statement) -> Int32
    let finalize: @convention(c) (Statement?) -> Int32
    let limit: @convention(c) (Database, Int32, Int32) -> Int32
    let columnCount: @convention(c) (Statement) -> Int32
    let columnName: @convention(c) (Statement, Int32) -> Text?
    let columnType: @convention(c) (Statement, Int32) -> Int32
    let columnInteger: @convention(c) (Statement, Int32) -> Int64
    let columnReal: @convention(c) (Statement, Int32) -> Double
    let columnText: @convention(c) (Statement, Int32) -> UnsafePointer<UInt8>?
    let columnByteCount: @convention(c) (Statement, Int32) -> Int32

    /// - Throws: ``SharedLibraryError``.
    init() throws(SharedLibraryError) {
        let library = try SharedLibrary(Self.name, files: Self.files)
        let version: @convention(c) () -> Int32 = try library.function("sqlite3_libversion_number")
        guard version() >= Self.versionMin else { throw .tooOld(library: Self.name) }
        unsafe open = try library.function("sqlite3_open_v2")
        unsafe close = try library.function("sqlite3_close_v2")
        unsafe prepare = try library.function("sqlite3_prepare_v2")
        unsafe step = try library.function("sqlite3_step")
        unsafe finalize = try library.function("sqlite3_finalize")
        unsafe limit = try library.function("sqlite3_limit")
        unsafe columnCount = try library.function("sqlite3_column_count")
        unsafe columnName = try library.function("sqlite3_column_name")
        unsafe columnType = try library.function("sqlite3_column_type")
        unsafe columnInteger = try library.function("sqlite3_column_int64")
        unsafe columnReal = try library.function("sqlite3_column_double")
        unsafe columnText = try library.function("sqlite3_column_text")
        unsafe columnByteCount = try library.function("sqlite3_column_bytes")
    }

    // MARK: Result codes, of which the low byte tells the kind

    static let ok: Int32 = 0
    static let busy: Int32 = 5
    static let locked: Int32 = 6
    static let noMemory: Int32 = 7
    static let readOnly: Int32 = 8
    static let corrupt: Int32 = 11
    static let cannotOpen: Int32 = 14
    static let tooBig: Int32 = 18
    static let notADatabase: Int32 = 26
    static let row: Int32 = 100
    static let done: Int32 = 101

    /// `SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE`.
    static let openFlags: Int32 = 0x1 | 0x40 | 0x8000 | 0x0200_0000

    // MARK: Types of values

    static let integer: Int32 = 1
    static let real: Int32 = 2
    static let text: Int32 = 3
    static let blob: Int32 = 4

    /// What a file that a stranger made may ask of SQLite: identifiers and values of
    /// `sqlite3_limit`.
    static let limits: [(id: Int32, value: Int32)] = [
        (0, 1 << 24),  // SQLITE_LIMIT_LENGTH: a value or row, in bytes
        (1, 1 << 20),  // SQLITE_LIMIT_SQL_LENGTH
        (3, 100),  // SQLITE_LIMIT_EXPR_DEPTH
        (4, 10),  // SQLITE_LIMIT_COMPOUND_SELECT
        (5, 250_000),  // SQLITE_LIMIT_VDBE_OP
        (6, 100),  // SQLITE_LIMIT_FUNCTION_ARG
        (7, 0),  // SQLITE_LIMIT_ATTACHED
        (8, 50),  // SQLITE_LIMIT_LIKE_PATTERN_LENGTH
        (9, 10),  // SQLITE_LIMIT_VARIABLE_NUMBER
        (10, 10),  // SQLITE_LIMIT_TRIGGER_DEPTH
        (11, 0),  // SQLITE_LIMIT_WORKER_THREADS
    ]
}
