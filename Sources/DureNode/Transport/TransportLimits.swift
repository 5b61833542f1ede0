/// The bounds within which a connection lives.
///
/// Tests make them smaller; both sides of a federation should use the same.
package struct TransportLimits: Sendable {
    /// The largest payload of a frame: the share lists of 256 members.
    package var frameByteCountMax = 16 << 20
    /// The most bytes on their way out before `send` waits.
    package var outboundByteCountMax = 262_144
    /// The most bytes that wait to be taken by `next` before reading stops.
    package var inboundByteCountMax = 524_288
    /// Something is sent at least that often.
    package var pingInterval = Duration.seconds(10)
    /// A peer not heard of for so long counts as gone.
    package var silenceMax = Duration.seconds(30)
    /// The time from accepting a connection to its upgrade or answer, and from connecting to it.
    package var handshakeMax = Duration.seconds(10)
    /// The most bytes of an HTTP request's head.
    package var headerByteCountMax = 16_384
    /// The most connections that have not shown a certificate yet.
    package var pendingConnectionsMax = 64
    /// The most members connected at one time.
    package var connectionsMax = 1_024

    /// The product's own bounds.
    package init() {}
}
