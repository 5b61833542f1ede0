#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Another program, run to its end with little to read, little to say and little time.
///
/// No shell takes part: arguments reach the program as they are. It runs in a process group of its
/// own, which is killed when it takes too long or says too much.
// SAFETY: for the whole file, `unsafe` marks system calls; each pointer is to a local variable or
// array and is used only during the call, and C strings are freed after the one call that reads
// them.
package struct ChildProgram: Sendable {
    /// The most bytes that may go in: they fit into a pipe before the program even runs.
    package static let inputByteCountMax = 4_096
    private static let tickMilliseconds: Int32 = 20
    private static let busyCountMax = 50

    /// What a program that came to its end left.
    package struct Outcome: Sendable {
        /// What it wrote to standard output.
        package let output: [UInt8]
        /// What it wrote to standard error.
        package let errors: [UInt8]
        /// Its exit code; minus the signal's number where a signal ended it.
        package let status: Int32
    }

    /// Why a program came to no good end.
    @nonexhaustive
    package enum Failure: Error, Hashable, Sendable {
        /// It could not be started, with the system's own number for it.
        case notStarted(errno: Int32)
        /// It took longer than it may, in milliseconds, and was killed.
        case tooSlow(limit: Int)
        /// It wrote more than it may, in bytes, and was killed.
        case tooMuchOutput(limit: Int)
    }

    private let path: String
    private let arguments: [String]
    private let environment: [String: String]

    /// Names a program.
    ///
    /// - Parameters:
    ///   - path: Absolute; it is not searched for.
    ///   - environment: All of it; nothing is inherited.
    package init(path: String, arguments: [String], environment: [String: String]) {
        self.path = path
        self.arguments = arguments
        self.environment = environment
    }

    /// Runs it to its end.
    ///
    /// - Parameters:
    ///   - input: Its standard input, at most ``inputByteCountMax`` bytes.
    ///   - byteCountMax: For each of its two outputs.
    package func run(
        input: [UInt8], byteCountMax: Int, timeoutMilliseconds: Int
    ) throws(Failure) -> Outcome {
        precondition(input.count <= Self.inputByteCountMax, "it fits into a pipe")
        let given = try Pipe()
        let said = try Pipe()
        let complained = try Pipe()
        // Nobody reads yet and it fits: the write neither waits nor finds a broken pipe.
        given.write(input)
        given.closeWriter()
        let process = try spawn(given, said, complained)
        given.closeReader()
        said.closeWriter()
        complained.closeWriter()
        var watch = Watch(process: process, deadline: Self.now + timeoutMilliseconds)
        do throws(Failure) {
            while !watch.isOver {
                try watch.step(said, complained, byteCountMax, Self.tickMilliseconds)
                guard Self.now < watch.deadline || watch.isOver else {
                    throw .tooSlow(limit: timeoutMilliseconds)
                }
            }
        } catch {
            watch.end()
            throw error
        }
        kill(-process, SIGKILL)  // Whatever it left running behind it.
        return Outcome(output: watch.output, errors: watch.errors, status: watch.status)
    }

    private static var now: Int {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Int(time.tv_sec) * 1_000 + Int(time.tv_nsec) / 1_000_000
    }

    private func spawn(
        _ given: Pipe, _ said: Pipe, _ complained: Pipe
    ) throws(Failure) -> pid_t {
        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
            var attributes: posix_spawnattr_t?
        #else
            var actions = unsafe posix_spawn_file_actions_t()
            var attributes = posix_spawnattr_t()
        #endif
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, given.reader, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, said.writer, 1)
        unsafe posix_spawn_file_actions_adddup2(&actions, complained.writer, 2)
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var defaults = sigset_t()
        unsafe sigemptyset(&defaults)
        var mask = defaults
        for signal in [SIGPIPE, SIGINT, SIGTERM, SIGHUP] { unsafe sigaddset(&defaults, signal) }
        unsafe posix_spawnattr_setsigdefault(&attributes, &defaults)
        unsafe posix_spawnattr_setsigmask(&attributes, &mask)
        unsafe posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
        let words = unsafe CStrings([path] + arguments)
        let settings = unsafe CStrings(
            environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
        var process: pid_t = 0
        var code: Int32 = 0
        for _ in 0..<Self.busyCountMax {
            code = unsafe posix_spawn(
                &process, path, &actions, &attributes, words.pointers, settings.pointers)
            // Another thread's child may hold a program open for writing that was just installed.
            guard code == ETXTBSY else { break }
            _ = poll(nil, 0, Self.tickMilliseconds)
        }
        unsafe words.free()
        unsafe settings.free()
        guard code == 0 else { throw .notStarted(errno: code) }
        return process
    }
}

/// A list of C strings with nil behind it.
@unsafe private struct CStrings {
    let pointers: [UnsafeMutablePointer<CChar>?]

    init(_ texts: [String]) {
        unsafe pointers = texts.map { unsafe strdup($0) } + [nil]
    }

    func free() {
        unsafe pointers.forEach { unsafe releaseString($0) }
    }
}

private func releaseString(_ pointer: UnsafeMutablePointer<CChar>?) {
    unsafe free(pointer)
}

/// Two ends of a pipe, which no other child inherits; closed when it goes.
private final class Pipe {
    private(set) var reader: Int32
    private(set) var writer: Int32

    init() throws(ChildProgram.Failure) {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { throw .notStarted(errno: errno) }
        reader = ends[0]
        writer = ends[1]
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        _ = fcntl(reader, F_SETFL, 0)
    }

    deinit {
        closeReader()
        closeWriter()
    }

    func closeReader() { Self.close(&reader) }
    func closeWriter() { Self.close(&writer) }

    private static func close(_ end: inout Int32) {
        if end >= 0 { releaseDescriptor(end) }
        end = -1
    }

    func write(_ bytes: [UInt8]) {
        // SAFETY: the pointer covers the array's bytes.
        unsafe bytes.withUnsafeBytes { buffer in
            _ = unsafe systemWrite(writer, buffer)
        }
    }

    /// What is there now; nil at the end.
    func read(byteCountMax: Int) -> [UInt8]? {
        // SAFETY: as many bytes as the buffer has are written at most, and those are counted.
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: byteCountMax) { buffer, count in
            count = max(0, unsafe systemRead(reader, buffer))
        }
        return bytes.isEmpty ? nil : bytes
    }
}

private func releaseDescriptor(_ descriptor: Int32) {
    _ = close(descriptor)
}

@unsafe private func systemWrite(_ descriptor: Int32, _ buffer: UnsafeRawBufferPointer) -> Int {
    unsafe write(descriptor, buffer.baseAddress, buffer.count)
}

@unsafe private func systemRead(
    _ descriptor: Int32, _ buffer: UnsafeMutableBufferPointer<UInt8>
) -> Int {
    unsafe read(descriptor, buffer.baseAddress, buffer.count)
}

/// A child under watch: what it has said so far, and whether it is gone.
private struct Watch {
    private static let readByteCount = 16_384

    let process: pid_t
    let deadline: Int
    private(set) var output: [UInt8] = []
    private(set) var errors: [UInt8] = []
    private(set) var status: Int32 = 0
    private(set) var isOver = false

    init(process: pid_t, deadline: Int) {
        self.process = process
        self.deadline = deadline
    }

    /// Waits a little, takes what was said, and sees whether the program is gone.
    mutating func step(
        _ said: Pipe, _ complained: Pipe, _ byteCountMax: Int, _ milliseconds: Int32
    ) throws(ChildProgram.Failure) {
        // Looked at before the reading: what a program says, it says before it is gone.
        var code: Int32 = 0
        let hasEnded = unsafe waitpid(process, &code, WNOHANG) == process
        repeat {
            guard try take(said, complained, byteCountMax, hasEnded ? 0 : milliseconds) else {
                break
            }
        } while hasEnded
        guard hasEnded else { return }
        isOver = true
        status = code & 0x7f == 0 ? (code >> 8) & 0xff : -(code & 0x7f)
    }

    /// Whether there was something to take.
    private mutating func take(
        _ said: Pipe, _ complained: Pipe, _ byteCountMax: Int, _ milliseconds: Int32
    ) throws(ChildProgram.Failure) -> Bool {
        var ends = [
            pollfd(fd: said.reader, events: Int16(POLLIN), revents: 0),
            pollfd(fd: complained.reader, events: Int16(POLLIN), revents: 0),
        ]
        guard unsafe poll(&ends, nfds_t(ends.count), milliseconds) > 0 else { return false }
        var hasTaken = false
        if ends[0].revents != 0 {
            if let more = said.read(byteCountMax: Self.readByteCount) {
                output += more
                hasTaken = true
            } else {
                said.closeReader()
            }
        }
        if ends[1].revents != 0 {
            if let more = complained.read(byteCountMax: Self.readByteCount) {
                errors += more
                hasTaken = true
            } else {
                complained.closeReader()
            }
        }
        guard output.count <= byteCountMax, errors.count <= byteCountMax else {
            throw .tooMuchOutput(limit: byteCountMax)
        }
        return hasTaken
    }

    /// Kills it and all that it started, and waits until it is gone.
    mutating func end() {
        guard !isOver else { return }
        kill(-process, SIGKILL)
        kill(process, SIGKILL)
        var code: Int32 = 0
        while unsafe waitpid(process, &code, 0) < 0 && errno == EINTR {}
        isOver = true
    }
}
