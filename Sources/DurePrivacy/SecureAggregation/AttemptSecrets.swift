import Crypto
package import DureCore
// The library has a protocol of the same name.
package import struct DureCore.Digest

/// What a share is a share of.
package enum ShareKind: UInt8, Sendable, Hashable, CaseIterable {
    /// z, from which a member's mask key pair and pair secrets grow: opened if it dropped out.
    case pairing = 1
    /// b, from which its own mask grows: opened if it stayed.
    case own = 2
}

/// How every key of one attempt grows from the members' secrets (protocol.md, 3.3).
///
/// `Expand` is HKDF-Expand-SHA256(secret, label ‖ 0 ‖ fields, 32); the fields are fixed in length
/// and stand one after the other. Members are named by their index on the roster, from 1.
package enum AttemptSecrets {
    /// Bytes of every secret and key.
    package static let byteCount = 32

    /// The private key (suite 1) or X-Wing seed (suite 2) of the mask key pair mk_i.
    package static func maskKeySeed(z: borrowing SecretBytes, sctx: Digest) -> SecretBytes {
        expand(z, label: "dure/sa1/mkem", fields: sctx.bytes)
    }

    /// v_ij, which member `lower` sends to member `upper` in a box.
    ///
    /// - Precondition: `lower < upper`, and `z` is member `lower`'s.
    package static func pairSecret(
        z: borrowing SecretBytes, sctx: Digest, lower: Int, upper: Int
    ) -> SecretBytes {
        precondition(lower < upper, "the lower member makes the pair's secret")
        let fields = sctx.bytes + index(lower) + index(upper)
        return expand(z, label: "dure/sa1/pair", fields: fields)
    }

    /// K_ij, the key of the mask that two members share.
    package static func pairKey(pairSecret: borrowing SecretBytes, mctx: Digest) -> SecretBytes {
        expand(pairSecret, label: "dure/sa1/mask", fields: mctx.bytes)
    }

    /// K_i, the key of a member's own mask.
    package static func selfKey(b: borrowing SecretBytes, mctx: Digest) -> SecretBytes {
        expand(b, label: "dure/sa1/self", fields: mctx.bytes)
    }

    /// cb_i: what a member says of b before anyone could have asked for it.
    package static func commitment(b: borrowing SecretBytes, sctx: Digest, member: Int) -> Digest {
        var bytes = prefix("dure/sa1/commit") + sctx.bytes + index(member)
        bytes += b.reveal()
        return Digest(of: bytes)
    }

    /// What member `from` says of the share it gave to member `to`.
    package static func shareDigest(
        _ share: ShamirShare, of kind: ShareKind, from: Int, to: Int, sctx: Digest
    ) -> Digest {
        var bytes = prefix("dure/sa1/share") + sctx.bytes + index(from) + index(to)
        bytes.append(kind.rawValue)
        bytes += share.bytes
        return Digest(of: bytes)
    }

    private static func expand(
        _ secret: borrowing SecretBytes, label: String, fields: [UInt8]
    ) -> SecretBytes {
        SecretBytes(
            key: HKDF<SHA256>.expand(
                pseudoRandomKey: secret.key, info: prefix(label) + fields,
                outputByteCount: byteCount))
    }

    private static func prefix(_ label: String) -> [UInt8] { Array(label.utf8) + [0] }

    private static func index(_ member: Int) -> [UInt8] {
        precondition(member > 0 && member <= Thresholds.memberCountMax, "members count from 1")
        var bytes: [UInt8] = []
        bytes.append(bigEndian: UInt32(member))
        return bytes
    }
}
