#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Reads a file that a person named, from its beginning to its end, in chunks.
package struct FileReader: ~Copyable {
    /// The bytes of a chunk: large enough that the calls cost nothing, small enough for a cache.
    package static let chunkByteCount = 1 << 18

    private let path: String
    private let byteCountMax: Int
    private let descriptor: Int32
    /// The file's length when it was opened, in bytes; nil for a pipe.
    package private(set) var wholeByteCount: Int?
    private var byteCount = 0

    /// Opens the file.
    ///
    /// - Throws: ``StorageError``; among others where the file is larger than `byteCountMax`.
    package init(path: String, byteCountMax: Int) throws(StorageError) {
        self.path = path
        self.byteCountMax = byteCountMax
        // SAFETY: the path is a C string for the length of the call.
        descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure(path) }
        var status = stat()
        // SAFETY: the pointer is to a local variable and is used only during the call.
        let isKnown = unsafe fstat(descriptor, &status) == 0
        let error: StorageError? =
            if !isKnown {
                Self.failure(path)
            } else if status.st_size > byteCountMax {
                .tooLarge(path: path, limit: byteCountMax)
            } else {
                nil
            }
        if let error {
            close(descriptor)
            throw error
        }
        if status.st_mode & S_IFMT == S_IFREG { wholeByteCount = Int(status.st_size) }
    }

    deinit {
        close(descriptor)
    }

    /// The next bytes, at most ``chunkByteCount``; nil at the end.
    ///
    /// - Throws: ``StorageError``; also where a pipe yields more than the limit.
    package mutating func next() throws(StorageError) -> [UInt8]? {
        var result = 0
        // SAFETY: at most the buffer's capacity is written, and what was written is declared.
        let chunk = unsafe [UInt8](unsafeUninitializedCapacity: Self.chunkByteCount) {
            buffer, count in
            repeat {
                result = unsafe read(descriptor, buffer.baseAddress, buffer.count)
            } while result < 0 && errno == EINTR
            count = max(0, result)
        }
        guard result >= 0 else { throw Self.failure(path) }
        byteCount += result
        guard byteCount <= byteCountMax else {
            throw .tooLarge(path: path, limit: byteCountMax)
        }
        return result == 0 ? nil : chunk
    }

    private static func failure(_ path: String) -> StorageError {
        switch errno {
        case EACCES, EPERM: .denied(path: path)
        case let other: .failed(path: path, errno: other)
        }
    }
}
