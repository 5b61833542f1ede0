#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Writes that wait for the disk later, many of them together.
// SAFETY: for the whole file, `unsafe` before a system call marks that it takes a C string, which
// Swift makes for the length of the call.
extension FileStorage {
    package func writeUnsynced(_ bytes: [UInt8], to path: String) throws(StorageError) {
        try makeFolders(above: path)
        let final = fullPath(path)
        let temporary = "\(final).tmp\(getpid())"
        let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(path) }
        do throws(StorageError) {
            defer { close(descriptor) }
            try writeAll(bytes, to: descriptor, path: path)
        } catch {
            unsafe unlink(temporary)
            throw error
        }
        guard unsafe rename(temporary, final) == 0 else {
            let error = failure(path)
            unsafe unlink(temporary)
            throw error
        }
    }

    package func sync(_ paths: [String]) throws(StorageError) {
        var folders: Set<String> = [""]
        for path in Set(paths).sorted() {
            guard try syncOne(path) else { continue }
            var folder = path[...]
            while let slash = folder.lastIndex(of: "/") {
                folder = folder[..<slash]
                folders.insert(String(folder))
            }
        }
        // A folder's name is in the folder above it, so those come last.
        for folder in folders.sorted(by: >) { _ = try syncOne(folder) }
    }

    /// Gives a file another name, in place of what had it.
    package func move(_ path: String, to other: String) throws(StorageError) {
        guard unsafe rename(fullPath(path), fullPath(other)) == 0 else { throw failure(other) }
    }

    /// Gives a file another name, unless something has it; false where it has.
    package func moveAnew(_ path: String, to other: String) throws(StorageError) -> Bool {
        guard unsafe link(fullPath(path), fullPath(other)) != 0 else {
            // The file stands; its other name is nobody's loss.
            try? remove(path)
            return true
        }
        switch errno {
        case EEXIST: return false
        // A file system without second names: between looking and moving another may come.
        case EPERM, ENOTSUP, EOPNOTSUPP, ENOSYS, EMLINK:
            guard unsafe access(fullPath(other), F_OK) != 0 else { return false }
            try move(path, to: other)
            return true
        default: throw failure(other)
        }
    }

    package func byteCount(of path: String) throws(StorageError) -> Int? {
        var status = stat()
        // SAFETY: the pointer is to a local variable and is used only during the call.
        guard unsafe stat(fullPath(path), &status) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw failure(path)
        }
        return Int(status.st_size)
    }

    /// Whether there was something to sync.
    private func syncOne(_ path: String) throws(StorageError) -> Bool {
        let descriptor = unsafe open(fullPath(path), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return false }
            throw failure(path)
        }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure(path) }
        return true
    }
}
