internal import DureCore
internal import DureLearning

/// A study at the coordinator, as it stands on the storage.
struct CoordinatedStudy: Sendable {
    /// Where a study stands.
    enum Phase: String, Sendable {
        case proposed
        case running
        case finished
        case failed
    }

    /// A released round.
    struct Round: Sendable, Hashable {
        let round: UInt32
        let survivors: [Name]
        let transcript: Digest
        let sumHash: Digest
        let byteCount: Int
        /// The L2 norm of the change of the coefficients.
        let coefficientChange: Double?
    }

    let proposal: StudyProposal
    let manifest: StudyManifest
    var decisions: [PublicIdentity: StudyDecision] = [:]
    var measures: [PublicIdentity: StudyMeasures] = [:]
    var phase = Phase.proposed
    /// When the proposal came.
    var proposedAt: Timestamp?
    /// The members on the study's roster, once it runs.
    var members: [Name] = []
    var round: UInt32 = 1
    var attempt: UInt32 = 1
    /// Whether the present attempt may have been released by a member.
    var isReleasing = false
    /// The model before the present round.
    var model: ModelState?
    var rounds: [Round] = []
    var reason: String?
    /// The columns or terms because of which the last sum led to no model, where any can be named.
    var columnsAtFault: [String] = []
    /// Members whose own messages show that they broke the protocol.
    var liars: [Name] = []
    /// Who accused whom without a proof, oldest first.
    var accusations: [Accusation] = []

    static let stateByteCountMax = 64 << 20
    /// The most columns that are named where a study failed.
    static let columnCountMax = 20

    init(proposal: StudyProposal, manifest: StudyManifest) {
        self.proposal = proposal
        self.manifest = manifest
    }

    var name: Name { proposal.study }

    /// The study's own roster: those of the members who approved, in the federation's order.
    func studyRoster(in roster: FederationRoster) -> StudyRoster {
        StudyRoster(members.compactMap { roster.member(named: $0) })
    }

    /// Gives up a round number whose shares may have left a member: it is never tried again.
    mutating func skipRound() {
        round += 1
        attempt = 1
        isReleasing = false
    }

    /// The state as members and commands see it.
    ///
    /// - Parameter names: The names of all who are or were on the roster.
    func state(names: [PublicIdentity: Name]) -> JSONValue {
        var json: [String: JSONValue] = [
            "study": .string(name.text),
            "phase": .string(phase.rawValue),
            "manifestHash": .string(proposal.manifestHash.hex),
            "members": .array(members.map { .string($0.text) }),
            "round": .integer(Int64(round)),
            "rounds": .array(rounds.map(\.json)),
            "decisions": .array(
                decisions.values.sorted { $0.member.fingerprint < $1.member.fingerprint }
                    .map { decision in
                        .object([
                            "member": .string(names[decision.member]?.text ?? ""),
                            "answer": .string("\(decision.answer)"),
                            "reasons": .array(decision.reasons.map { .string($0) }),
                        ])
                    }),
            "measures": .object(
                Dictionary(
                    measures.compactMap { key, measures in
                        guard let member = names[key],
                            let json = try? JSONValue(
                                parsing: measures.json,
                                byteCountMax: WireMessage.jsonByteCountMax)
                        else { return nil }  // Checked on arrival; a damaged one is left out.
                        return (member.text, json)
                    }, uniquingKeysWith: { first, _ in first })),
        ]
        if let reason { json["reason"] = .string(reason) }
        if !columnsAtFault.isEmpty { json["columns"] = .texts(columnsAtFault) }
        if phase == .finished, let model {
            json["model"] = .string(Hex.encode(model.canonicalBytes))
            json["modelHash"] = .string(model.digest.hex)
        }
        return .object(json)
    }
}

extension CoordinatedStudy.Round {
    var json: JSONValue {
        var json: [String: JSONValue] = [
            "round": .integer(Int64(round)),
            "survivors": .array(survivors.map { .string($0.text) }),
            "transcript": .string(transcript.hex),
            "sumHash": .string(sumHash.hex),
            "bytes": .integer(Int64(byteCount)),
        ]
        if let coefficientChange { json["change"] = .number(coefficientChange) }
        return .object(json)
    }

    init?(json: JSONValue) {
        guard let round = json["round"]?.int, let survivors = json["survivors"]?.elements,
            let transcript = try? Digest(hex: json["transcript"]?.text ?? ""),
            let sumHash = try? Digest(hex: json["sumHash"]?.text ?? ""),
            let byteCount = json["bytes"]?.int
        else { return nil }  // The caller reports the file as damaged.
        self.init(
            round: UInt32(clamping: round),
            survivors: survivors.compactMap { try? Name($0.text ?? "") },
            transcript: transcript, sumHash: sumHash, byteCount: Int(byteCount),
            coefficientChange: json["change"]?.double)
    }
}
