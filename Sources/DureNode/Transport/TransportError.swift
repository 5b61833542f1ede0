/// What can go wrong between two nodes on the wire.
@nonexhaustive
package enum TransportError: Error, Hashable, Sendable {
    /// Nobody listens at that address.
    case connectionRefused(host: String, port: Int)
    /// The host's name has no address.
    case hostUnknown(host: String)
    /// No answer came in time.
    case timedOut(host: String, port: Int)
    /// Another program listens on that port.
    case portInUse(host: String, port: Int)
    /// This user may not listen on that port.
    case portDenied(host: String, port: Int)
    /// The host is not an address of this machine.
    case addressUnavailable(host: String)
    /// The other side's certificates do not hold.
    case peerUntrusted(AuthorityError)
    /// The server answered and refused.
    case refused(TransportRefusal)
    /// The other side speaks TLS in a way that is not ours, or not at all.
    case handshakeFailed
    /// The other side is not a Dure node of this version.
    case protocolMismatch
    /// A frame is larger than the limit.
    case frameTooLarge(byteCount: Int, limit: Int)
    /// Nothing was heard of the other side for so long; it counts as gone.
    case peerSilent(seconds: Int64)
    /// The connection ended without a farewell, or in the middle of a frame.
    case connectionLost
    /// The connection was closed here before.
    case connectionClosed
    /// Anything else, with the system's own number for it; 0 where it has none.
    case failed(errno: Int32)
}

/// Why a server does not let a node in.
@nonexhaustive
package enum TransportRefusal: Error, Hashable, Sendable {
    /// The node showed no certificate.
    case certificateAbsent
    /// The node's certificate does not hold.
    case certificate(AuthorityError)
    /// So many are connected that no more are let in.
    case busy
    /// The request is not one that the server knows.
    case requestUnknown

    var code: String {
        switch self {
        case .certificateAbsent: "certificate-absent"
        case .certificate(let error): error.code
        case .busy: "busy"
        case .requestUnknown: "request-unknown"
        }
    }

    /// The refusal behind a code, whose dates the node's own certificate knows; nil for a code
    /// that is none of the transport's.
    init?(code: String, own certificate: PeerCertificate?) {
        let dated = certificate.map { certificate in
            [
                AuthorityError.certificateExpired(at: certificate.notAfter),
                .certificateNotYetValid(until: certificate.notBefore),
                .certificateForeign, .certificateForOtherRole, .certificateMalformed,
            ].map(Self.certificate)
        }
        let known = [.certificateAbsent, .busy, .requestUnknown] + (dated ?? [])
        guard let refusal = known.first(where: { $0.code == code }) else { return nil }
        self = refusal
    }
}
