internal import DureCore
internal import DureLearning

/// A study's files: `proposal`, one file for each decision and for each member's measures, and
/// `state.json`, which is replaced whole.
extension CoordinatedStudy {
    private static func folder(_ name: Name) -> String { "studies/\(name.text)" }

    /// Reads a study, or nil where its proposal was never completed.
    init?(reading name: Name, from storage: any Storage, roster: FederationRoster) throws {
        let folder = Self.folder(name)
        guard
            let bytes = try storage.read(
                "\(folder)/proposal", byteCountMax: 2 * StudyManifest.byteCountMax)
        else { return nil }
        let proposal = try StudyProposal(parsing: bytes)
        self.init(
            proposal: proposal, manifest: try StudyManifest(parsing: proposal.manifest))
        for file in try storage.list("\(folder)/decisions") where !file.contains(".tmp") {
            let path = "\(folder)/decisions/\(file)"
            guard let bytes = try storage.read(path, byteCountMax: 1 << 20) else { continue }
            let decision = try StudyDecision(parsing: bytes)
            guard decision.isSigned, decision.study == name,
                decision.manifestHash == proposal.manifestHash
            else { throw FederationError.damagedState(file: path) }
            decisions[decision.member] = decision
        }
        for file in try storage.list("\(folder)/measures") where !file.contains(".tmp") {
            let path = "\(folder)/measures/\(file)"
            let limit = 2 * WireMessage.jsonByteCountMax
            guard let bytes = try storage.read(path, byteCountMax: limit) else { continue }
            var reader = CanonicalReader(bytes)
            let item = try StudyMeasures(from: &reader)
            measures[item.member] = item
        }
        try readState(from: storage)
        guard phase != .running || isApproved(in: roster) else {
            throw FederationError.damagedState(file: "\(folder)/decisions")
        }
    }

    /// Whether every member of the study approved it under one and the same roster.
    private func isApproved(in roster: FederationRoster) -> Bool {
        let approvals = members.compactMap { name in
            roster.member(named: name).flatMap { decisions[$0.key] }
        }
        return approvals.count == members.count
            && approvals.allSatisfy { $0.answer == .approved }
            && Set(approvals.map(\.rosterHash)).count == 1
    }

    private mutating func readState(from storage: any Storage) throws {
        let path = "\(Self.folder(name))/state.json"
        guard let bytes = try storage.read(path, byteCountMax: Self.stateByteCountMax) else {
            return
        }
        let json = try JSONValue(parsing: bytes, byteCountMax: Self.stateByteCountMax)
        guard let phase = json["phase"]?.text.flatMap(Phase.init(rawValue:)),
            let round = json["round"]?.int, let attempt = json["attempt"]?.int,
            let members = json["members"]?.elements, let rounds = json["rounds"]?.elements
        else { throw FederationError.damagedState(file: path) }
        self.phase = phase
        self.round = UInt32(clamping: round)
        self.attempt = UInt32(clamping: attempt)
        self.members = try members.map { try Name($0.text ?? "") }
        self.rounds = rounds.compactMap(Round.init(json:))
        guard self.rounds.count == rounds.count else {
            throw FederationError.damagedState(file: path)
        }
        proposedAt = json["proposedAt"]?.int.map { Timestamp(milliseconds: $0) }
        isReleasing = json["releasing"] == .bool(true)
        liars = try (json["liars"]?.elements ?? []).map { try Name($0.text ?? "") }
        accusations = try (json["accusations"]?.elements ?? []).map(Accusation.init(json:))
        reason = json["reason"]?.text
        columnsAtFault = (json["columns"]?.elements ?? []).compactMap(\.text)
        if let model = json["model"]?.text {
            self.model = try ModelState(canonicalBytes: Hex.decode(model))
        }
    }

    func save(to storage: any Storage) throws {
        var json: [String: JSONValue] = [
            "version": 1,
            "phase": .string(phase.rawValue),
            "round": .integer(Int64(round)),
            "attempt": .integer(Int64(attempt)),
            "releasing": .bool(isReleasing),
            "members": .array(members.map { .string($0.text) }),
            "rounds": .array(rounds.map(\.json)),
            "liars": .array(liars.map { .string($0.text) }),
            "accusations": .array(accusations.map(\.json)),
        ]
        if let proposedAt { json["proposedAt"] = .integer(proposedAt.milliseconds) }
        if let reason { json["reason"] = .string(reason) }
        if !columnsAtFault.isEmpty { json["columns"] = .texts(columnsAtFault) }
        if let model { json["model"] = .string(Hex.encode(model.canonicalBytes)) }
        try storage.write(
            JSONValue.object(json).canonicalBytes, to: "\(Self.folder(name))/state.json")
    }

    func saveProposal(to storage: any Storage) throws {
        try storage.write(proposal.bytes, to: "\(Self.folder(name))/proposal")
    }

    func save(_ decision: StudyDecision, to storage: any Storage) throws {
        let file = decision.member.fingerprint.hex
        try storage.write(decision.bytes, to: "\(Self.folder(name))/decisions/\(file)")
    }

    func save(_ measures: StudyMeasures, to storage: any Storage) throws {
        var out = CanonicalBytes()
        measures.append(to: &out)
        let file = measures.member.fingerprint.hex
        try storage.write(out.bytes, to: "\(Self.folder(name))/measures/\(file)")
    }
}
