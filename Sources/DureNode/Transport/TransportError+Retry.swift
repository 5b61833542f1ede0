extension TransportError {
    /// Whether the other side did not answer at all: what this node knows itself may do instead.
    package var isUnreachable: Bool {
        switch self {
        case .connectionRefused, .hostUnknown, .timedOut, .peerSilent, .connectionLost,
            .failed:
            true
        default: false
        }
    }

    /// Whether trying again later may help: the peer is away, or the network is.
    var isPassing: Bool {
        switch self {
        case .connectionRefused, .hostUnknown, .timedOut, .peerSilent, .connectionLost,
            .connectionClosed, .failed:
            true
        case .refused(let refusal):
            if case .busy = refusal { true } else { false }
        case .portInUse, .portDenied, .addressUnavailable, .peerUntrusted, .handshakeFailed,
            .protocolMismatch, .frameTooLarge:
            false
        }
    }
}
