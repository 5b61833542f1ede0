#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The process's own output streams: each write goes out at once, so that whoever reads a pipe sees
/// a line when it is said.
package enum StandardStreams {
    /// Writes a line to standard output.
    package static func out(_ line: String) {
        write(line + "\n", to: STDOUT_FILENO)
    }

    /// Writes bytes to standard output as they are.
    ///
    /// - Throws: ``StorageError`` where not all of them could be written, as on a full disk.
    package static func out(bytes: [UInt8]) throws(StorageError) {
        switch write(bytes, to: STDOUT_FILENO) {
        case 0: break
        case ENOSPC: throw .full(path: "standard output")
        case let code: throw .failed(path: "standard output", errno: code)
        }
    }

    /// Writes a line to standard error.
    package static func error(_ line: String) {
        write(line + "\n", to: STDERR_FILENO)
    }

    /// Writes text to standard error without a line's end, for a progress line that is redrawn.
    package static func status(_ text: String) {
        write(text, to: STDERR_FILENO)
    }

    /// Whether a person watches standard error.
    package static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    private static func write(_ text: String, to descriptor: Int32) {
        // A closed pipe loses the rest; there is nobody left to tell.
        _ = write(Array(text.utf8), to: descriptor)
    }

    /// Zero, or the system's code for why the rest could not be written.
    private static func write(_ whole: [UInt8], to descriptor: Int32) -> Int32 {
        var bytes = whole[...]
        while !bytes.isEmpty {
            // SAFETY: the pointer covers the bytes and is used only during the call.
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe systemWrite(descriptor, buffer)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return errno }
            bytes = bytes.dropFirst(count)
        }
        return 0
    }

    @unsafe private static func systemWrite(
        _ descriptor: Int32, _ buffer: UnsafeRawBufferPointer
    ) -> Int {
        #if canImport(Glibc)
            unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count)
        #elseif canImport(Musl)
            unsafe Musl.write(descriptor, buffer.baseAddress, buffer.count)
        #elseif canImport(Darwin)
            unsafe Darwin.write(descriptor, buffer.baseAddress, buffer.count)
        #endif
    }
}
