#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The functions of libpq that a reader needs (PostgreSQL 14 and later).
// SAFETY: the types are those of libpq-fe.h, whose functions keep them within version 5 of the
// library; each is called with the pointers that its manual asks for, by PostgresConnection alone.
@safe struct PostgresLibrary {
    typealias Connection = OpaquePointer
    typealias Answer = OpaquePointer
    typealias Text = UnsafePointer<CChar>
    typealias Texts = UnsafePointer<UnsafePointer<CChar>?>

    let connectStart: @convention(c) (Texts, Texts, CInt) -> Connection?
    let connectPoll: @convention(c) (Connection) -> CInt
    let status: @convention(c) (Connection) -> CInt
    let socket: @convention(c) (Connection) -> CInt
    let errorMessage: @convention(c) (Connection) -> Text?
    let setVerbosity: @convention(c) (Connection, CInt) -> CInt
    let setNoticeReceiver:
        @convention(c) (
            Connection, @convention(c) (UnsafeMutableRawPointer?, Answer?) -> Void,
            UnsafeMutableRawPointer?
        ) -> UnsafeMutableRawPointer?
    let finish: @convention(c) (Connection) -> Void
    let sendQuery:
        @convention(c) (
            Connection, Text, CInt, UnsafePointer<UInt32>?, Texts?, UnsafePointer<CInt>?,
            UnsafePointer<CInt>?, CInt
        ) -> CInt
    let sendPrepare: @convention(c) (Connection, Text, Text, CInt, UnsafePointer<UInt32>?) -> CInt
    let sendDescribe: @convention(c) (Connection, Text) -> CInt
    let consumeInput: @convention(c) (Connection) -> CInt
    let isBusy: @convention(c) (Connection) -> CInt
    let answer: @convention(c) (Connection) -> Answer?
    let answerStatus: @convention(c) (Answer) -> CInt
    let errorField: @convention(c) (Answer, CInt) -> Text?
    let fieldCount: @convention(c) (Answer) -> CInt
    let fieldName: @convention(c) (Answer, CInt) -> Text?
    let fieldType: @convention(c) (Answer, CInt) -> UInt32
    let clear: @convention(c) (Answer) -> Void
    let copyData:
        @convention(c) (Connection, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>, CInt)
            -> CInt
    let freeMemory: @convention(c) (UnsafeMutableRawPointer?) -> Void
    let getCancel: @convention(c) (Connection) -> OpaquePointer?
    let cancel: @convention(c) (OpaquePointer, UnsafeMutablePointer<CChar>, CInt) -> CInt
    let freeCancel: @convention(c) (OpaquePointer) -> Void
    private let defaults: @convention(c) () -> UnsafeMutableRawPointer?
    private let freeDefaults: @convention(c) (UnsafeMutableRawPointer?) -> Void

    private static let versionMin: CInt = 140_000

    /// Loads the library.
    init() throws(SharedLibraryError) {
        #if canImport(Darwin)
            let library = try SharedLibrary("libpq", files: ["libpq.5.dylib"])
        #else
            let library = try SharedLibrary("libpq", files: ["libpq.so.5"])
        #endif
        let version: @convention(c) () -> CInt = try library.function("PQlibVersion")
        // Older ones do not know all the settings that are given.
        guard version() >= Self.versionMin else { throw .tooOld(library: "libpq") }
        unsafe connectStart = try library.function("PQconnectStartParams")
        unsafe connectPoll = try library.function("PQconnectPoll")
        unsafe status = try library.function("PQstatus")
        unsafe socket = try library.function("PQsocket")
        unsafe errorMessage = try library.function("PQerrorMessage")
        unsafe setVerbosity = try library.function("PQsetErrorVerbosity")
        unsafe setNoticeReceiver = try library.function("PQsetNoticeReceiver")
        unsafe finish = try library.function("PQfinish")
        unsafe sendQuery = try library.function("PQsendQueryParams")
        unsafe sendPrepare = try library.function("PQsendPrepare")
        unsafe sendDescribe = try library.function("PQsendDescribePrepared")
        unsafe consumeInput = try library.function("PQconsumeInput")
        unsafe isBusy = try library.function("PQisBusy")
        unsafe answer = try library.function("PQgetResult")
        unsafe answerStatus = try library.function("PQresultStatus")
        unsafe errorField = try library.function("PQresultErrorField")
        unsafe fieldCount = try library.function("PQnfields")
        unsafe fieldName = try library.function("PQfname")
        unsafe fieldType = try library.function("PQftype")
        unsafe clear = try library.function("PQclear")
        unsafe copyData = try library.function("PQgetCopyData")
        unsafe freeMemory = try library.function("PQfreemem")
        unsafe getCancel = try library.function("PQgetCancel")
        unsafe cancel = try library.function("PQcancel")
        unsafe freeCancel = try library.function("PQfreeCancel")
        unsafe defaults = try library.function("PQconndefaults")
        unsafe freeDefaults = try library.function("PQconninfoFree")
    }

    /// A variable of the environment from which libpq would take a setting that is not given.
    func straySetting(besides given: Set<String>) -> String? {
        // SAFETY: PQconndefaults answers an array of PQconninfoOption, six pointers and an integer
        // each, that ends with one whose keyword is null; the texts live until it is freed.
        // A service's file is not even looked into, for it may name a directory to ask.
        if let service = unsafe getenv("PGSERVICE"), unsafe service.pointee != 0 {
            return "PGSERVICE"
        }
        guard let options = unsafe defaults() else { return nil }
        defer { unsafe freeDefaults(options) }
        let stride = 7 * MemoryLayout<Int>.stride
        for index in 0..<Self.settingCountMax {
            let option = unsafe options + index * stride
            guard let keyword = unsafe option.load(as: Text?.self) else { return nil }
            let place = MemoryLayout<Int>.stride
            guard let variable = unsafe option.load(fromByteOffset: place, as: Text?.self),
                !given.contains(unsafe String(cString: keyword)),
                let value = unsafe getenv(variable), unsafe value.pointee != 0
            else { continue }
            return unsafe String(cString: variable)
        }
        return nil
    }

    /// More settings than libpq has.
    private static let settingCountMax = 256

    // Numbers of the library's own enumerations.
    enum Polling { static let failed: CInt = 0, reading: CInt = 1, writing: CInt = 2, ok: CInt = 3 }
    enum Status {
        static let ok: CInt = 0, started: CInt = 2, needed: CInt = 8, securing: CInt = 7
    }
    enum Answers { static let done: CInt = 1, rows: CInt = 2, copyOut: CInt = 3 }
    enum Fields { static let code: CInt = 67, place: CInt = 80 }
    static let codesOnly: CInt = 3
}
