import Foundation

extension Process {
    /// Waits until the process has ended.
    ///
    /// Foundation learns of the end from a socket that other processes, started at the same moment,
    /// may have inherited: then `waitUntilExit` waits for their end as well. What the system says
    /// of the process is the truth.
    ///
    /// - Returns: How it ended, or nil where Foundation has not heard of it.
    @discardableResult
    func waitForEnd() -> (reason: TerminationReason, status: Int32)? {
        let number = processIdentifier
        var gone = 0
        while isRunning {
            gone = Self.hasEnded(number) ? gone + 1 : 0
            if gone > 200 { return nil }
            usleep(5_000)
        }
        return (terminationReason, terminationStatus)
    }

    /// Whether the process is a zombie or no more.
    private static func hasEnded(_ number: Int32) -> Bool {
        guard let text = try? String(contentsOfFile: "/proc/\(number)/stat", encoding: .utf8),
            let state = text.split(separator: ")").last?.split(separator: " ").first
        else { return true }
        return state == "Z" || state == "X"
    }
}
