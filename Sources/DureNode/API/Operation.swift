internal import DureCore

/// One act of the management API: how it is asked for, who may, and what does it.
///
/// The server, the check of what is sent, the roles and the OpenAPI document all follow from the
/// same list of these (``Operation/all``).
struct Operation: Sendable {
    enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case delete = "DELETE"
    }

    /// A parameter of the path or of the query.
    struct Parameter: Sendable {
        enum Place: String, Sendable { case path, query }

        let name: String
        let place: Place
        let schema: Schema
        let about: Phrase
    }

    /// What does it.
    enum Work: Sendable {
        /// Reads and writes files: done on a thread that may wait for the disk.
        case blocking(@Sendable (Call) throws -> JSONValue)
        /// Waits for others.
        case waiting(@Sendable (Call) async throws -> JSONValue)
    }

    /// What is asked, once it has been checked.
    struct Call: Sendable {
        let home: MemberHome
        let user: User
        /// The roles that the user has today.
        let roles: Set<UserRole>
        let parameters: [String: JSONValue]
        let body: JSONValue
        let language: Language

        /// The user as the ledger names them.
        var person: String { user.person }

        /// What the path names, for the ledger.
        var targets: [String: String] {
            parameters.mapValues { $0.text ?? $0.canonicalText }
        }

        /// A short name in the path or the query; the schema says that it is one.
        func name(_ parameter: String) throws -> Name {
            try Name(parameters[parameter]?.text ?? "")
        }

        /// A text of the body; the schema says that it is there.
        func text(_ member: String) -> String { body[member]?.text ?? "" }

        /// A whole number in the path or the query.
        func integer(_ parameter: String, or value: Int) -> Int {
            parameters[parameter]?.int.map { Int($0) } ?? value
        }
    }

    /// As the document and the ledger name it: `eraseSubject`.
    let id: String
    let method: Method
    /// The path below `/api/v1`, with parameters in braces: `/datasets/{dataset}`.
    let path: String
    let summary: Phrase
    let roles: Set<UserRole>
    var parameters: [Parameter] = []
    var body: Schema?
    let answer: Schema
    let run: Work
    /// A question that has a body only because what is asked does not fit an address.
    var isQuestion = false

    /// Whether it changes anything: then it is entered in the ledger under the user's id.
    var isChange: Bool { method != .get && !isQuestion }

    static let everybody = Set(UserRole.allCases)
}

extension Operation {
    /// Every act, in the order in which the document tells them.
    static let all: [Operation] =
        ofNode + ofDatasets + ofPeople + ofRules + ofLedger + ofRecords + ofIncidents + ofStudies
        + ofModels + ofUsers

    /// The values of the braces, where the path is this operation's; nil where it is another.
    ///
    /// Percent signs are not read: no name that a node has needs one.
    func match(_ parts: [Substring]) -> [String: String]? {
        let own = path.split(separator: "/")
        guard own.count == parts.count else { return nil }
        var values: [String: String] = [:]
        for (template, part) in zip(own, parts) {
            if template.hasPrefix("{") {
                values[String(template.dropFirst().dropLast())] = String(part)
            } else if template != part {
                return nil
            }
        }
        return values
    }
}
