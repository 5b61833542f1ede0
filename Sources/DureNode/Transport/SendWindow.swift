internal import NIOConcurrencyHelpers

/// How much may be on its way out: senders wait their turn here, first come first served.
final class SendWindow: Sendable {
    private struct Waiter {
        let number: UInt64
        let byteCount: Int
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var outstanding = 0
        var waiters: [Waiter] = []
        var nextNumber: UInt64 = 0
        var failure: (any Error)?
        var sent: Int64 = 0
    }

    private let state = NIOLockedValueBox(State())
    private let byteCountMax: Int

    init(byteCountMax: Int) {
        self.byteCountMax = byteCountMax
    }

    /// Bytes let out so far, frame headers with them.
    var sentByteCount: Int64 { state.withLockedValue { $0.sent } }

    /// Returns once so many bytes may go out: as soon as less than the limit is on its way.
    ///
    /// - Throws: `CancellationError`, or what the window was closed with.
    func enter(byteCount: Int) async throws {
        let number = try state.withLockedValue { state -> UInt64? in
            if let failure = state.failure { throw failure }
            if state.waiters.isEmpty, state.outstanding < byteCountMax {
                Self.admit(byteCount, &state)
                return nil
            }
            state.nextNumber += 1
            return state.nextNumber
        }
        guard let number else { return }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let result: Result<Void, any Error>? = state.withLockedValue { state in
                    if let failure = state.failure { return .failure(failure) }
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if state.waiters.isEmpty, state.outstanding < byteCountMax {
                        Self.admit(byteCount, &state)
                        return .success(())
                    }
                    state.waiters.append(
                        Waiter(number: number, byteCount: byteCount, continuation: continuation))
                    return nil
                }
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            let waiter = state.withLockedValue { state in
                state.waiters.firstIndex { $0.number == number }
                    .map { state.waiters.remove(at: $0) }
            }
            waiter?.continuation.resume(throwing: CancellationError())
        }
    }

    /// So many bytes have left this machine's hands.
    func leave(byteCount: Int) {
        let admitted = state.withLockedValue { state in
            state.outstanding -= byteCount
            var admitted: [Waiter] = []
            while let waiter = state.waiters.first, state.outstanding < byteCountMax {
                state.waiters.removeFirst()
                Self.admit(waiter.byteCount, &state)
                admitted.append(waiter)
            }
            return admitted
        }
        for waiter in admitted { waiter.continuation.resume() }
    }

    /// Lets nobody out any more.
    ///
    /// Only the first reason counts.
    func close(_ error: any Error) {
        let waiters = state.withLockedValue { state in
            if state.failure == nil { state.failure = error }
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.continuation.resume(throwing: error) }
    }

    private static func admit(_ byteCount: Int, _ state: inout State) {
        state.outstanding += byteCount
        state.sent += Int64(byteCount)
    }
}
