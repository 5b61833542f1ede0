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
        get throws { Int(try json("journal.json")?["bytesSent"]?.int ?? 0) }
    }

    private func json(_ file: String) throws -> JSONValue? {
        let path = "\(folder)/\(file)"
        guard let bytes = try storage.read(path, byteCountMax: Self.byteCountMax) else {
            return nil
        }
        return try JSONValue(parsing: bytes, byteCountMax: Self.byteCountMax)
    }
}
