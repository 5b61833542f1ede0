package import DureCharter
package import DureCore

/// The approvals that people of this node gave to a study: one small file for each person.
package struct StudyApprovals: Sendable {
    private static let fileByteCountMax = 4_096
    private let storage: any Storage
    private let parent: String
    private var folder: String { "\(parent)/approvals" }

    /// The approvals of a study.
    package init(storage: any Storage, study: Name) {
        self.storage = storage
        parent = "studies/\(study.text)"
    }

    /// Writes an approval down.
    package func add(_ approval: Approval, at time: Timestamp) throws {
        let json: JSONValue = [
            "person": .string(approval.person), "role": .string(approval.role),
            "time": .string(time.description),
        ]
        let name = try Name(approval.person)
        try storage.write(json.canonicalBytes, to: "\(folder)/\(name.text).json")
    }

    /// Remembers who proposed the study here, by their id in the ledger.
    func setProposer(_ person: String) throws {
        try storage.write(Array(person.utf8), to: "\(parent)/proposer")
    }

    /// Who proposed the study here; nil where it came from elsewhere or nobody was named.
    func proposer() throws -> String? {
        try storage.read("\(parent)/proposer", byteCountMax: Self.fileByteCountMax).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    /// Every approval so far, by the person's key id.
    package func all() throws -> [Approval] {
        try storage.list(folder).filter { $0.hasSuffix(".json") }.compactMap { file in
            let path = "\(folder)/\(file)"
            guard let bytes = try storage.read(path, byteCountMax: Self.fileByteCountMax) else {
                return nil
            }
            let json = try JSONValue(parsing: bytes, byteCountMax: Self.fileByteCountMax)
            guard let person = json["person"]?.text, let role = json["role"]?.text else {
                throw NodeError.damaged(path: path)
            }
            return Approval(person: person, role: role)
        }
    }
}
