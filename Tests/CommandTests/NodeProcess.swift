import DureCore
import Foundation

/// A coordinator or a member as a process that can be killed and started again.
final class NodeProcess {
    let name: String
    let home: String
    private let arguments: [String]
    private var process: Process?

    init(name: String, home: String, _ arguments: [String]) {
        self.name = name
        self.home = home
        self.arguments = arguments
    }

    /// The process's number while it runs.
    var number: Int32? { isRunning ? process?.processIdentifier : nil }

    /// Sends a signal, waits for the end, and answers the exit code.
    func stop(_ signal: Int32) -> Int32? {
        guard let process, process.isRunning else { return nil }
        Foundation.kill(process.processIdentifier, signal)
        guard let end = process.waitForEnd(), end.reason == .exit else { return nil }
        return end.status
    }

    var isRunning: Bool { process?.isRunning ?? false }

    /// Starts it; what it prints is added to `home.out` and `home.err` beside its home.
    func start() throws {
        precondition(!isRunning, "one process for a home")
        let process = Process()
        process.executableURL = URL(filePath: Program.path)
        process.arguments = arguments + ["--home", home, "--json"]
        process.environment = ["DURE_LANG": "en"]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try log(".out")
        process.standardError = try log(".err")
        try process.run()
        self.process = process
    }

    private func log(_ ending: String) throws -> FileHandle {
        let path = home + ending
        if !FileManager.default.fileExists(atPath: path) {
            try Data().write(to: URL(filePath: path))
        }
        let handle = try FileHandle(forWritingTo: URL(filePath: path))
        try handle.seekToEnd()
        return handle
    }

    /// Ends it as a power cut would, and waits until it is gone.
    func kill() {
        guard let process, process.isRunning else { return }
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitForEnd()
        self.process = nil
    }

    /// Everything it has printed in all its lives; a line that a kill cut short is left out.
    func events() throws -> [JSONValue] {
        let text = try String(contentsOf: URL(filePath: home + ".out"), encoding: .utf8)
        let end = text.lastIndex(of: "\n") ?? text.startIndex
        return text[..<end].split(separator: "\n").compactMap { line in
            try? JSONValue(parsing: Array(line.utf8), byteCountMax: 1 << 20)
        }
    }

    /// What it had to say to people, for the report of a failure.
    func errors() throws -> String {
        try String(contentsOf: URL(filePath: home + ".err"), encoding: .utf8)
    }
}

/// The number that makes a test's random moments repeat; `DURE_SEED=n` replays one.
struct CrashSeed: CustomStringConvertible, Sendable {
    private var state: UInt64
    let description: String

    static func batch(_ numbers: UInt64...) -> [CrashSeed] {
        let named = ProcessInfo.processInfo.environment["DURE_SEED"].flatMap { UInt64($0) }
        return (named.map { [$0] } ?? numbers).map { CrashSeed($0) }
    }

    init(_ number: UInt64) {
        state = number
        description = "DURE_SEED=\(number)"
    }

    /// SplitMix64 (Steele, Lea, Flood 2014), reduced to `0..<bound`.
    mutating func next(below bound: Int) -> Int {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return Int((word ^ (word >> 31)) % UInt64(bound))
    }
}

/// A wait that took longer than it may.
struct TimedOut: Error, CustomStringConvertible {
    let description: String
}

/// Looks every 10 ms until it is so, or the time is over.
func wait(
    _ seconds: Double, for what: String, until isSo: () throws -> Bool
) async throws {
    let deadline = Date(timeIntervalSinceNow: seconds)
    while try !isSo() {
        guard Date() < deadline else { throw TimedOut(description: "waited for \(what)") }
        try await Task.sleep(for: .milliseconds(10))
    }
}
