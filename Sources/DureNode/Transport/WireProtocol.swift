internal import NIOHTTP1

/// The HTTP/1.1 with which every connection begins, so that it passes ordinary balancers.
enum WireProtocol {
    /// Named in `Upgrade`: frames of `dure/sa1` follow.
    static let upgrade = "dure-sa1"
    static let streamPath = "/dure/v1/stream"
    static let enrolPath = "/dure/v1/enrol"
    static let renewPath = "/dure/v1/renew"

    static func limits(_ limits: TransportLimits) -> NIOHTTPDecoderLimitConfiguration {
        var configuration = NIOHTTPDecoderLimitConfiguration()
        configuration.maxHeaderFieldSize = limits.headerByteCountMax
        configuration.maxHeaderListSize = limits.headerByteCountMax
        configuration.maxHeaderFieldCount = 64
        return configuration
    }

    static func asksForUpgrade(_ headers: HTTPHeaders) -> Bool {
        headers[canonicalForm: "upgrade"].contains { $0.lowercased() == upgrade }
            && headers[canonicalForm: "connection"].contains { $0.lowercased() == "upgrade" }
    }
}
