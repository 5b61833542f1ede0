internal import NIOCore
internal import NIOConcurrencyHelpers

/// The connections of a server: bounds their number, and closes them at the end.
final class ConnectionTable: Sendable {
    private struct State {
        var pending: [ObjectIdentifier: any Channel] = [:]
        var members: [ObjectIdentifier: any Channel] = [:]
        var isOpen = true
    }

    private let state = NIOLockedValueBox(State())
    private let limits: TransportLimits

    init(limits: TransportLimits) {
        self.limits = limits
    }

    /// Takes in a new connection; it leaves by itself when it closes.
    ///
    /// - Returns: False where there are too many that have not shown a certificate yet.
    func admit(_ channel: any Channel) -> Bool {
        let key = ObjectIdentifier(channel)
        let isAdmitted = state.withLockedValue { state in
            guard state.isOpen, state.pending.count < limits.pendingConnectionsMax else {
                return false
            }
            state.pending[key] = channel
            return true
        }
        if isAdmitted {
            channel.closeFuture.whenComplete { _ in self.forget(key) }
        }
        return isAdmitted
    }

    /// Counts the connection as a member's from now on.
    ///
    /// - Returns: False where there are too many members.
    func promote(_ channel: any Channel) -> Bool {
        let key = ObjectIdentifier(channel)
        return state.withLockedValue { state in
            guard state.isOpen, state.members.count < limits.connectionsMax,
                state.pending.removeValue(forKey: key) != nil
            else { return false }
            state.members[key] = channel
            return true
        }
    }

    /// Lets nobody in any more and closes those who never became members.
    func closePending() {
        let channels = state.withLockedValue { state in
            state.isOpen = false
            return Array(state.pending.values)
        }
        for channel in channels { channel.close(promise: nil) }
    }

    private func forget(_ key: ObjectIdentifier) {
        state.withLockedValue { state in
            state.pending[key] = nil
            state.members[key] = nil
        }
    }
}
