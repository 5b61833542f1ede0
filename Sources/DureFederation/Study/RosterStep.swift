package import DureCore
internal import DurePrivacy

/// One roster after another, as members sign it.
package struct RosterChange: Sendable, Hashable {
    /// SHA-256 of the roster before.
    package let previous: Digest
    /// The roster that is to follow.
    package let roster: FederationRoster

    /// A change.
    package init(previous: Digest, roster: FederationRoster) {
        self.previous = previous
        self.roster = roster
    }

    /// What signatures are over, and what people call the change by.
    package var hash: Digest {
        var canonical = CanonicalBytes(label: "dure/roster1/change")
        canonical.append(previous)
        canonical.append(roster.hash)
        return canonical.digest
    }
}

/// A member's signature under a change of the roster.
package struct RosterConsent: Sendable, Hashable {
    /// The hash of the change.
    package let change: Digest
    /// Who signs.
    package let member: PublicIdentity
    /// ECDSA P-256 over SHA-256, 64 bytes.
    package let signature: [UInt8]

    /// Signs a change.
    package init(_ change: Digest, by identity: NodeIdentity) throws {
        self.change = change
        member = identity.publicKey
        signature = try identity.sign(Self.signedBytes(change))
    }

    /// Whether the member signed that change.
    package var isSigned: Bool {
        member.isValid(signature: signature, for: Self.signedBytes(change))
    }

    private static func signedBytes(_ change: Digest) -> [UInt8] {
        var canonical = CanonicalBytes(label: "dure/roster1/consent")
        canonical.append(change)
        return canonical.bytes
    }

    func append(to out: inout CanonicalBytes) {
        out.append(change)
        out.append(member.x963)
        out.append(signature)
    }

    init(from reader: inout CanonicalReader) throws(WireError) {
        change = try reader.digest("change")
        member = try PublicIdentity(
            x963: reader.field("member", byteCountMax: RosterMember.keyByteCount))
        signature = try reader.field("signature", byteCountMax: 64)
    }
}

/// A roster with what entitles it to follow the one before: signatures of its members.
///
/// While a federation is being founded there are none.
package struct RosterStep: Sendable, Hashable {
    /// The largest step in bytes.
    package static let byteCountMax = 1 << 20

    /// The roster, and the one that it follows.
    package let change: RosterChange
    /// The signatures so far, one for each member who signed.
    package private(set) var consents: [RosterConsent]

    /// A step with those signatures.
    package init(_ change: RosterChange, consents: [RosterConsent] = []) {
        self.change = change
        self.consents = consents
    }

    /// A roster of which nothing but itself is known: the first, or one of the founding.
    package init(founding roster: FederationRoster) {
        self.init(RosterChange(previous: Digest(of: []), roster: roster))
    }

    /// The roster.
    package var roster: FederationRoster { change.roster }

    /// Takes a signature; an older one of the same member goes.
    mutating func add(_ consent: RosterConsent) {
        consents.removeAll { $0.member == consent.member }
        consents.append(consent)
    }

    /// The members of the roster before whose signatures under this step are right.
    package func signers(on before: FederationRoster) -> [RosterMember] {
        let hash = change.hash
        return before.members.filter { member in
            consents.contains { $0.member == member.key && $0.change == hash && $0.isSigned }
        }
    }

    /// Whether a quorum of the roster before has signed this one.
    package func isSigned(after before: FederationRoster) -> Bool {
        change.previous == before.hash && signers(on: before).count >= before.quorum
    }

    /// The canonical bytes.
    package var bytes: [UInt8] {
        var out = CanonicalBytes()
        append(to: &out)
        return out.bytes
    }

    func append(to out: inout CanonicalBytes) {
        out.append(change.previous)
        out.append(roster.bytes)
        out.append(UInt32(consents.count))
        for consent in consents { consent.append(to: &out) }
    }

    /// Reads a step; the signatures are checked apart.
    package init(parsing bytes: [UInt8]) throws(WireError) {
        var reader = CanonicalReader(bytes)
        try self.init(from: &reader)
        try reader.finish()
    }

    init(from reader: inout CanonicalReader) throws(WireError) {
        let previous = try reader.digest("previous")
        let roster = try FederationRoster(
            parsing: reader.field("roster", byteCountMax: Self.byteCountMax))
        change = RosterChange(previous: previous, roster: roster)
        let count = try reader.count("consents", max: FederationRoster.memberCountMax)
        consents = []
        for _ in 0..<count { consents.append(try RosterConsent(from: &reader)) }
    }
}

extension FederationRoster {
    /// How many members must sign what follows this roster: floor((n + c) / 2) + 1, as for a round
    /// (protocol.md, 3.1 and 9).
    package var quorum: Int {
        (members.count + Thresholds.defaultColluding(memberCount: members.count)) / 2 + 1
    }

    /// Whether it is a later roster of the same federation, under the same accord and coordinator.
    package func isLater(than pinned: FederationRoster) -> Bool {
        federation == pinned.federation && coordinator == pinned.coordinator
            && accordHash == pinned.accordHash && version > pinned.version
    }

    /// Whether everybody on the other roster is on this one, with the same key.
    package func keepsAll(of other: FederationRoster) -> Bool {
        other.members.allSatisfy { members.contains($0) }
    }

    /// Who comes, who goes and whose key is another on the roster that is to follow.
    package func differences(to newer: FederationRoster) -> RosterDifferences {
        RosterDifferences(
            joining: newer.members.filter { member(named: $0.name) == nil },
            leaving: members.filter { newer.member(named: $0.name) == nil },
            replaced: newer.members.filter { member in
                self.member(named: member.name).map { $0 != member } ?? false
            })
    }
}

/// What is different between two rosters.
package struct RosterDifferences: Sendable, Hashable {
    /// Members who come.
    package let joining: [RosterMember]
    /// Members who go.
    package let leaving: [RosterMember]
    /// Members with another key or economy than before, as they will be.
    package let replaced: [RosterMember]

    /// Three lists of names as JSON: `joins`, `leaves` and `rekeys`.
    package var json: [String: JSONValue] {
        func names(_ members: [RosterMember]) -> JSONValue {
            .array(members.map { .string($0.name.text) })
        }
        return [
            "joins": names(joining), "leaves": names(leaving), "rekeys": names(replaced),
        ]
    }
}
