internal import DureCore
internal import DureLearning

/// A study at a member, as it stands on the storage.
struct MemberStudy: Sendable {
    let proposal: StudyProposal
    let manifest: StudyManifest
    var decision: StudyDecision?
    /// The highest round of which a share of message 5 has left this node.
    var releasedRound: UInt32 = 0
    /// The attempt that was begun last: neither it nor an older one is ever begun again.
    var begun: Begun?
    /// The list of survivors that was signed for that attempt.
    var signedList: Digest?
    /// The newest model that this node has checked, by the sum and its audit or by the word of
    /// others; nil stands for the first, which everybody knows.
    var checkedModel: Digest?
    /// The round after whose release that model stands; 0 for the first.
    var checkedRound: UInt32 = 0
    /// Whether this node computed that model itself, and so can vouch for it.
    var canVouch = false
    /// The newest round whose audit the coordinator did not answer; 0 for none.
    var unauditedRound: UInt32 = 0
    /// What an audit found to be wrong: this node takes part in the study no more.
    var distrust: String?
    /// The outcome that was judged but not checked yet: its measures are not sent.
    var uncheckedOutcome: Digest?
    var isAssessed = false
    /// What this member shared of the outcome, for a coordinator that has not got it.
    var measures: StudyMeasures?
    /// The members on the study's roster, once the coordinator says that it runs.
    ///
    /// With the first attempt they are fixed.
    var members: [Name] = []
    var bytesSent = 0
    var roundsJoined = 0

    init(proposal: StudyProposal, manifest: StudyManifest) {
        self.proposal = proposal
        self.manifest = manifest
    }

    var name: Name { proposal.study }

    /// The study's own roster; shorter than the list of names where one is not on the federation's.
    func studyRoster(in roster: FederationRoster) -> StudyRoster {
        StudyRoster(members.compactMap { roster.member(named: $0) })
    }

    /// An attempt by its place in the order of attempts, and the study's roster that it was among.
    ///
    /// A sum takes a quorum, and no two attempts among one roster both find one. Among two rosters
    /// they might, when those who gave their shares leave: a study has one roster to its end.
    struct Begun: Sendable, Hashable {
        let sctx: Digest
        let round: UInt32
        let attempt: UInt32
        let roster: Digest

        func isBefore(_ plan: RoundPlan) -> Bool {
            (round, attempt) < (plan.round, plan.attempt)
        }
    }
}

extension MemberStudy.Begun {
    init(plan: RoundPlan) {
        self.init(
            sctx: plan.sctx, round: plan.round, attempt: plan.attempt, roster: plan.rosterHash)
    }

    init?(json: JSONValue?) throws {
        guard let json else { return nil }
        guard let sctx = json["sctx"]?.text, let round = json["round"]?.int,
            let attempt = json["attempt"]?.int, let roster = json["roster"]?.text
        else { throw WireError.malformed(field: "begun") }
        self.init(
            sctx: try Digest(hex: sctx), round: UInt32(clamping: round),
            attempt: UInt32(clamping: attempt), roster: try Digest(hex: roster))
    }

    var json: JSONValue {
        .object([
            "sctx": .string(sctx.hex), "round": .integer(Int64(round)),
            "attempt": .integer(Int64(attempt)), "roster": .string(roster.hex),
        ])
    }
}

/// Its files: `proposal`, `decision` and `journal.json`, which is replaced whole.
extension MemberStudy {
    private static let journalByteCountMax = 1 << 20

    private static func folder(_ name: Name) -> String { "studies/\(name.text)" }

    init?(reading name: Name, from storage: any Storage) throws {
        let folder = Self.folder(name)
        let limit = 2 * StudyManifest.byteCountMax
        guard let bytes = try storage.read("\(folder)/proposal", byteCountMax: limit) else {
            return nil
        }
        let proposal = try StudyProposal(parsing: bytes)
        self.init(
            proposal: proposal, manifest: try StudyManifest(parsing: proposal.manifest))
        if let bytes = try storage.read("\(folder)/decision", byteCountMax: 1 << 20) {
            decision = try StudyDecision(parsing: bytes)
        }
        if let bytes = try storage.read(
            "\(folder)/measures", byteCountMax: 2 * WireMessage.jsonByteCountMax)
        {
            var reader = CanonicalReader(bytes)
            measures = try StudyMeasures(from: &reader)
        }
        let path = "\(folder)/journal.json"
        guard let bytes = try storage.read(path, byteCountMax: Self.journalByteCountMax) else {
            return
        }
        let json = try JSONValue(parsing: bytes, byteCountMax: Self.journalByteCountMax)
        guard let released = json["releasedRound"]?.int else {
            throw FederationError.damagedState(file: path)
        }
        releasedRound = UInt32(clamping: released)
        begun = try Begun(json: json["begun"])
        members = try (json["members"]?.elements ?? []).map { try Name($0.text ?? "") }
        signedList = try json["signedList"]?.text.map { try Digest(hex: $0) }
        checkedModel = try json["checkedModel"]?.text.map { try Digest(hex: $0) }
        checkedRound = UInt32(clamping: json["checkedRound"]?.int ?? 0)
        canVouch = json["canVouch"] == .bool(true)
        unauditedRound = UInt32(clamping: json["unauditedRound"]?.int ?? 0)
        distrust = json["distrust"]?.text
        uncheckedOutcome = try json["uncheckedOutcome"]?.text.map { try Digest(hex: $0) }
        isAssessed = json["assessed"] == .bool(true)
        bytesSent = Int(json["bytesSent"]?.int ?? 0)
        roundsJoined = Int(json["roundsJoined"]?.int ?? 0)
    }

    func saveProposal(to storage: any Storage) throws {
        try storage.write(proposal.bytes, to: "\(Self.folder(name))/proposal")
    }

    func saveDecision(to storage: any Storage) throws {
        guard let decision else { return }
        try storage.write(decision.bytes, to: "\(Self.folder(name))/decision")
    }

    func saveMeasures(to storage: any Storage) throws {
        guard let measures else { return }
        var out = CanonicalBytes()
        measures.append(to: &out)
        try storage.write(out.bytes, to: "\(Self.folder(name))/measures")
    }

    func saveJournal(to storage: any Storage) throws {
        var json: [String: JSONValue] = [
            "version": 1,
            "releasedRound": .integer(Int64(releasedRound)),
            "checkedRound": .integer(Int64(checkedRound)),
            "canVouch": .bool(canVouch),
            "unauditedRound": .integer(Int64(unauditedRound)),
            "assessed": .bool(isAssessed),
            "bytesSent": .integer(Int64(bytesSent)),
            "roundsJoined": .integer(Int64(roundsJoined)),
        ]
        if let begun {
            json["begun"] = begun.json
            json["members"] = .array(members.map { .string($0.text) })
        }
        if let signedList { json["signedList"] = .string(signedList.hex) }
        if let checkedModel { json["checkedModel"] = .string(checkedModel.hex) }
        if let distrust { json["distrust"] = .string(distrust) }
        if let uncheckedOutcome {
            json["uncheckedOutcome"] = .string(uncheckedOutcome.hex)
        }
        try storage.write(
            JSONValue.object(json).canonicalBytes, to: "\(Self.folder(name))/journal.json")
    }
}
