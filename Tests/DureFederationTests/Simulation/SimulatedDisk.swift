import DureCore
import DureFederation
import Synchronization

/// What a crash looks like from inside: the storage stops answering.
struct SimulatedCrash: Error {}

/// A disk in memory.
///
/// It survives crashes of the process that uses it, and can be told to crash the process at its
/// n-th write: the write is then either done or not, as a real one would be.
final class SimulatedDisk: Storage, UploadSpool, EventLog {
    private struct State {
        var files: [String: [UInt8]] = [:]
        var chunks: [String: [UInt8]] = [:]
        var writesUntilCrash: Int?
        var crashesAfterWriting = false
        var isDown = false
        var forgets: String?
        var keeps: String?
        var history: [[UInt8]] = []
        var events: [(action: String, details: [String: JSONValue])] = []
    }

    private let state = Mutex(State())

    /// Crashes at the write after so many, before or after it has reached the disk.
    func crash(afterWrites count: Int, written: Bool) {
        state.withLock {
            $0.writesUntilCrash = count
            $0.crashesAfterWriting = written
        }
    }

    /// Starts the process anew.
    func restart() {
        state.withLock {
            $0.isDown = false
            $0.writesUntilCrash = nil
        }
    }

    /// Loses every file whose path ends so, as a broken double would.
    func forget(_ suffix: String) {
        state.withLock { $0.forgets = suffix }
    }

    /// Remembers all that is ever written to files whose path ends so.
    func keepHistory(of suffix: String) {
        state.withLock { $0.keeps = suffix }
    }

    var history: [[UInt8]] { state.withLock { $0.history } }

    /// Whether there is such a file.
    func has(_ path: String) -> Bool { state.withLock { $0.files[path] != nil } }

    var isDown: Bool { state.withLock { $0.isDown } }

    var events: [(action: String, details: [String: JSONValue])] { state.withLock { $0.events } }

    func read(_ path: String, byteCountMax: Int) throws(StorageError) -> [UInt8]? {
        try check(path)
        return state.withLock { state in
            if let suffix = state.forgets, path.hasSuffix(suffix) { return nil }
            return state.files[path]
        }
    }

    func write(_ bytes: [UInt8], to path: String) throws(StorageError) {
        try change(path) { state in
            state.files[path] = bytes
            if let suffix = state.keeps, path.hasSuffix(suffix) { state.history.append(bytes) }
        }
    }

    func append(_ bytes: [UInt8], to path: String) throws(StorageError) {
        try change(path) { $0.files[path, default: []] += bytes }
    }

    func remove(_ path: String) throws(StorageError) {
        try change(path) { $0.files[path] = nil }
    }

    func list(_ folder: String) throws(StorageError) -> [String] {
        try check(folder)
        return state.withLock { state in
            let prefix = folder + "/"
            let names = state.files.keys.filter { $0.hasPrefix(prefix) }
                .compactMap { $0.dropFirst(prefix.count).split(separator: "/").first }
            return Set(names.map(String.init)).sorted()
        }
    }

    func locked<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        try body()
    }

    func write(
        _ bytes: [UInt8], chunk: Int, of member: UInt32, in attempt: Digest
    ) throws(StorageError) {
        try change("spool") { $0.chunks["\(attempt.hex)/\(member)/\(chunk)"] = bytes }
    }

    func read(
        chunk: Int, of member: UInt32, in attempt: Digest
    ) throws(StorageError) -> [UInt8] {
        try check("spool")
        return state.withLock { $0.chunks["\(attempt.hex)/\(member)/\(chunk)"] ?? [] }
    }

    func clear(keeping attempt: Digest?) throws(StorageError) {
        try change("spool") { state in
            state.chunks = state.chunks.filter { key, _ in
                attempt.map { key.hasPrefix($0.hex) } ?? false
            }
        }
    }

    func record(_ action: String, object: Digest?, details: [String: JSONValue]) throws {
        try change("ledger") { $0.events.append((action, details)) }
    }

    private func check(_ path: String) throws(StorageError) {
        if isDown { throw .failed(path: path, errno: 5) }
    }

    private func change(
        _ path: String, _ body: (inout State) -> Void
    ) throws(StorageError) {
        let isDown = state.withLock { state in
            if state.isDown { return true }
            guard let left = state.writesUntilCrash else {
                body(&state)
                return false
            }
            if left > 0 || state.crashesAfterWriting { body(&state) }
            state.writesUntilCrash = left - 1
            state.isDown = left == 0
            return state.isDown
        }
        if isDown { throw .failed(path: path, errno: 5) }
    }
}
