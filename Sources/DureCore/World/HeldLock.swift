#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A lock on a file that its process holds until it lets go or dies, however it dies.
package final class HeldLock: Sendable {
    private let descriptor: Int32

    fileprivate init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }
}

extension FileStorage {
    /// Takes the lock of a file, without waiting; the file then holds this process's number.
    ///
    /// The system lets go of it when the process ends, also after `kill -9`.
    ///
    /// - Returns: nil where another process holds it.
    package func hold(_ path: String) throws(StorageError) -> HeldLock? {
        try makeFolders(above: path)
        // SAFETY: the system copies the path, a C string for the length of the call.
        let descriptor = unsafe open(fullPath(path), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(path) }
        let lock = HeldLock(descriptor)
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            if errno == EWOULDBLOCK { return nil }
            guard errno == EINTR else { throw failure(path) }
        }
        guard ftruncate(descriptor, 0) == 0 else { throw failure(path) }
        try writeAll(Array("\(getpid())\n".utf8), to: descriptor, path: path)
        return lock
    }

    /// Takes a share in the lock of a file: many may have one, as long as nobody holds it alone;
    /// for that end it waits.
    package func share(_ path: String) throws(StorageError) -> HeldLock {
        try makeFolders(above: path)
        // SAFETY: the system copies the path, a C string for the length of the call.
        let descriptor = unsafe open(fullPath(path), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(path) }
        let lock = HeldLock(descriptor)
        while flock(descriptor, LOCK_SH) != 0 {
            guard errno == EINTR else { throw failure(path) }
        }
        return lock
    }

    /// The number of the process that took the lock last; nil where the file does not say.
    package func holder(of path: String) throws(StorageError) -> Int? {
        guard let bytes = try read(path, byteCountMax: 64) else { return nil }
        return Int(String(decoding: bytes, as: UTF8.self).prefix { $0.isNumber })
    }

    /// Removes what writes left that were cut short: temporary files whose process is gone.
    ///
    /// - Returns: How many there were.
    @discardableResult
    package func removeLeftovers() throws(StorageError) -> Int {
        try removeLeftovers(in: "", depth: 0)
    }

    /// Deeper than any folder of a home.
    private static let depthMax = 12

    private func removeLeftovers(in folder: String, depth: Int) throws(StorageError) -> Int {
        var count = 0
        for name in try list(folder) {
            let path = folder.isEmpty ? name : "\(folder)/\(name)"
            if let process = Self.process(ofTemporary: name) {
                // Signal 0 only asks; whoever belongs to another user lives as well.
                guard kill(process, 0) != 0, errno == ESRCH else { continue }
                try remove(path)
                count += 1
            } else if depth < Self.depthMax, isFolder(path) {
                count += try removeLeftovers(in: path, depth: depth + 1)
            }
        }
        return count
    }

    /// The process in a name such as `node.toml.tmp4711`.
    private static func process(ofTemporary name: String) -> Int32? {
        let parts = name.split(separator: ".tmp", omittingEmptySubsequences: false)
        guard parts.count > 1, let number = parts.last.flatMap({ Int32($0) }) else { return nil }
        return number > 0 ? number : nil
    }

    private func isFolder(_ path: String) -> Bool {
        var status = stat()
        // SAFETY: the path is a C string for the length of the call, as is the local variable.
        guard unsafe lstat(fullPath(path), &status) == 0 else { return false }
        return status.st_mode & S_IFMT == S_IFDIR
    }
}
