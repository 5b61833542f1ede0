internal import DureCore

/// The pinned roster, and this member's part in its changes.
extension MemberMachine {
    private static let rosterPath = "federation/roster"
    /// Where the change lies that the coordinator asks for.
    package static let changePath = "federation/change"

    static func readRoster(from storage: any Storage) throws -> FederationRoster? {
        guard let bytes = try storage.read(rosterPath, byteCountMax: RosterStep.byteCountMax)
        else { return nil }
        return try FederationRoster(parsing: bytes)
    }

    /// Whether this node has not relied on its roster yet: it has approved no study.
    private var isFounding: Bool {
        !studies.values.contains { $0.begun != nil || $0.decision?.answer == .approved }
    }

    /// A node pins the newest roster and never goes back.
    ///
    /// Until it has approved a study, members may be added; from then on a change takes the
    /// signatures of a quorum of those on the roster before.
    mutating func receiveRoster(_ step: RosterStep) throws -> [Action] {
        let newer = step.roster
        guard newer.coordinator == coordinator else { return [.progress(.rosterRefused)] }
        if let pinned = roster {
            // An older one may come of a repeat; another of the same version cannot.
            if newer == pinned || newer.version < pinned.version { return [] }
            let isAllowed =
                step.isSigned(after: pinned) || (isFounding && newer.keepsAll(of: pinned))
            guard newer.isLater(than: pinned), isAllowed else {
                return [.progress(.rosterRefused)]
            }
        }
        try door.record(
            "federation.roster.pinned", object: newer.hash,
            details: [
                "version": .integer(Int64(newer.version)),
                "members": .integer(Int64(newer.members.count)),
                "signatures": .integer(Int64(step.consents.count)),
            ])
        try storage.write(newer.bytes, to: Self.rosterPath)
        try storage.remove(Self.changePath)
        roster = newer
        try keepPolicy()
        // An approval was given among the members of that day: it is asked for again.
        let actions = try studies.values
            .filter { $0.begun == nil && $0.decision?.answer == .approved }
            .map(\.name).sorted().flatMap { try decide($0) }
        let pinned = MemberProgress.rosterPinned(
            version: newer.version, memberCount: newer.members.count)
        return [.progress(pinned)] + actions
    }

    /// Keeps the change for this node's people to look at, and signs it where they have approved.
    ///
    /// The roster that is pinned already means that nothing is asked.
    mutating func receiveChange(_ step: RosterStep) throws -> [Action] {
        guard let pinned = roster else { return [] }
        if step.roster == pinned {
            try storage.remove(Self.changePath)
            return []
        }
        guard step.change.previous == pinned.hash, step.roster.isLater(than: pinned) else {
            return []
        }
        let known = try change()
        if known?.bytes != step.bytes { try storage.write(step.bytes, to: Self.changePath) }
        guard known?.change != step.change else { return try consent() }
        let differences = pinned.differences(to: step.roster)
        let asked = MemberProgress.rosterAsked(
            joining: differences.joining.count, leaving: differences.leaving.count,
            replaced: differences.replaced.count)
        return [.progress(asked)] + (try consent())
    }

    /// Signs the change that waits, where this node's people have approved it.
    mutating func consent() throws -> [Action] {
        guard let pinned = roster, let step = try change(), step.change.previous == pinned.hash,
            try door.approves(step.change),
            let own = pinned.member(with: identity.publicKey),
            !step.signers(on: pinned).contains(own)
        else { return [] }
        let consent = try RosterConsent(step.change.hash, by: identity)
        try door.record("federation.change.signed", object: consent.change, details: [:])
        return [.send(.consent(consent)), .progress(.rosterSigned)]
    }

    private func change() throws -> RosterStep? {
        guard
            let bytes = try storage.read(
                Self.changePath, byteCountMax: RosterStep.byteCountMax)
        else { return nil }
        return try RosterStep(parsing: bytes)
    }
}
