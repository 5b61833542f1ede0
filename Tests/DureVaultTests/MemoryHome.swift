import DureCore
import Synchronization

@testable import DureVault

/// A home folder in memory, which can stop working after so many changes, as a crash does.
final class MemoryHome: PrivateStorage {
    private struct State {
        var files: [String: [UInt8]] = [:]
        var exposed: Set<String> = []
        var changesLeft = Int.max
    }

    private let state = Mutex(State())

    /// The files by path.
    var files: [String: [UInt8]] {
        get { state.withLock { $0.files } }
        set { state.withLock { $0.files = newValue } }
    }

    /// Paths that others may read.
    func expose(_ path: String) { state.withLock { _ = $0.exposed.insert(path) } }

    /// After so many more changes every further one fails.
    func crash(afterChanges count: Int) { state.withLock { $0.changesLeft = count } }

    func read(_ path: String, byteCountMax: Int) throws(StorageError) -> [UInt8]? {
        guard let bytes = files[path] else { return nil }
        guard bytes.count <= byteCountMax else { throw .tooLarge(path: path, limit: byteCountMax) }
        return bytes
    }

    func write(_ bytes: [UInt8], to path: String) throws(StorageError) {
        try change(path) { $0[path] = bytes }
    }

    func append(_ bytes: [UInt8], to path: String) throws(StorageError) {
        try change(path) { $0[path, default: []] += bytes }
    }

    func remove(_ path: String) throws(StorageError) {
        try change(path) { $0[path] = nil }
    }

    func list(_ folder: String) throws(StorageError) -> [String] {
        files.keys.filter { $0.hasPrefix(folder + "/") }
            .map { String($0.dropFirst(folder.count + 1)) }
            .filter { !$0.contains("/") }.sorted()
    }

    func locked<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        try body()
    }

    func isExposed(_ path: String) throws(StorageError) -> Bool {
        state.withLock { $0.exposed.contains(path) }
    }

    private func change(
        _ path: String, _ body: (inout [String: [UInt8]]) -> Void
    ) throws(StorageError) {
        let isAlive = state.withLock { state in
            guard state.changesLeft > 0 else { return false }
            state.changesLeft -= 1
            body(&state.files)
            return true
        }
        guard isAlive else { throw .failed(path: path, errno: 5) }
    }
}
