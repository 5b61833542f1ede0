package import DureCore
package import DureFederation

/// What people of a member do with changes of the roster.
extension MemberHome {
    /// The roster that this node has pinned, and the change for which its people are asked.
    package func rosterChange() throws -> (pinned: FederationRoster, step: RosterStep)? {
        guard let pinned = try FederationFiles.roster(in: base.storage),
            let step = try FederationFiles.step(
                at: MemberMachine.changePath, in: base.storage),
            step.change.previous == pinned.hash
        else { return nil }
        return (pinned, step)
    }

    /// Writes a person's approval down and has the running node sign.
    ///
    /// - Parameter prefix: The first digits of the change's hash, at least 8: who approves has seen
    ///   which change it is.
    /// - Throws: ``NodeError/noSuchChange``.
    package func approveChange(_ prefix: String, as person: Name) throws {
        guard let (_, step) = try rosterChange(), prefix.utf8.count >= 8,
            step.change.hash.hex.hasPrefix(prefix)
        else { throw NodeError.noSuchChange }
        try door.record(
            "federation.change.approved", object: step.change.hash,
            details: ["person": .string(try ledgerID(of: person.text))])
        try base.storage.write(
            Array(step.change.hash.hex.utf8), to: NodeDoor.approvedChangePath)
        try NodeInbox(storage: base.storage).reconsiderRoster()
    }
}

extension NodeDoor {
    /// Where the hash of the change lies that a person has approved.
    static let approvedChangePath = "federation/approved-change"

    package func approves(_ change: RosterChange) throws -> Bool {
        let approved = try home.storage.read(
            Self.approvedChangePath, byteCountMax: 2 * Digest.byteCount)
        return approved == Array(change.hash.hex.utf8)
    }
}
