import DureCore
import Synchronization

/// Files in memory, with a fault to order: what a torn disk or a crash leaves behind.
final class MemoryStorage: Storage {
    private struct State {
        var files: [String: [UInt8]] = [:]
        var writeCount = 0
        var failsWrites = false
    }

    private let state = Mutex(State())

    var writeCount: Int { state.withLock { $0.writeCount } }

    func set(_ bytes: [UInt8]?, at path: String) {
        state.withLock { $0.files[path] = bytes }
    }

    func setFailsWrites(_ value: Bool) {
        state.withLock { $0.failsWrites = value }
    }

    func read(_ path: String, byteCountMax: Int) throws(StorageError) -> [UInt8]? {
        state.withLock { $0.files[path] }
    }

    func write(_ bytes: [UInt8], to path: String) throws(StorageError) {
        let isRefused = state.withLock { state in
            guard !state.failsWrites else { return true }
            state.files[path] = bytes
            state.writeCount += 1
            return false
        }
        if isRefused { throw .full(path: path) }
    }

    func append(_ bytes: [UInt8], to path: String) throws(StorageError) {
        state.withLock { $0.files[path, default: []] += bytes }
    }

    func remove(_ path: String) throws(StorageError) {
        state.withLock { $0.files[path] = nil }
    }

    func list(_ folder: String) throws(StorageError) -> [String] {
        state.withLock { $0.files.keys.sorted() }
    }

    func locked<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        try body()
    }
}
