package import DureCore

/// Message 2, the signed part: what member i promises about the shares it hands out.
///
/// The boxes themselves travel as ``SharePart``s beside it, one for each receiver, so that a
/// receiver gets its own part and every head, but nobody else's parts.
package struct ShareHead: Sendable, Hashable {
    /// The promise about the shares of one receiver.
    package struct Entry: Sendable, Hashable {
        /// The receiver's number.
        package let receiver: UInt32
        /// The digest of the receiver's share of z.
        package let maskShareDigest: Digest
        /// The digest of the receiver's share of b.
        package let selfShareDigest: Digest
        /// SHA-256 of the receiver's part; of nothing for the sender itself.
        package let partHash: Digest

        /// A promise for one receiver.
        package init(
            receiver: UInt32, maskShareDigest: Digest, selfShareDigest: Digest, partHash: Digest
        ) {
            self.receiver = receiver
            self.maskShareDigest = maskShareDigest
            self.selfShareDigest = selfShareDigest
            self.partHash = partHash
        }
    }

    /// The hash of the list U1 that the sender received.
    package let advertListHash: Digest
    /// One entry for each member of U1, the sender included, ascending.
    package let entries: [Entry]

    /// A head over those entries.
    package init(advertListHash: Digest, entries: [Entry]) {
        self.advertListHash = advertListHash
        self.entries = entries
    }

    /// The promise for that receiver.
    package func entry(for receiver: UInt32) -> Entry? {
        entries.first { $0.receiver == receiver }
    }

    /// The body of message 2.
    package var bytes: [UInt8] {
        var canonical = CanonicalBytes()
        canonical.append(advertListHash)
        canonical.append(UInt32(entries.count))
        for entry in entries {
            canonical.append(entry.receiver)
            canonical.append(entry.maskShareDigest)
            canonical.append(entry.selfShareDigest)
            canonical.append(entry.partHash)
        }
        return canonical.bytes
    }

    /// Reads the body of message 2.
    package init(parsing bytes: [UInt8]) throws(WireError) {
        var reader = CanonicalReader(bytes)
        advertListHash = try reader.digest("U1")
        let count = try reader.count("entries", max: MessageList.countMax)
        var entries: [Entry] = []
        for _ in 0..<count {
            entries.append(
                Entry(
                    receiver: try reader.uint32("receiver"),
                    maskShareDigest: try reader.digest("share of z"),
                    selfShareDigest: try reader.digest("share of b"),
                    partHash: try reader.digest("part")))
        }
        try reader.finish()
        self.entries = entries
    }
}

/// The boxes of message 2 that member i seals for one receiver.
package struct SharePart: Sendable, Hashable {
    /// A box: an encapsulated key and at most 80 bytes with their tag.
    package static let boxByteCountMax = 2_048

    /// The shares of z and b, sealed to the receiver's channel key.
    package let shareBox: [UInt8]
    /// The pair secret v, sealed to the receiver's mask key; empty unless the receiver is higher.
    package let pairBox: [UInt8]

    /// A part of those boxes.
    package init(shareBox: [UInt8], pairBox: [UInt8]) {
        self.shareBox = shareBox
        self.pairBox = pairBox
    }

    /// The part as it travels.
    package var bytes: [UInt8] {
        var canonical = CanonicalBytes()
        canonical.append(shareBox)
        canonical.append(pairBox)
        return canonical.bytes
    }

    /// Reads a part.
    package init(parsing bytes: [UInt8]) throws(WireError) {
        var reader = CanonicalReader(bytes)
        shareBox = try reader.field("share box", byteCountMax: Self.boxByteCountMax)
        pairBox = try reader.field("pair box", byteCountMax: Self.boxByteCountMax)
        try reader.finish()
    }
}

/// Parts by the number of the other side: what i sends to S, or what S delivers to j.
package struct SharePartList: Sendable, Hashable {
    /// The parts; in an upload the key is the receiver, in a delivery the sender.
    package let parts: [UInt32: SharePart]

    /// A list of those parts.
    package init(_ parts: [UInt32: SharePart]) {
        self.parts = parts
    }

    /// The list as it travels, ascending.
    package var bytes: [UInt8] {
        var canonical = CanonicalBytes()
        canonical.append(UInt32(parts.count))
        for (number, part) in parts.sorted(by: { $0.key < $1.key }) {
            canonical.append(number)
            canonical.append(part.bytes)
        }
        return canonical.bytes
    }

    /// Reads a list.
    package init(parsing bytes: [UInt8]) throws(WireError) {
        var reader = CanonicalReader(bytes)
        let count = try reader.count("parts", max: MessageList.countMax)
        var parts: [UInt32: SharePart] = [:]
        var last: UInt32?
        for _ in 0..<count {
            let number = try reader.uint32("number")
            let field = try reader.field("part", byteCountMax: 2 * SharePart.boxByteCountMax + 8)
            guard last.map({ $0 < number }) ?? true else { throw .malformed(field: "part") }
            parts[number] = try SharePart(parsing: field)
            last = number
        }
        try reader.finish()
        self.parts = parts
    }
}
