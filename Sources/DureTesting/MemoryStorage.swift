package import DureCore
internal import Synchronization

/// Files in memory, which can crash like a machine: at a chosen operation, with a torn write.
///
/// Copies of the reference share the files, as processes share a disk.
package final class MemoryStorage: Storage, Sendable {
    /// What a crash leaves of the write that it hits.
    package enum Tear: Sendable, Hashable {
        /// Nothing: the old file stands. This is what ``Storage`` promises.
        case nothing
        /// The new file, whole, though the caller never hears of it.
        case everything
        /// The first bytes, in place of the old file. ``Storage`` promises that this cannot be: it
        /// is how a lying disk is tested.
        case firstBytes(Int)
    }

    private struct State {
        var files: [String: [UInt8]] = [:]
        var locks: [String: NamedLock] = [:]
        var operationCount = 0
        var crash: (operation: Int, tear: Tear)?
        var isDown = false
    }

    private final class NamedLock: Sendable {
        let mutex = Mutex(())
    }

    private let state = Mutex(State())

    /// Starts with these files.
    package init(files: [String: [UInt8]] = [:]) {
        state.withLock { $0.files = files }
    }

    // MARK: What a test may do to the disk

    /// All files, by path.
    ///
    /// Setting them is what an intruder does.
    package var files: [String: [UInt8]] {
        get { state.withLock { $0.files } }
        set { state.withLock { $0.files = newValue } }
    }

    /// How many operations have changed a file, or tried to.
    package var operationCount: Int { state.withLock { $0.operationCount } }

    /// Whether it has crashed and was not brought up again.
    package var isDown: Bool { state.withLock { $0.isDown } }

    /// Lets so many more changes through and fails the one after them, and everything from then on
    /// until ``restart()``.
    package func crash(afterOperations count: Int, tear: Tear = .nothing) {
        state.withLock { $0.crash = (operation: $0.operationCount + count, tear: tear) }
    }

    /// Brings the machine back up, with the files as the crash left them; a crash that has not come
    /// yet is called off.
    package func restart() {
        state.withLock {
            $0.isDown = false
            $0.crash = nil
        }
    }

    /// The files as another machine would find them in a copy of the disk.
    package func copy() -> MemoryStorage { MemoryStorage(files: files) }

    // MARK: Storage

    package func read(_ path: String, byteCountMax: Int) throws(StorageError) -> [UInt8]? {
        let (bytes, isDown) = state.withLock { ($0.files[path], $0.isDown) }
        guard !isDown else { throw Self.down(path) }
        guard let bytes, bytes.count > byteCountMax else { return bytes }
        throw .tooLarge(path: path, limit: byteCountMax)
    }

    package func write(_ bytes: [UInt8], to path: String) throws(StorageError) {
        try change(path) { _ in bytes }
    }

    package func append(_ bytes: [UInt8], to path: String) throws(StorageError) {
        try change(path) { ($0 ?? []) + bytes }
    }

    package func remove(_ path: String) throws(StorageError) {
        try change(path) { _ in nil }
    }

    package func list(_ folder: String) throws(StorageError) -> [String] {
        let (paths, isDown) = state.withLock { (Array($0.files.keys), $0.isDown) }
        guard !isDown else { throw Self.down(folder) }
        let prefix = folder.isEmpty ? "" : folder + "/"
        let names = paths.filter { $0.hasPrefix(prefix) }.compactMap {
            $0.dropFirst(prefix.count).split(separator: "/").first.map(String.init)
        }
        return Set(names).sorted()
    }

    package func locked<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        let lock = state.withLock { state in
            let lock = state.locks[path] ?? NamedLock()
            state.locks[path] = lock
            return lock
        }
        var result: Result?
        try lock.mutex.withLock { _ in result = try body() }
        guard let result else { throw Self.down(path) }
        return result
    }

    /// Makes one change, or crashes over it.
    ///
    /// A file that becomes nil is removed.
    private func change(
        _ path: String, _ new: ([UInt8]?) -> [UInt8]?
    ) throws(StorageError) {
        let isDone = state.withLock { state in
            guard !state.isDown else { return false }
            let old = state.files[path]
            let operation = state.operationCount
            state.operationCount += 1
            guard let crash = state.crash, crash.operation == operation else {
                state.files[path] = new(old)
                return true
            }
            state.isDown = true
            switch crash.tear {
            case .nothing: break
            case .everything: state.files[path] = new(old)
            case .firstBytes(let count):
                state.files[path] = new(old).map { Array($0.prefix(count)) }
            }
            return false
        }
        guard isDone else { throw Self.down(path) }
    }

    /// EIO: what a disk answers that is no longer there.
    private static func down(_ path: String) -> StorageError { .failed(path: path, errno: 5) }
}
