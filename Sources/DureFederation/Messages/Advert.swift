package import DureCore

/// Message 1: the fresh keys of one member for one attempt.
package struct Advert: Sendable, Hashable {
    /// The largest public key: X-Wing's 1,216 bytes.
    package static let keyByteCountMax = 2_048

    /// Opens share boxes; its private half is never shared.
    package let channelKey: [UInt8]
    /// Opens pair boxes; its private half follows from the shared secret z.
    package let maskKey: [UInt8]
    /// The commitment to the self seed b.
    package let commitment: Digest

    /// The body of message 1.
    package var bytes: [UInt8] {
        var canonical = CanonicalBytes()
        canonical.append(channelKey)
        canonical.append(maskKey)
        canonical.append(commitment)
        return canonical.bytes
    }

    /// An advert of those keys.
    package init(channelKey: [UInt8], maskKey: [UInt8], commitment: Digest) {
        self.channelKey = channelKey
        self.maskKey = maskKey
        self.commitment = commitment
    }

    /// Reads the body of message 1.
    package init(parsing bytes: [UInt8]) throws(WireError) {
        var reader = CanonicalReader(bytes)
        channelKey = try reader.field("channel key", byteCountMax: Self.keyByteCountMax)
        maskKey = try reader.field("mask key", byteCountMax: Self.keyByteCountMax)
        commitment = try reader.digest("commitment")
        try reader.finish()
    }
}
