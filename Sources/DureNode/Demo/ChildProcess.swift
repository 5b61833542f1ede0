internal import DureCore
internal import Subprocess
internal import Synchronization

/// One process of a demonstration: started, listened to line by line, stopped or killed.
struct ChildProcess: Sendable {
    /// What the demonstration can do to it.
    enum Order: Sendable {
        case stop
        case kill
    }

    /// The longest line that is read.
    private static let lineByteCountMax = 1 << 20

    let name: String
    /// What it prints, as JSON, line by line.
    let lines: AsyncStream<JSONValue>
    private let lineSource: AsyncStream<JSONValue>.Continuation
    /// What it said to people last: where it failed, why.
    let lastWords = LastWords()
    private let orders: AsyncStream<Order>
    private let orderSource: AsyncStream<Order>.Continuation

    init(name: String) {
        self.name = name
        (lines, lineSource) = AsyncStream.makeStream()
        (orders, orderSource) = AsyncStream.makeStream()
    }

    func order(_ order: Order) {
        orderSource.yield(order)
    }

    /// Wakes whoever waits for a line, so that it can look at the clock.
    func tick() {
        lineSource.yield(Self.tick)
    }

    /// No line of the process itself.
    static let tick: JSONValue = ["event": "tick"]

    /// Runs the program until it ends; what it prints also goes to a log in its home.
    ///
    /// - Returns: The exit status, or minus the signal that ended it.
    func run(_ executable: String, _ arguments: [String], log: FileStorage) async throws -> Int32 {
        defer {
            lineSource.finish()
            orderSource.finish()
        }
        let result = try await Subprocess.run(
            .path(.init(executable)), arguments: .init(arguments),
            // The homes of a demonstration have plain keys, whatever the user's own have.
            environment: .inherit.updating([
                .init(stringLiteral: MemberHome.passphraseVariable): nil,
                .init(stringLiteral: SystemSlotWorld.helperVariable): nil,
                .init(stringLiteral: SystemSlotWorld.folderVariable): nil,
            ]),
            input: .none,
            output: .sequence, error: .combinedWithOutput
        ) { execution in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await order in orders {
                        try execution.send(signal: order == .kill ? .kill : .terminate)
                    }
                }
                for try await line in execution.standardOutput.strings() {
                    try take(line, log: log)
                }
                group.cancelAll()
            }
        }
        switch result.terminationStatus {
        case .exited(let code): return Int32(code)
        case .signaled(let signal): return -Int32(signal)
        }
    }

    private func take(_ line: String, log: FileStorage) throws {
        let bytes = Array(line.utf8)
        // What is not JSON is a warning or an error for people.
        if let json = try? JSONValue(parsing: bytes, byteCountMax: Self.lineByteCountMax) {
            lineSource.yield(json)
        } else {
            lastWords.set(line)
        }
        try log.appendVolatile(Array((line + "\n").utf8), to: "node.log")
    }
}

/// The last line for people that a process printed.
final class LastWords: Sendable {
    private let line = Mutex("")

    var text: String { line.withLock { $0 } }

    func set(_ text: String) {
        line.withLock { $0 = text }
    }
}
