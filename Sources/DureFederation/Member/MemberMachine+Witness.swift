internal import DureCore
internal import DureLedger

/// Members sign the heads of each other's ledgers (`Docs/Protocol/ledger.md`, 5): who then changes
/// its own past cannot sign it anew without being found out.
extension MemberMachine {
    private static let folder = "federation/ledgers"
    private static let fileByteCountMax = 4_096

    // MARK: Memory

    /// What was announced and signed before.
    static func readWitnessPart(
        from storage: any Storage
    ) throws -> WitnessPart {
        var part = WitnessPart()
        for file in try storage.list(folder) where file.hasSuffix(".keys") {
            let path = "\(folder)/\(file)"
            guard let bytes = try storage.read(path, byteCountMax: fileByteCountMax) else {
                continue
            }
            do {
                let announcement = try LedgerAnnouncement(parsing: bytes)
                part.announcements[announcement.member] = announcement
                let headPath = headPath(of: announcement.member)
                if let head = try storage.read(headPath, byteCountMax: fileByteCountMax) {
                    part.heads[announcement.member] = try Checkpoint(
                        parsing: head, key: announcement.ledger)
                }
            } catch let error where error is WireError || error is LedgerError {
                throw FederationError.damagedState(file: path)
            }
        }
        return part
    }

    private static func headPath(of member: PublicIdentity) -> String {
        "\(folder)/\(member.fingerprint.hex).head"
    }

    // MARK: Keys

    /// The keys of this node's ledger, for the others.
    func announce() throws -> [Action] {
        guard let desk else { return [] }
        let announcement = try LedgerAnnouncement(
            ledger: desk.ledgerKey, witness: desk.witnessKey, by: identity)
        return [.send(.ledgerKeys(announcement))]
    }

    /// The first keys that a member announces are the ones it is held to.
    mutating func receive(_ announcement: LedgerAnnouncement) throws -> [Action] {
        guard let desk, let member = roster?.member(with: announcement.member),
            member.key != identity.publicKey
        else { return [] }
        if let known = witness.announcements[member.key] {
            guard !known.hasKeys(of: announcement), announcement.isSigned,
                witness.isTold.insert(member.key).inserted
            else { return [] }
            return [.progress(.ledgerKeysRefused(member.name))]
        }
        guard announcement.isSigned else { return [] }
        // One key under two names would count as two witnesses.
        guard !isAnothers(announcement, than: member.key, desk) else {
            return witness.isTold.insert(member.key).inserted
                ? [.progress(.ledgerKeysRefused(member.name))] : []
        }
        let path = "\(Self.folder)/\(member.key.fingerprint.hex).keys"
        try storage.write(announcement.bytes, to: path)
        witness.announcements[member.key] = announcement
        try keepPolicy()
        return []
    }

    /// Whether a key of the announcement is this node's own, or another member's.
    private func isAnothers(
        _ announcement: LedgerAnnouncement, than member: PublicIdentity, _ desk: any LedgerDesk
    ) -> Bool {
        // Who came back with a new key of its own may have its old ledger's keys.
        let others = (roster?.members ?? []).filter { $0.key != member }
            .compactMap { witness.announcements[$0.key] }
        let known =
            others.flatMap { [$0.ledger, $0.witness] } + [desk.ledgerKey, desk.witnessKey]
        return known.contains {
            $0.publicKey == announcement.ledger.publicKey
                || $0.publicKey == announcement.witness.publicKey
        }
    }

    /// Whoever has left the roster is no witness any more.
    func keepPolicy() throws {
        guard let desk, !witness.announcements.isEmpty else { return }
        try desk.keep(policy: policy(desk))
    }

    /// More than half of the other members whose keys are known must have signed.
    private func policy(_ desk: any LedgerDesk) -> WitnessPolicy {
        let keys = (roster?.members ?? []).compactMap { member in
            member.key == identity.publicKey ? nil : witness.announcements[member.key]?.witness
        }
        return WitnessPolicy(
            ledger: desk.ledgerKey, witnesses: keys, threshold: keys.count / 2 + 1)
    }

    // MARK: The own ledger

    /// Asks every member that has not signed the newest head.
    ///
    /// - Parameter isUrgent: Whether the least time between two such rounds counts for nothing.
    mutating func exchange(isUrgent: Bool) throws -> [Action] {
        guard let desk, let roster else { return [] }
        let now = desk.now
        let waited = now.milliseconds - witness.lastExchange.milliseconds
        guard isUrgent || !(0..<WitnessPart.intervalMilliseconds).contains(waited) else {
            return []
        }
        let size = try desk.head().size
        var actions: [Action] = []
        for member in roster.members where witness.announcements[member.key] != nil {
            var asked = witness.asked[member.key] ?? WitnessPart.Asked()
            let silence = now.milliseconds - asked.time.milliseconds
            guard size > asked.knownSize,
                size != asked.size
                    || !(0..<WitnessPart.repeatMilliseconds).contains(silence)
            else { continue }
            asked.size = size
            asked.time = now
            asked.conflictCount = 0
            witness.asked[member.key] = asked
            actions.append(try submit(to: member.key, from: asked.knownSize, desk))
        }
        if !actions.isEmpty { witness.lastExchange = now }
        return actions
    }

    private func submit(
        to key: PublicIdentity, from size: Int, _ desk: any LedgerDesk
    ) throws -> Action {
        let request = try desk.request(from: size)
        return .send(.submission(try LedgerSubmission(request, to: key, by: identity)))
    }

    /// A witness knows another head: it is asked again from there.
    mutating func receive(_ conflict: LedgerConflict) throws -> [Action] {
        guard let desk, conflict.member == identity.publicKey,
            var asked = witness.asked[conflict.witness],
            let member = roster?.member(with: conflict.witness),
            asked.conflictCount < WitnessPart.conflictCountMax
        else { return [] }
        let (size, own) = (Int(conflict.size), try desk.head().size)
        asked.conflictCount += 1
        witness.asked[conflict.witness] = asked
        guard size <= own else {
            // A ledger that was restored from a backup is behind what others saw of it.
            guard size > witness.claimedSize else { return [] }
            witness.claimedSize = size
            return [.progress(.ledgerBehind(witness: member.name, known: size, own: own))]
        }
        // At the own size the witness has signed, and its signature was lost on the way.
        if size < own { witness.asked[conflict.witness]?.knownSize = size }
        return [try submit(to: conflict.witness, from: size, desk)]
    }

    // MARK: The others' ledgers

    /// Judges a head of another's ledger; what is accepted is on the disk before it is signed.
    mutating func receive(_ submission: LedgerSubmission) throws -> [Action] {
        guard let desk, submission.witness == identity.publicKey,
            let member = roster?.member(with: submission.member),
            let key = witness.announcements[member.key]?.ledger,
            witness.admits(member.key, at: desk.now), submission.isSigned,
            // What cannot be read counts as never sent.
            let request = try? WitnessRequest(parsing: submission.request)
        else { return [] }
        let known = witness.heads[member.key]
        switch Witness.judge(request, key: key, known: known) {
        case .refused:
            return []
        case .conflict(let size):
            return [conflict(member.key, size)]
        case .fork(let fork):
            return try keep(fork, of: member, key: key, desk)
                + [conflict(member.key, known?.size ?? 0)]
        case .accepted(let head):
            if let fork = witness.seen[member.key]?.lazy.compactMap({ Witness.compare($0, head) })
                .first
            {
                return try keep(fork, of: member, key: key, desk)
            }
            let bare = head.bare(of: key)
            guard bare.note.count <= LedgerVouch.headByteCountMax else { return [] }
            if known?.size != head.size {
                try storage.write(bare.note, to: Self.headPath(of: member.key))
            }
            witness.heads[member.key] = bare
            let vouch = LedgerVouch(
                for: member.key, by: identity.publicKey, head: bare.note,
                cosignature: try desk.cosign(bare))
            return [.send(.vouch(vouch))]
        }
    }

    private func conflict(_ member: PublicIdentity, _ size: Int) -> Action {
        .send(.conflict(LedgerConflict(for: member, by: identity.publicKey, size: UInt64(size))))
    }

    /// A signature of another member: for this node's ledger, or for one that it knows as well.
    mutating func receive(_ vouch: LedgerVouch) throws -> [Action] {
        guard let desk, vouch.witness != identity.publicKey,
            roster?.member(with: vouch.witness) != nil,
            let witnessKey = witness.announcements[vouch.witness]?.witness
        else { return [] }
        let isOwn = vouch.member == identity.publicKey
        // A head that is not signed as it says, or not by that witness, is no head.
        guard
            let key = isOwn ? desk.ledgerKey : witness.announcements[vouch.member]?.ledger,
            let head = try? Checkpoint(parsing: vouch.head, key: key),
            vouch.cosignature.time(under: head, key: witnessKey) != nil
        else { return [] }
        if isOwn {
            let size = max(witness.asked[vouch.witness]?.knownSize ?? 0, head.size)
            witness.asked[vouch.witness, default: WitnessPart.Asked()].knownSize = size
            let collected = witness.collect(vouch.cosignature, under: head.bare(of: key))
            try desk.keep(witnessed: collected, policy: policy(desk))
            return []
        }
        guard let member = roster?.member(with: vouch.member) else { return [] }
        let heads =
            (witness.heads[member.key].map { [$0] } ?? [])
            + (witness.seen[member.key] ?? [])
        witness.see(head, of: member.key)
        return try heads.lazy.compactMap { Witness.compare($0, head) }.first
            .map { try keep($0, of: member, key: key, desk) } ?? []
    }

    /// Evidence is kept, entered in the ledger and told, once.
    private func keep(
        _ fork: LedgerFork, of member: RosterMember, key: VerifierKey, _ desk: any LedgerDesk
    ) throws -> [Action] {
        guard try desk.keep(fork, key: key) else { return [] }
        try door.record(
            "federation.ledger.forked", object: Digest(of: fork.bytes(key: key)),
            details: [
                "member": .string(member.name.text), "known": .integer(Int64(fork.known.size)),
                "offered": .integer(Int64(fork.offered.size)), "proven": .bool(fork.isProven),
            ])
        return [.progress(.ledgerForked(member.name, isProven: fork.isProven))]
    }
}
