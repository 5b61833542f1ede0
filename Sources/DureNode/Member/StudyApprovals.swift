package import DureCharter
package import DureCore

/// The approvals that people of this node gave to a study: one small file for each person.
package struct StudyApprovals: Sendable {
    private static let fileByteCountMax = 4_096
    private let storage: any Storage
    private let folder: String

    /// The approvals of a study.
    package init(storage: any Storage, study: Name) {
        self.storage = storage
        folder = "studies/\(study.text)/approvals"
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
