package import DureCore

/// One institution on a roster.
package struct RosterMember: Sendable, Hashable {
    /// The member's name.
    package let name: Name
    /// The economy whose rules bind it, ISO 3166-1 alpha-2.
    package let economy: String
    /// The key that its certificate carries and that signs its messages.
    package let key: PublicIdentity

    /// A member of that name, place and key.
    package init(name: Name, economy: String, key: PublicIdentity) {
        self.name = name
        self.economy = economy
        self.key = key
    }
}

/// The numbered allow-list of a federation.
///
/// Whoever is not on it cannot take part.
package struct FederationRoster: Sendable, Hashable {
    /// The most members of a federation.
    package static let memberCountMax = MessageList.countMax

    /// The federation's name.
    package let federation: Name
    /// Rises with every change; a node never goes back to a lower one.
    package let version: UInt32
    /// SHA-256 of the accord.
    package let accordHash: Digest
    /// The coordinator's key.
    package let coordinator: PublicIdentity
    /// The members, sorted by the fingerprints of their keys.
    package let members: [RosterMember]

    /// A roster of those members.
    package init(
        federation: Name, version: UInt32, accordHash: Digest, coordinator: PublicIdentity,
        members: [RosterMember]
    ) {
        self.federation = federation
        self.version = version
        self.accordHash = accordHash
        self.coordinator = coordinator
        self.members = members.sorted { $0.key.fingerprint < $1.key.fingerprint }
    }

    /// The member whose key that is.
    package func member(with key: PublicIdentity) -> RosterMember? {
        members.first { $0.key == key }
    }

    /// The member of that name.
    package func member(named name: Name) -> RosterMember? {
        members.first { $0.name == name }
    }

    /// The canonical bytes; SHA-256 of them is the roster's hash.
    package var bytes: [UInt8] {
        var canonical = CanonicalBytes(label: "dure/roster1")
        canonical.append(federation.text)
        canonical.append(version)
        canonical.append(accordHash)
        canonical.append(coordinator.x963)
        canonical.append(UInt32(members.count))
        for member in members { member.append(to: &canonical) }
        return canonical.bytes
    }

    /// SHA-256 of the bytes.
    package var hash: Digest { Digest(of: bytes) }

    /// Reads a roster.
    package init(parsing bytes: [UInt8]) throws(WireError) {
        var reader = CanonicalReader(bytes)
        guard try reader.text("label", byteCountMax: 32) == "dure/roster1" else {
            throw .malformed(field: "label")
        }
        let federation = try Name(reader.text("federation", byteCountMax: Name.byteCountMax))
        let version = try reader.uint32("version")
        let accordHash = try reader.digest("accord")
        let coordinator = try PublicIdentity(
            x963: reader.field("coordinator", byteCountMax: RosterMember.keyByteCount))
        let count = try reader.count("members", max: Self.memberCountMax)
        var members: [RosterMember] = []
        for _ in 0..<count { members.append(try RosterMember(from: &reader)) }
        try reader.finish()
        guard Set(members.map(\.key)).count == count, Set(members.map(\.name)).count == count else {
            throw .malformed(field: "members")
        }
        self.init(
            federation: federation, version: version, accordHash: accordHash,
            coordinator: coordinator, members: members)
    }
}

extension RosterMember {
    static let keyByteCount = 65

    func append(to canonical: inout CanonicalBytes) {
        canonical.append(name.text)
        canonical.append(economy)
        canonical.append(key.x963)
    }

    init(from reader: inout CanonicalReader) throws(WireError) {
        name = try Name(reader.text("name", byteCountMax: Name.byteCountMax))
        economy = try reader.text("economy", byteCountMax: 2)
        key = try PublicIdentity(x963: reader.field("key", byteCountMax: Self.keyByteCount))
    }
}

/// Those members of a federation who approved a study, numbered from 1 in the roster's order.
package struct StudyRoster: Sendable, Hashable {
    /// The members; number i is at position i - 1.
    package let members: [RosterMember]

    /// Takes the members and sorts them by their keys' fingerprints.
    package init(_ members: [RosterMember]) {
        self.members = members.sorted { $0.key.fingerprint < $1.key.fingerprint }
    }

    /// How many.
    package var count: Int { members.count }

    /// The member of that number, from 1.
    package func member(at number: UInt32) -> RosterMember? {
        guard number >= 1, number <= members.count else { return nil }
        return members[Int(number) - 1]
    }

    /// The number of the member with that key.
    package func number(of key: PublicIdentity) -> UInt32? {
        members.firstIndex { $0.key == key }.map { UInt32($0 + 1) }
    }

    /// SHA-256 of the canonical bytes.
    package var hash: Digest {
        var canonical = CanonicalBytes(label: "dure/study-roster1")
        for member in members { member.append(to: &canonical) }
        return canonical.digest
    }
}
