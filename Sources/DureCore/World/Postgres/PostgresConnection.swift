#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// One connection to a PostgreSQL server that only reads, in one transaction that sees one state.
///
/// It is opened with what the address says and nothing else: no variable of the environment, no
/// file in somebody's home folder. It writes nothing, and ends with the value; what the server still
/// works on then is cancelled there. Where the task is cancelled, waiting ends within a fraction of
/// a second.
// SAFETY: for the whole file, the handle is valid from `init` to `deinit` and used by one thread;
// texts handed to libpq are C strings for the length of the call, and texts it answers are copied
// at once.
@safe package final class PostgresConnection {
    /// How long a connection may take to come about, in seconds.
    package static let connectSeconds = 15
    /// So much longer than the server's own limit on a statement is waited for a sign of life, in
    /// seconds.
    private static let patienceSeconds = 10
    /// Rows are gathered until they have so many bytes.
    private static let chunkByteCount = 1 << 16

    let library: PostgresLibrary
    let handle: PostgresLibrary.Connection
    let address: PostgresAddress
    let statementSeconds: Int
    private var isCopying = false
    /// Whether the server may still be working on something.
    private var isWorking = false

    /// Connects, and begins the transaction.
    ///
    /// - Parameters:
    ///   - password: Sent where the server asks for one; nil for none.
    ///   - statementSeconds: How long the server may work on one statement.
    /// - Throws: ``PostgresError``.
    package init(
        to address: PostgresAddress, password: borrowing SecretBytes?, statementSeconds: Int
    ) throws(PostgresError) {
        do {
            library = try PostgresLibrary()
        } catch {
            throw .library(error)
        }
        let settings = Self.settings(for: address, password: password?.reveal())
        if let variable = library.straySetting(besides: Set(settings.map(\.0))) {
            throw .environment(variable: variable)
        }
        self.address = address
        self.statementSeconds = statementSeconds
        guard let handle = unsafe Self.start(library, settings) else {
            throw .failed(code: "53200")  // out_of_memory, the only reason.
        }
        unsafe self.handle = handle
        _ = unsafe library.setVerbosity(handle, PostgresLibrary.codesOnly)
        _ = unsafe library.setNoticeReceiver(handle, { _, _ in }, nil)
        try finishConnecting()
        try begin()
    }

    deinit {
        if isWorking, unsafe library.status(handle) == PostgresLibrary.Status.ok { cancel() }
        unsafe library.finish(handle)
    }

    // MARK: Reading

    /// The columns that a statement answers; it is not run.
    ///
    /// - Parameter statement: One statement; the server takes no more.
    /// - Throws: ``PostgresError``.
    package func columns(of statement: String) throws(PostgresError) -> [PostgresColumn] {
        isWorking = true
        guard unsafe library.sendPrepare(handle, "", statement, 0, nil) == 1 else { throw dropped }
        unsafe library.clear(try result())
        isWorking = true
        guard unsafe library.sendDescribe(handle, "") == 1 else { throw dropped }
        let answer = try unsafe result()
        defer { unsafe library.clear(answer) }
        return (0..<(unsafe library.fieldCount(answer))).map { index in
            let name = unsafe library.fieldName(answer, index).map { unsafe String(cString: $0) }
            return PostgresColumn(
                name: name ?? "", type: unsafe library.fieldType(answer, index))
        }
    }

    /// Begins a `COPY … TO STDOUT`, whose bytes ``nextCopied()`` answers.
    ///
    /// - Throws: ``PostgresError``.
    package func copy(_ statement: String) throws(PostgresError) {
        try send(statement)
        unsafe library.clear(try result(wanting: PostgresLibrary.Answers.copyOut))
        isCopying = true
    }

    /// What one message of a copy may hold, a row: more than any row that is read.
    private static let rowByteCountMax: CInt = 1 << 25
    /// SQLSTATE program_limit_exceeded.
    private static let limitExceeded = "54000"

    /// The next bytes of the copy, some rows' worth; nil once the server has said that this was
    /// all.
    ///
    /// - Throws: ``PostgresError``.
    package func nextCopied() throws(PostgresError) -> [UInt8]? {
        guard isCopying else { return nil }
        var chunk: [UInt8] = []
        while chunk.count < Self.chunkByteCount {
            var row: UnsafeMutablePointer<CChar>?
            // SAFETY: the row is `count` bytes long and freed once it is copied.
            let count = unsafe library.copyData(handle, &row, 1)
            if count > 0, let bytes = unsafe row {
                guard count <= Self.rowByteCountMax else {
                    unsafe library.freeMemory(bytes)
                    throw .failed(code: Self.limitExceeded)
                }
                let raw = unsafe UnsafeRawBufferPointer(start: bytes, count: Int(count))
                unsafe chunk.append(contentsOf: raw)
                unsafe library.freeMemory(bytes)
            } else if count == 0 {
                // What has come is handed on before more is waited for.
                guard chunk.isEmpty else { return chunk }
                try awaitInput()
            } else {
                return try endCopy(chunk, isWhole: count == -1)
            }
        }
        return chunk
    }

    private func endCopy(
        _ chunk: [UInt8], isWhole: Bool
    ) throws(PostgresError) -> [UInt8]? {
        isCopying = false
        unsafe library.clear(try result())
        guard isWhole else { throw dropped }
        return chunk.isEmpty ? nil : chunk
    }

    // MARK: Statements

    /// What every statement runs under: the server's own limits, and names that nobody can shadow.
    private func begin() throws(PostgresError) {
        let milliseconds = 1_000 * statementSeconds
        for statement in [
            "SET default_transaction_read_only = on", "SET search_path = pg_catalog, pg_temp",
            "SET statement_timeout = \(milliseconds)", "SET lock_timeout = \(milliseconds)",
            "SET idle_in_transaction_session_timeout = \(milliseconds)",
            "SET TimeZone = 'UTC'", "SET DateStyle = 'ISO, YMD'", "SET IntervalStyle = 'postgres'",
            "SET standard_conforming_strings = on", "SET synchronize_seqscans = off",
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        ] {
            try send(statement)
            unsafe library.clear(try result())
        }
    }

    private func send(_ statement: String) throws(PostgresError) {
        isWorking = true
        // With parameters, though there are none: then the server takes one statement alone.
        let isSent = unsafe library.sendQuery(handle, statement, 0, nil, nil, nil, nil, 0)
        guard isSent == 1 else { throw dropped }
    }

    /// The answer to the last thing sent, once the server is done with it; to be cleared.
    private func result(
        wanting wanted: CInt? = nil
    ) throws(PostgresError) -> PostgresLibrary.Answer {
        while unsafe library.isBusy(handle) == 1 { try awaitInput() }
        guard let answer = unsafe library.answer(handle) else { throw dropped }
        let status = unsafe library.answerStatus(answer)
        let isGood =
            wanted.map { $0 == status }
            ?? (status == PostgresLibrary.Answers.done || status == PostgresLibrary.Answers.rows)
        guard isGood else {
            let error = unsafe error(of: answer)
            unsafe library.clear(answer)
            throw error
        }
        // A copy goes on; anything else ends with an empty answer.
        if status != PostgresLibrary.Answers.copyOut { try drain() }
        return unsafe answer
    }

    private func drain() throws(PostgresError) {
        for _ in 0..<Self.answerCountMax {
            while unsafe library.isBusy(handle) == 1 { try awaitInput() }
            guard let more = unsafe library.answer(handle) else {
                isWorking = false
                return
            }
            unsafe library.clear(more)
        }
        throw dropped
    }

    /// No statement of ours has more answers.
    private static let answerCountMax = 8

    private func awaitInput() throws(PostgresError) {
        let seconds = statementSeconds + Self.patienceSeconds
        guard try wait(for: POLLIN, seconds: seconds) else {
            throw .silent(server: address.text, seconds: seconds)
        }
        guard unsafe library.consumeInput(handle) == 1 else { throw dropped }
    }

    /// False where nothing came in time.
    func wait(for events: Int32, seconds: Int) throws(PostgresError) -> Bool {
        let end = Self.now + Int64(seconds) * 1_000
        while true {
            var place = pollfd(
                fd: unsafe library.socket(handle), events: Int16(events), revents: 0)
            let left = end - Self.now
            if Task.isCancelled { throw .cancelled }
            // SAFETY: the pointer is to a local variable and is used only during the call.
            let count = unsafe poll(&place, 1, Int32(max(0, min(left, Self.attentionMilliseconds))))
            if count > 0 { return true }
            if count < 0, errno != EINTR { return false }
            if left <= 0 { return false }
        }
    }

    /// So often it is looked whether somebody wants to stop, in milliseconds.
    private static let attentionMilliseconds: Int64 = 100

    /// Milliseconds of a clock that nobody sets.
    static var now: Int64 {
        var time = timespec()
        // SAFETY: the pointer is to a local variable and is used only during the call.
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }

    // MARK: Ends

    private func cancel() {
        guard let request = unsafe library.getCancel(handle) else { return }
        var words = [CChar](repeating: 0, count: 256)
        // SAFETY: at most the buffer's length is written; whether the server heard it is its own
        // matter, for the connection is closed next.
        _ = unsafe library.cancel(request, &words, CInt(words.count))
        unsafe library.freeCancel(request)
    }

    var dropped: PostgresError { .dropped(server: address.text) }
}
