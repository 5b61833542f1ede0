package import DureCore
package import DureFederation

/// What a node keeps of one study, read without the running node.
package struct StudyRecord: Sendable {
    private static let byteCountMax = 16 << 20
    private let storage: any Storage
    private let folder: String

    /// The record of a study in a home.
    package init(storage: any Storage, study: Name) {
        self.storage = storage
        folder = "studies/\(study.text)"
    }

    /// The node's own answer; nil before it gave one.
    package var decision: StudyDecision? {
        get throws {
            guard
                let bytes = try storage.read("\(folder)/decision", byteCountMax: Self.byteCountMax)
            else { return nil }
            return try StudyDecision(parsing: bytes)
        }
    }

    /// The reasons of the answer, as sentences.
    package var reasons: [String] {
        get throws { try decision?.reasons ?? [] }
    }

    /// The assessment on the node's own test rows; nil before there is one.
    package var assessment: JSONValue? {
        get throws { try json("assessment.json") }
    }

    /// Bytes of masked vectors that left the node for this study.
    package var bytesSent: Int {
        get throws { Int(try journal?["bytesSent"]?.int ?? 0) }
    }

    /// Whether the node has received the study.
    package var isReceived: Bool {
        get throws {
            try storage.read("\(folder)/proposal", byteCountMax: Self.byteCountMax) != nil
        }
    }

    /// What the node wrote down of its rounds; nil before the first.
    package var journal: JSONValue? {
        get throws { try json("journal.json") }
    }

    private func json(_ file: String) throws -> JSONValue? {
        let path = "\(folder)/\(file)"
        guard let bytes = try storage.read(path, byteCountMax: Self.byteCountMax) else {
            return nil
        }
        return try JSONValue(parsing: bytes, byteCountMax: Self.byteCountMax)
    }
}

/// The studies of a node as its own files tell them.
extension MemberHome {
    /// Each study that the node has received, in the form in which a coordinator tells it.
    ///
    /// A study that the node has assessed is finished; of any other the node cannot know how it
    /// stands, and `phase` is the last that it knows: `running` once it took part in a round,
    /// otherwise `proposed`.
    ///
    /// - Throws: ``NodeError``, or what reading the files throws.
    package func knownStudies() throws -> [JSONValue] {
        try base.storage.list("studies").compactMap { folder in
            // A study's folder has the study's name.
            guard let name = try? Name(folder) else { return nil }
            return try knownStudy(name)
        }
    }

    private func knownStudy(_ name: Name) throws -> JSONValue? {
        let record = StudyRecord(storage: base.storage, study: name)
        guard try record.isReceived else { return nil }
        let journal = try record.journal
        let own = try record.decision.map { decision -> JSONValue in
            [
                "member": .string(base.settings.name.text),
                "answer": .string("\(decision.answer)"),
                "reasons": .array(decision.reasons.map { .string($0) }),
            ]
        }
        let members = journal?["members"]?.elements ?? []
        let rounds = journal?["releasedRound"]?.int ?? 0
        let phase =
            try record.assessment != nil
            ? "finished" : journal?["begun"] != nil ? "running" : "proposed"
        return [
            "study": .string(name.text), "phase": .string(phase), "members": .array(members),
            "rounds": .array((0..<max(0, rounds)).map { ["round": .integer($0 + 1)] }),
            "decisions": .array([own].compactMap { $0 }), "source": "node",
        ]
    }
}
