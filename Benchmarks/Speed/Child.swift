import DureCore
import FoundationEssentials
import Subprocess

/// Another process: this program again, or the product's.
enum Child {
    /// Runs a program to its end and hands over each line that it prints, at once.
    ///
    /// - Throws: ``SpeedError/processFailed(_:)`` unless it ends well.
    static func run(
        _ executable: String, _ arguments: [String],
        onLine: @escaping @Sendable (String) async -> Void
    ) async throws {
        let result = try await Subprocess.run(
            .path(.init(executable)), arguments: .init(arguments), input: .none,
            output: .sequence, error: .combinedWithOutput
        ) { execution in
            for try await line in execution.standardOutput.strings() {
                await onLine(line.trimmingSuffix { $0.isNewline })
            }
        }
        guard case .exited(0) = result.terminationStatus else {
            throw SpeedError.processFailed(([executable] + arguments).joined(separator: " "))
        }
    }

    /// Runs a program to its end and answers what it printed.
    static func lines(_ executable: String, _ arguments: [String]) async throws -> [String] {
        let (lines, source) = AsyncStream<String>.makeStream()
        try await run(executable, arguments) { source.yield($0) }
        source.finish()
        return await lines.reduce(into: []) { $0.append($1) }
    }

    /// This program itself.
    static var ownPath: String {
        // Where the system has no such link, the name as it was called has to do.
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
            ?? CommandLine.arguments[0]
    }
}

extension String {
    fileprivate func trimmingSuffix(_ isTrimmed: (Character) -> Bool) -> String {
        var text = self[...]
        while let last = text.last, isTrimmed(last) { text.removeLast() }
        return String(text)
    }
}
