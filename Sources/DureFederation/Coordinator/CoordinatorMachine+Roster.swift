package import DureCore

/// The roster's changes: at once while the federation is being founded, later by a quorum of its
/// members.
extension CoordinatorMachine {
    /// Whether nobody depends on the roster yet: members may still be added without being asked.
    private var isFounding: Bool { studies.isEmpty && steps.isEmpty }

    /// Puts an enrolled member on the roster, or gives a member the key of its new certificate.
    ///
    /// Once the federation has been founded this is a change that its members are asked for.
    package mutating func enrol(_ member: RosterMember) throws -> [Action] {
        let base = pending?.roster ?? roster
        guard !base.members.contains(member) else { return [] }
        return try ask(for: base.members.filter { $0.name != member.name } + [member])
    }

    /// Whether a certificate for that name may be issued, with a key that no node knows yet.
    package func canEnrol(_ name: Name) -> Bool {
        let base = pending?.roster ?? roster
        // During the founding no node takes another key for a name.
        return base.member(named: name) == nil
            ? base.members.count < FederationRoster.memberCountMax : !isFounding
    }

    /// Asks the members to let one go; a change that they have not signed yet is taken back for it.
    package mutating func remove(_ name: Name) throws -> [Action] {
        let base = pending?.roster ?? roster
        guard base.member(named: name) != nil else { return [] }
        return try ask(for: base.members.filter { $0.name != name })
    }

    private mutating func ask(for members: [RosterMember]) throws -> [Action] {
        let newer = FederationRoster(
            federation: roster.federation, version: roster.version + 1,
            accordHash: roster.accordHash, coordinator: roster.coordinator, members: members)
        guard newer.members != roster.members else {
            pending = nil
            try storage.remove(Self.pendingPath)
            return broadcast(.rosterChange(newestStep))
        }
        if isFounding, newer.keepsAll(of: roster) {
            return try adopt(RosterStep(founding: newer))
        }
        let step = RosterStep(RosterChange(previous: roster.hash, roster: newer))
        var details = roster.differences(to: newer).json
        details["version"] = .integer(Int64(newer.version))
        try ledger.record("federation.change.proposed", object: step.change.hash, details: details)
        try storage.write(step.bytes, to: Self.pendingPath)
        pending = step
        return [.progress(.rosterAsked(signatures: 0, quorum: roster.quorum))]
            + broadcast(.rosterChange(step))
    }

    mutating func receive(_ consent: RosterConsent, key: PublicIdentity) throws -> [Action] {
        guard var step = pending, consent.change == step.change.hash, consent.member == key,
            let member = roster.member(with: key), consent.isSigned,
            !step.signers(on: roster).contains(member)
        else { return [] }
        try ledger.record(
            "federation.change.signed", object: consent.change,
            details: ["member": .string(member.name.text)])
        step.add(consent)
        try storage.write(step.bytes, to: Self.pendingPath)
        pending = step
        return [
            .progress(
                .rosterAsked(
                    signatures: step.signers(on: roster).count, quorum: roster.quorum))
        ]
    }

    /// Takes the change that enough members have signed, between rounds.
    mutating func adoptWhenSigned() throws -> [Action] {
        guard running == nil, let step = pending, step.isSigned(after: roster) else { return [] }
        return try adopt(step)
    }

    private mutating func adopt(_ step: RosterStep) throws -> [Action] {
        let (older, newer) = (roster, step.roster)
        let differences = older.differences(to: newer)
        // First, so that after a crash no study goes on with a member that has gone.
        var actions = try failStudies(
            of: Set((differences.leaving + differences.replaced).map(\.name)))
        var details = differences.json
        details["version"] = .integer(Int64(newer.version))
        details["signatures"] = .integer(Int64(step.consents.count))
        try ledger.record("federation.roster.changed", object: newer.hash, details: details)
        if !step.consents.isEmpty {
            // Who missed the founding needs its last roster before what was signed by its members.
            if steps.isEmpty { try save(RosterStep(founding: older)) }
            try save(step)
        }
        try storage.write(newer.bytes, to: Self.rosterPath)
        try storage.remove(Self.pendingPath)
        roster = newer
        pending = nil
        actions.append(
            .progress(.rosterChanged(version: newer.version, memberCount: newer.members.count)))
        actions += broadcast(.roster(step))
        // Who is no longer on it has heard so, and goes; who is now may come.
        for (connection, peer) in peers.sorted(by: { $0.key < $1.key })
        where roster.member(with: peer.key) == nil {
            actions.append(.close(connection))
        }
        return actions
    }

    /// Ends the running studies of members who go or whose key changes.
    private mutating func failStudies(of gone: Set<Name>) throws -> [Action] {
        var actions: [Action] = []
        for known in studies.values.sorted(by: { $0.name < $1.name })
        where known.phase == .running && !gone.isDisjoint(with: known.members) {
            var study = known
            actions += try fail(&study, "roster-changed")
        }
        return actions
    }

    /// What a node that pinned that version needs, in order; the newest in any case.
    func steps(after version: UInt32) -> [RosterStep] {
        let missed = steps.filter { $0.roster.version > version }
        return missed.isEmpty ? [newestStep] : missed
    }

    /// The present roster with its signatures.
    var newestStep: RosterStep { steps.last ?? RosterStep(founding: roster) }

    /// Whether the owner of a key waits for the members to let it in.
    func isAwaiting(_ key: PublicIdentity) -> Bool {
        roster.member(with: key) == nil && pending?.roster.member(with: key) != nil
    }

    /// The names of all who are or ever were on the roster, by their keys.
    var knownNames: [PublicIdentity: Name] {
        (steps.map(\.roster) + [roster]).reduce(into: [:]) { names, roster in
            for member in roster.members { names[member.key] = member.name }
        }
    }
}

extension RosterStep {
    /// The change as commands show it.
    package func json(after before: FederationRoster) -> JSONValue {
        var json = before.differences(to: roster).json
        json["change"] = .string(change.hash.hex)
        json["version"] = .integer(Int64(roster.version))
        json["signed"] = .array(signers(on: before).map { .string($0.name.text) })
        json["quorum"] = .integer(Int64(before.quorum))
        return .object(json)
    }
}

/// Its files: the signed steps by their versions, and the change that waits.
extension CoordinatorMachine {
    private static let rosterPath = "federation/roster"
    /// Where the change lies for which members are asked.
    package static let pendingPath = "federation/pending"
    private static let stepsFolder = "federation/steps"

    private mutating func save(_ step: RosterStep) throws {
        try storage.write(step.bytes, to: "\(Self.stepsFolder)/\(step.roster.version)")
        steps.append(step)
    }

    mutating func readSteps() throws {
        for file in try storage.list(Self.stepsFolder) where UInt32(file) != nil {
            if let step = try Self.step(at: "\(Self.stepsFolder)/\(file)", in: storage) {
                steps.append(step)
            }
        }
        steps.sort { $0.roster.version < $1.roster.version }
        if let newest = steps.last?.roster, newest.version > roster.version {
            // A crash came between the step and the roster.
            try storage.write(newest.bytes, to: Self.rosterPath)
            roster = newest
        }
        pending = try Self.step(at: Self.pendingPath, in: storage)
        if let step = pending, step.change.previous != roster.hash {
            try storage.remove(Self.pendingPath)
            pending = nil
        }
    }

    private static func step(at path: String, in storage: any Storage) throws -> RosterStep? {
        guard let bytes = try storage.read(path, byteCountMax: RosterStep.byteCountMax) else {
            return nil
        }
        do {
            return try RosterStep(parsing: bytes)
        } catch {
            throw FederationError.damagedState(file: path)
        }
    }
}
