package import DureCore

/// Message 4 from a member: its agreement that exactly this list of survivors is summed.
package struct SurvivorStatement: Sendable, Hashable {
    /// The context that all headers of the list share.
    package let mctx: Digest
    /// The hash of the list U3.
    package let listHash: Digest

    /// The body of message 4.
    package var bytes: [UInt8] {
        var canonical = CanonicalBytes(label: "survivors")
        canonical.append(mctx)
        canonical.append(listHash)
        return canonical.bytes
    }

    /// A statement about a list.
    package init(mctx: Digest, listHash: Digest) {
        self.mctx = mctx
        self.listHash = listHash
    }

    /// Reads the body of message 4.
    package init(parsing bytes: [UInt8]) throws(WireError) {
        var reader = CanonicalReader(bytes)
        guard try reader.text("label", byteCountMax: 16) == "survivors" else {
            throw .malformed(field: "label")
        }
        mctx = try reader.digest("mctx")
        listHash = try reader.digest("U3")
        try reader.finish()
    }
}

/// Message 5 from a member: for each of U2 one share, of b where it survived, else of z.
package struct Reveal: Sendable, Hashable {
    /// A share: five words of eight bytes.
    package static let shareByteCount = 40

    /// The share of each owner's secret that this member holds.
    package let shares: [UInt32: [UInt8]]

    /// The body of message 5, ascending.
    package var bytes: [UInt8] {
        var canonical = CanonicalBytes()
        canonical.append(UInt32(shares.count))
        for (owner, share) in shares.sorted(by: { $0.key < $1.key }) {
            canonical.append(owner)
            canonical.append(share)
        }
        return canonical.bytes
    }

    /// A reveal of those shares.
    package init(_ shares: [UInt32: [UInt8]]) {
        self.shares = shares
    }

    /// Reads the body of message 5.
    package init(parsing bytes: [UInt8]) throws(WireError) {
        var reader = CanonicalReader(bytes)
        let count = try reader.count("shares", max: MessageList.countMax)
        var shares: [UInt32: [UInt8]] = [:]
        var last: UInt32?
        for _ in 0..<count {
            let owner = try reader.uint32("owner")
            let share = try reader.field("share", byteCountMax: Self.shareByteCount)
            guard share.count == Self.shareByteCount, last.map({ $0 < owner }) ?? true else {
                throw .malformed(field: "share")
            }
            shares[owner] = share
            last = owner
        }
        try reader.finish()
        self.shares = shares
    }
}

/// Message 6: the sum by its hash, with all that an auditor needs.
package struct RoundResult: Sendable, Hashable {
    /// The hash of the list U3.
    package let survivorListHash: Digest
    /// The hash of the quorum of signatures under it.
    package let signatureListHash: Digest
    /// The numbers of those whose uploads are in the sum, ascending.
    package let survivors: [UInt32]
    /// SHA-256 of the sum's little-endian words.
    package let sumHash: Digest
    /// The self seeds b of the survivors; they open nothing but their own mask.
    package let selfSeeds: [UInt32: [UInt8]]
    /// The secrets z of those who dropped after sharing.
    package let droppedSecrets: [UInt32: [UInt8]]

    /// A result of those parts.
    package init(
        survivorListHash: Digest, signatureListHash: Digest, survivors: [UInt32], sumHash: Digest,
        selfSeeds: [UInt32: [UInt8]], droppedSecrets: [UInt32: [UInt8]]
    ) {
        self.survivorListHash = survivorListHash
        self.signatureListHash = signatureListHash
        self.survivors = survivors
        self.sumHash = sumHash
        self.selfSeeds = selfSeeds
        self.droppedSecrets = droppedSecrets
    }

    /// The body of message 6; its SHA-256 is the hash of the transcript.
    package var bytes: [UInt8] {
        var canonical = CanonicalBytes()
        canonical.append(survivorListHash)
        canonical.append(signatureListHash)
        canonical.append(UInt32(survivors.count))
        for survivor in survivors { canonical.append(survivor) }
        canonical.append(sumHash)
        for secrets in [selfSeeds, droppedSecrets] {
            canonical.append(UInt32(secrets.count))
            for (owner, secret) in secrets.sorted(by: { $0.key < $1.key }) {
                canonical.append(owner)
                canonical.append(secret)
            }
        }
        return canonical.bytes
    }

    /// Reads the body of message 6.
    package init(parsing bytes: [UInt8]) throws(WireError) {
        var reader = CanonicalReader(bytes)
        survivorListHash = try reader.digest("U3")
        signatureListHash = try reader.digest("signatures")
        let count = try reader.count("survivors", max: MessageList.countMax)
        var survivors: [UInt32] = []
        for _ in 0..<count { survivors.append(try reader.uint32("survivor")) }
        self.survivors = survivors
        sumHash = try reader.digest("sum")
        selfSeeds = try Self.readSecrets("self seeds", from: &reader)
        droppedSecrets = try Self.readSecrets("dropped secrets", from: &reader)
        try reader.finish()
    }

    private static func readSecrets(
        _ name: String, from reader: inout CanonicalReader
    ) throws(WireError) -> [UInt32: [UInt8]] {
        let count = try reader.count(name, max: MessageList.countMax)
        var secrets: [UInt32: [UInt8]] = [:]
        var last: UInt32?
        for _ in 0..<count {
            let owner = try reader.uint32("owner")
            let secret = try reader.field(name, byteCountMax: 32)
            guard secret.count == 32, last.map({ $0 < owner }) ?? true else {
                throw .malformed(field: name)
            }
            secrets[owner] = secret
            last = owner
        }
        return secrets
    }
}

/// An accusation in place of message 3: a member's box or share was bad.
package struct Blame: Sendable, Hashable {
    /// The number of the accused.
    package let accused: UInt32

    /// The body.
    package var bytes: [UInt8] {
        var canonical = CanonicalBytes(label: "blame")
        canonical.append(accused)
        return canonical.bytes
    }

    /// An accusation of that member.
    package init(accused: UInt32) {
        self.accused = accused
    }

    /// Reads the body.
    package init(parsing bytes: [UInt8]) throws(WireError) {
        var reader = CanonicalReader(bytes)
        guard try reader.text("label", byteCountMax: 16) == "blame" else {
            throw .malformed(field: "label")
        }
        accused = try reader.uint32("accused")
        try reader.finish()
    }
}
