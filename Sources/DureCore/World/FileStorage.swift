#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif
internal import FoundationEssentials

/// Files under one folder of the machine's own disk, readable by this user alone.
// SAFETY: for the whole file, `unsafe` before a system call marks that it takes a C string, which
// Swift makes for the length of the call.
package struct FileStorage: Storage {
    /// The folder's path.
    package let root: String

    /// Uses the folder, which is made (mode 0700) when the first file is written.
    package init(root: String) {
        self.root = root
    }

    package func read(_ path: String, byteCountMax: Int) throws(StorageError) -> [UInt8]? {
        var bytes: [UInt8] = []
        return try read(path, byteCountMax: byteCountMax, into: &bytes) ? bytes : nil
    }

    package func read(
        _ path: String, byteCountMax: Int, into bytes: inout [UInt8]
    ) throws(StorageError) -> Bool {
        let descriptor = unsafe open(fullPath(path), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return false }
            throw failure(path)
        }
        defer { close(descriptor) }
        var status = stat()
        // SAFETY: the pointer is to a local variable and is used only during the call.
        guard unsafe fstat(descriptor, &status) == 0 else { throw failure(path) }
        guard status.st_size <= byteCountMax else {
            throw .tooLarge(path: path, limit: byteCountMax)
        }
        bytes.removeAll(keepingCapacity: true)
        try readAll(descriptor, byteCount: Int(status.st_size), path: path, into: &bytes)
        return true
    }

    package func write(_ bytes: [UInt8], to path: String) throws(StorageError) {
        try makeFolders(above: path)
        let final = fullPath(path)
        let temporary = "\(final).tmp\(getpid())"
        let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(path) }
        do throws(StorageError) {
            defer { close(descriptor) }
            try writeAll(bytes, to: descriptor, path: path)
            guard fsync(descriptor) == 0 else { throw failure(path) }
        } catch {
            unsafe unlink(temporary)
            throw error
        }
        guard unsafe rename(temporary, final) == 0 else {
            let error = failure(path)
            unsafe unlink(temporary)
            throw error
        }
        try syncFolder(of: path)
    }

    /// Writes a file without waiting for the disk: for what a crash may take.
    package func writeVolatile(_ bytes: [UInt8], to path: String) throws(StorageError) {
        try writeWithoutSync(bytes, to: path, flags: O_TRUNC)
    }

    /// Adds to a file without waiting for the disk: for logs.
    package func appendVolatile(_ bytes: [UInt8], to path: String) throws(StorageError) {
        try writeWithoutSync(bytes, to: path, flags: O_APPEND)
    }

    private func writeWithoutSync(
        _ bytes: [UInt8], to path: String, flags: Int32
    ) throws(StorageError) {
        try makeFolders(above: path)
        let flags = O_WRONLY | O_CREAT | O_CLOEXEC | flags
        let descriptor = unsafe open(fullPath(path), flags, 0o600)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        try writeAll(bytes, to: descriptor, path: path)
    }

    package func append(_ bytes: [UInt8], to path: String) throws(StorageError) {
        try makeFolders(above: path)
        let descriptor = unsafe open(
            fullPath(path), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        try writeAll(bytes, to: descriptor, path: path)
        guard fsync(descriptor) == 0 else { throw failure(path) }
    }

    package func remove(_ path: String) throws(StorageError) {
        guard unsafe unlink(fullPath(path)) == 0 || errno == ENOENT else { throw failure(path) }
    }

    /// Removes the folder with everything in it.
    package func removeAll() throws(StorageError) {
        do {
            try FileManager.default.removeItem(atPath: root)
        } catch {
            throw .failed(path: root, errno: errno)
        }
    }

    package func list(_ folder: String) throws(StorageError) -> [String] {
        // SAFETY: the handle is closed before the function returns; names are copied at once.
        guard let handle = unsafe opendir(fullPath(folder)) else {
            if errno == ENOENT { return [] }
            throw failure(folder)
        }
        defer { unsafe closedir(handle) }
        var names: [String] = []
        while let entry = unsafe readdir(handle) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    package func locked<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        try makeFolders(above: path)
        let descriptor = unsafe open(fullPath(path), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw failure(path) }
        }
        return try body()
    }

    func fullPath(_ path: String) -> String {
        path.isEmpty ? root : "\(root)/\(path)"
    }

    func failure(_ path: String) -> StorageError {
        switch errno {
        case ENOSPC, EDQUOT: .full(path: path)
        case EACCES, EPERM, EROFS: .denied(path: path)
        case let other: .failed(path: path, errno: other)
        }
    }

    func makeFolders(above path: String) throws(StorageError) {
        var folder = ""
        for part in fullPath(path).split(separator: "/", omittingEmptySubsequences: false)
            .dropLast()
        {
            folder += part + "/"
            if unsafe mkdir(folder, 0o700) != 0 && errno != EEXIST && errno != EISDIR {
                throw failure(path)
            }
        }
    }

    private func syncFolder(of path: String) throws(StorageError) {
        let folder = fullPath(path).split(separator: "/", omittingEmptySubsequences: false)
            .dropLast().joined(separator: "/")
        let descriptor = unsafe open(folder.isEmpty ? "/" : folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure(path) }
    }

    private func readAll(
        _ descriptor: Int32, byteCount: Int, path: String, into bytes: inout [UInt8]
    ) throws(StorageError) {
        var isComplete = true
        bytes.append(addingCapacity: byteCount) { out in
            // SAFETY: at most `byteCount` bytes are written, for which there is room, and exactly
            // those are declared initialised.
            unsafe out.withUnsafeMutableBufferPointer { buffer, count in
                while count < byteCount {
                    guard let start = buffer.baseAddress else { return }
                    let got = unsafe Self.read(descriptor, start + count, byteCount - count)
                    if got < 0 && errno == EINTR { continue }
                    if got < 0 { isComplete = false }
                    guard got > 0 else { return }
                    count += got
                }
            }
        }
        guard isComplete else { throw failure(path) }
    }

    @unsafe private static func read(
        _ descriptor: Int32, _ buffer: UnsafeMutablePointer<UInt8>, _ byteCount: Int
    ) -> Int {
        #if canImport(Glibc)
            unsafe Glibc.read(descriptor, buffer, byteCount)
        #elseif canImport(Musl)
            unsafe Musl.read(descriptor, buffer, byteCount)
        #elseif canImport(Darwin)
            unsafe Darwin.read(descriptor, buffer, byteCount)
        #endif
    }

    func writeAll(
        _ bytes: [UInt8], to descriptor: Int32, path: String
    ) throws(StorageError) {
        var written = 0
        while written < bytes.count {
            // SAFETY: the pointer covers the array's bytes and is used only during the call.
            let count = unsafe bytes.withUnsafeBytes { buffer in
                guard let start = buffer.baseAddress else { return 0 }
                return unsafe Self.write(descriptor, start + written, bytes.count - written)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw failure(path) }
            written += count
        }
    }

    @unsafe private static func write(
        _ descriptor: Int32, _ buffer: UnsafeRawPointer, _ byteCount: Int
    ) -> Int {
        #if canImport(Glibc)
            unsafe Glibc.write(descriptor, buffer, byteCount)
        #elseif canImport(Musl)
            unsafe Musl.write(descriptor, buffer, byteCount)
        #elseif canImport(Darwin)
            unsafe Darwin.write(descriptor, buffer, byteCount)
        #endif
    }
}
