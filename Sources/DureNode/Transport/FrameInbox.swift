internal import NIOConcurrencyHelpers

/// Frames that came and wait to be taken: one side puts, one side takes.
///
/// It counts bytes, and says when it is full and when it has room again.
final class FrameInbox: Sendable {
    private struct State {
        var frames: [Frame] = []
        var first = 0
        var byteCount = 0
        var isFull = false
        /// Set at the end: nil for a farewell, else why the connection broke.
        var end: Result<Void, any Error>?
        var waiter: CheckedContinuation<Frame?, any Error>?
        var received: Int64 = 0
    }

    private let state = NIOLockedValueBox(State())
    private let byteCountMax: Int

    init(byteCountMax: Int) {
        self.byteCountMax = byteCountMax
    }

    /// Bytes received so far, frame headers with them.
    var receivedByteCount: Int64 { state.withLockedValue { $0.received } }

    /// Adds a frame.
    ///
    /// - Returns: Whether there is room for more; if not, `take` will say when there is again.
    func put(_ frame: Frame) -> Bool {
        let (waiter, hasRoom) = state.withLockedValue { state in
            state.received += Int64(frame.payload.count + Frame.headerByteCount)
            guard state.end == nil else {
                return (CheckedContinuation<Frame?, any Error>?.none, true)
            }
            if let waiter = state.waiter {
                state.waiter = nil
                return (waiter, true)
            }
            state.frames.append(frame)
            state.byteCount += Self.cost(frame)
            state.isFull = state.isFull || state.byteCount > byteCountMax
            return (nil, !state.isFull)
        }
        waiter?.resume(returning: frame)
        return hasRoom
    }

    /// Ends the sequence: what waits can still be taken.
    ///
    /// Only the first end counts.
    func finish(_ error: (any Error)?) {
        let waiter = state.withLockedValue { state in
            guard state.end == nil else { return CheckedContinuation<Frame?, any Error>?.none }
            state.end = error.map { .failure($0) } ?? .success(())
            defer { state.waiter = nil }
            return state.waiter
        }
        if let error { waiter?.resume(throwing: error) } else { waiter?.resume(returning: nil) }
    }

    /// Ends the sequence and throws away what waits.
    ///
    /// - Returns: Whether it was full.
    func discard() -> Bool {
        finish(nil)
        return state.withLockedValue { state in
            state.frames = []
            state.first = 0
            state.byteCount = 0
            defer { state.isFull = false }
            return state.isFull
        }
    }

    /// The next frame, once there is one; nil after the end.
    ///
    /// For one taker at a time.
    ///
    /// - Parameter hasRoom: Called when a full inbox is half empty again.
    func take(hasRoom: () -> Void) async throws -> Frame? {
        try Task.checkCancellation()
        let (ready, hasDrained) = state.withLockedValue { Self.ready(&$0, byteCountMax) }
        if hasDrained { hasRoom() }
        if let ready { return try ready.get() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let (result, hasDrained) = state.withLockedValue { state in
                    let (ready, hasDrained) = Self.ready(&state, byteCountMax)
                    if let ready { return (Optional(ready), hasDrained) }
                    if Task.isCancelled { return (.failure(CancellationError()), false) }
                    precondition(state.waiter == nil, "one taker at a time")
                    state.waiter = continuation
                    return (nil, false)
                }
                if hasDrained { hasRoom() }
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            let waiter = state.withLockedValue { state in
                defer { state.waiter = nil }
                return state.waiter
            }
            waiter?.resume(throwing: CancellationError())
        }
    }

    private static func ready(
        _ state: inout State, _ byteCountMax: Int
    ) -> (result: Result<Frame?, any Error>?, hasDrained: Bool) {
        guard state.first < state.frames.count else {
            return (state.end?.map { nil }, false)
        }
        let frame = state.frames[state.first]
        state.frames[state.first] = Frame(type: 0, payload: [])
        state.first += 1
        if state.first == state.frames.count {
            state.frames.removeAll(keepingCapacity: true)
            state.first = 0
        }
        state.byteCount -= cost(frame)
        let hasDrained = state.isFull && state.byteCount <= byteCountMax / 2
        if hasDrained { state.isFull = false }
        return (.success(frame), hasDrained)
    }

    /// What a waiting frame costs: small ones are not free.
    private static func cost(_ frame: Frame) -> Int { frame.payload.count + 64 }
}
