internal import DureCore
internal import DureLearning

/// A study at a member, as it stands on the storage.
struct MemberStudy: Sendable {
    let proposal: StudyProposal
    let manifest: StudyManifest
    var decision: StudyDecision?
    /// The highest round of which a share of message 5 has left this node.
    var releasedRound: UInt32 = 0
    /// The attempt that was begun last: after a crash it is not begun again.
    var begunAttempt: Digest?
    /// The list of survivors that was signed for that attempt.
    var signedList: Digest?
    /// The model that follows from the last sum this node saw.
    var expectedModel: Digest?
    /// The round that begins with that model.
    var expectedRound: UInt32 = 0
    var isAssessed = false
    /// Whether the coordinator says that rounds are over.
    var isFinished = false
    /// The members on the study's roster, once the coordinator says that it runs.
    var members: [Name] = []
    var bytesSent = 0
    var roundsJoined = 0

    init(proposal: StudyProposal, manifest: StudyManifest) {
        self.proposal = proposal
        self.manifest = manifest
    }

    var name: Name { proposal.study }
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
        let path = "\(folder)/journal.json"
        guard let bytes = try storage.read(path, byteCountMax: Self.journalByteCountMax) else {
            return
        }
        let json = try JSONValue(parsing: bytes, byteCountMax: Self.journalByteCountMax)
        guard let released = json["releasedRound"]?.int else {
            throw FederationError.damagedState(file: path)
        }
        releasedRound = UInt32(clamping: released)
        begunAttempt = try json["begunAttempt"]?.text.map { try Digest(hex: $0) }
        signedList = try json["signedList"]?.text.map { try Digest(hex: $0) }
        expectedModel = try json["expectedModel"]?.text.map { try Digest(hex: $0) }
        expectedRound = UInt32(clamping: json["expectedRound"]?.int ?? 0)
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

    func saveJournal(to storage: any Storage) throws {
        var json: [String: JSONValue] = [
            "version": 1,
            "releasedRound": .integer(Int64(releasedRound)),
            "expectedRound": .integer(Int64(expectedRound)),
            "assessed": .bool(isAssessed),
            "bytesSent": .integer(Int64(bytesSent)),
            "roundsJoined": .integer(Int64(roundsJoined)),
        ]
        if let begunAttempt { json["begunAttempt"] = .string(begunAttempt.hex) }
        if let signedList { json["signedList"] = .string(signedList.hex) }
        if let expectedModel { json["expectedModel"] = .string(expectedModel.hex) }
        try storage.write(
            JSONValue.object(json).canonicalBytes, to: "\(Self.folder(name))/journal.json")
    }
}
