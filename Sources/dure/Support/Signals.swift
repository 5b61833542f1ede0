import ArgumentParser
import Dispatch
import DureCore
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Stops a long-running command gracefully on SIGTERM and Ctrl-C.
enum Signals {
    /// What a command is for, which says whether SIGTERM is its ordinary end.
    enum Job {
        /// It runs until it is told to stop.
        case service
        /// It has something to bring to an end.
        case task
    }

    /// How often a child looks whether its parent still lives.
    private static let parentInterval = Duration.milliseconds(200)

    /// Runs the body until it ends or a signal comes; then it is cancelled and waited for.
    ///
    /// A second signal ends the process at once, as a crash does.
    ///
    /// - Throws: What the body throws; an exit code of 130 after Ctrl-C, and of 143 for a task after
    ///   SIGTERM.
    static func untilStopped(
        _ job: Job, parent: Int32? = nil, _ body: @escaping @Sendable () async throws -> Void
    ) async throws {
        let received = Received()
        let task = Task { try await body() }
        let watch = Task { await cancel(task, withoutParent: parent) }
        let sources = [SIGTERM, SIGINT].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler {
                guard received.take(number) else { _exit(128 + number) }
                task.cancel()
            }
            source.resume()
            return source
        }
        defer {
            watch.cancel()
            for source in sources { source.cancel() }
        }
        let result = await task.result
        guard let number = received.number else {
            do {
                return try result.get()
            } catch is CancellationError {
                return  // Its parent has gone.
            }
        }
        StandardStreams.error(Speech.say(CommandPhrases.stopped))
        if number == SIGTERM, job == .service { return }
        throw ExitCode(128 + number)
    }

    /// A child of a process that was killed is given to another; it ends then, as if told to.
    private static func cancel(
        _ task: Task<Void, any Error>, withoutParent parent: Int32?
    ) async {
        guard let parent else { return }
        while getppid() == parent {
            // Cancelled when the body has ended.
            guard (try? await Task.sleep(for: parentInterval)) != nil else { return }
        }
        task.cancel()
    }
}

/// The first signal that came.
private final class Received: Sendable {
    private let first = Mutex<Int32?>(nil)

    var number: Int32? { first.withLock { $0 } }

    /// False where one had come before.
    func take(_ number: Int32) -> Bool {
        first.withLock { first in
            guard first == nil else { return false }
            first = number
            return true
        }
    }
}

/// The process for which this one was started, and without which it ends.
struct ParentOption: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp("End when this process, the parent, has ended.", visibility: .private))
    var parent: Int32?
}
