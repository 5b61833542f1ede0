internal import DureAssessment
internal import DureCore
internal import DureFederation
internal import DureLearning
internal import DureLedger
internal import DurePrivacy
internal import DureVault

/// Reads what a demonstration left in its homes.
struct DemoReader {
    /// A study as it ended.
    struct Study {
        let study: Name
        let manifest: StudyManifest
        let plan: StudyPlan?
        let outcome: StudyOutcome?
        let failure: String?
        let convergence: [(round: Int, value: Double)]
    }

    private static let stateByteCountMax = 64 << 20

    let settings: DemoSettings
    let script: DemoScript
    let federation: CoordinatorHome

    func study(_ name: Name, members: [Name]) throws -> Study {
        let storage = federation.base.storage
        let folder = "studies/\(name.text)"
        guard
            let bytes = try storage.read(
                "\(folder)/state.json", byteCountMax: Self.stateByteCountMax),
            let text = try storage.read(
                "\(folder)/proposal", byteCountMax: 2 * StudyManifest.byteCountMax)
        else { throw NodeError.unknownStudy(name) }
        let state = try JSONValue(parsing: bytes, byteCountMax: Self.stateByteCountMax)
        let proposal = try StudyProposal(parsing: text)
        let manifest = try StudyManifest(parsing: proposal.manifest)
        let count = state["members"]?.elements?.count ?? 0
        let plan =
            count >= 3
            ? try StudyPlan(
                manifest: manifest, manifestHash: proposal.manifestHash, memberCount: count,
                federationCount: script.parts.count) : nil
        let rounds = state["rounds"]?.elements ?? []
        let isFinished = state["phase"]?.text == "finished"
        let model = try state["model"]?.text.map {
            try ModelState(canonicalBytes: Hex.decode($0))
        }
        return Study(
            study: name, manifest: manifest, plan: plan,
            outcome: try isFinished
                ? outcome(
                    manifest, plan: plan, model: model, roundCount: rounds.count,
                    members: members) : nil,
            failure: isFinished ? nil : state["reason"]?.text ?? state["phase"]?.text,
            convergence: rounds.enumerated().compactMap { position, round in
                round["change"]?.double.map { (position + 1, $0) }
            })
    }

    private func outcome(
        _ manifest: StudyManifest, plan: StudyPlan?, model: ModelState?, roundCount: Int,
        members: [Name]
    ) throws -> StudyOutcome? {
        guard let plan, let model else { return nil }
        var privacy: StudyOutcome.Privacy?
        if let mode = manifest.privacy?.mode, let figure = try plan.figure(rounds: roundCount) {
            privacy = StudyOutcome.Privacy(
                mode: mode.rawValue, epsilon: figure.epsilon, delta: figure.delta)
        }
        return try StudyOutcome(
            study: manifest.study, modelHash: model.digest, algorithm: model.algorithm,
            roundCount: roundCount, privacy: privacy,
            members: members.compactMap { try member($0, study: manifest.study) })
    }

    /// The member's own assessment, as it lies in its home.
    func member(_ name: Name, study: Name) throws -> MemberOutcome? {
        try record(name, study).assessment?["outcome"].map { try MemberOutcome(json: $0) }
    }

    func record(_ member: Name, _ study: Name) -> StudyRecord {
        StudyRecord(storage: home(member), study: study)
    }

    private func home(_ member: Name) -> FileStorage {
        FileStorage(root: "\(settings.home)/\(member.text)")
    }

    func row(
        _ member: Name, exact: StudyOutcome?, noisy: StudyOutcome?
    ) throws -> DemoOutcome.Row {
        let storage = home(member)
        let budget = try PrivacyBudget(
            opening: Vault.budgetPath(of: script.dataset), in: storage
        ).book()
        let sent = try storage.list("studies").compactMap { try? Name($0) }
            .reduce(0) { try $0 + record(member, $1).bytesSent }
        let key = try storage.read("ledger/verifier", byteCountMax: 4_096) ?? []
        let verifier = try VerifierKey(parsing: String(decoding: key, as: UTF8.self))
        let policy = try LedgerReader(storage, key: verifier).policy()
        let audit = LedgerVerifier.verify(storage, key: verifier, policy: policy)
        return DemoOutcome.Row(
            member: member,
            exact: exact?.members.first { $0.member == member },
            noisy: noisy?.members.first { $0.member == member },
            epsilonSpent: try budget.spent(effort: .quick)?.epsilon ?? 0,
            epsilonLimit: budget.epsilonLimit,
            sentByteCount: sent,
            ledger: DemoOutcome.LedgerState(audit), hasVanished: settings.dropped == member,
            ledgerEntryCount: audit.size,
            ledgerWitnessCount: audit.witnessed?.signers.count ?? 0)
    }
}
