internal import DureCore

/// A released round, kept until the next release: a member that missed its end can still finish
/// it, and an auditor can ask for any chunk, also after a restart.
struct ReleasedRound: Sendable {
    let study: Name
    let context: RoundContext
    let result: SignedMessage
    let blob: BlobReference
    let sum: [UInt8]
    let evidence: RoundCoordinator.Evidence
    let uploads: UploadArchive

    var roster: StudyRoster { context.roster }

    /// The end of the round, as it was sent to that survivor.
    func messages(to number: UInt32) -> [WireMessage] {
        guard evidence.headers.senders.contains(number) else { return [] }
        return [
            .round(study: study, result), .sum(study: study, sctx: context.sctx, blob: blob),
        ]
    }
}

/// Its file, which the next release replaces.
extension ReleasedRound {
    private static let path = "federation/released"
    /// A sum that is larger is not kept, and the round cannot be audited after a restart.
    private static let sumByteCountMax = 16 << 20
    private static let byteCountMax = 64 << 20

    func save(to storage: any Storage) throws {
        guard sum.count <= Self.sumByteCountMax else { return try storage.remove(Self.path) }
        var canonical = CanonicalBytes(label: "dure/released1")
        canonical.append(context.plan.bytes)
        canonical.append(result.bytes)
        canonical.append(evidence.headers.bytes)
        canonical.append(UInt32(evidence.parts.count))
        for (number, parts) in evidence.parts.sorted(by: { $0.key < $1.key }) {
            canonical.append(number)
            canonical.append(parts.bytes)
        }
        canonical.append(sum)
        try storage.write(canonical.bytes, to: Self.path)
    }

    /// Reads the round that was released last; nil where there is none, or its uploads have gone.
    static func read(
        from storage: any Storage, spool: any UploadSpool, studies: [Name: CoordinatedStudy],
        roster: FederationRoster, coordinator: PublicIdentity
    ) throws -> ReleasedRound? {
        guard let bytes = try storage.read(path, byteCountMax: byteCountMax) else { return nil }
        do {
            var reader = CanonicalReader(bytes)
            guard try reader.text("label", byteCountMax: 32) == "dure/released1" else {
                throw FederationError.damagedState(file: path)
            }
            let whole = byteCountMax
            let plan = try RoundPlan(
                parsing: reader.field("plan", byteCountMax: SignedMessage.bodyByteCountMax))
            let result = try SignedMessage(
                parsing: reader.field("result", byteCountMax: WireMessage.byteCountMax))
            let headers = try MessageList(
                parsing: reader.field("headers", byteCountMax: SignedMessage.bodyByteCountMax))
            var parts: [UInt32: SharePartList] = [:]
            for _ in 0..<(try reader.count("parts", max: MessageList.countMax)) {
                let number = try reader.uint32("number")
                parts[number] = try SharePartList(
                    parsing: reader.field("part", byteCountMax: whole))
            }
            let sum = try reader.field("sum", byteCountMax: whole)
            try reader.finish()
            // A crash may have come before the release was complete: then it never was.
            guard let study = studies[plan.study],
                study.rounds.last?.transcript == Digest(of: result.body)
            else { return nil }
            let context = try RoundContext(
                plan: plan, roster: study.studyRoster(in: roster), coordinator: coordinator)
            return ReleasedRound(
                study: plan.study, context: context, result: result,
                blob: BlobReference(of: sum), sum: sum,
                evidence: RoundCoordinator.Evidence(headers: headers, parts: parts),
                uploads: try UploadArchive(
                    reading: headers.senders, byteCount: sum.count, attempt: plan.sctx,
                    spool: spool))
        } catch is StorageError {
            return nil  // The spool is no safe place; without it there is no audit.
        } catch FederationError.planRefused {
            return nil  // The roster is another by now: whoever could check the sum is not on it.
        } catch is WireError {
            throw FederationError.damagedState(file: path)
        }
    }
}

extension CoordinatorMachine {
    mutating func readRelease() throws {
        lastRelease = try ReleasedRound.read(
            from: storage, spool: spool, studies: studies, roster: roster,
            coordinator: identity.publicKey)
        if let lastRelease { _ = blobs.add(lastRelease.sum) }
    }
}
