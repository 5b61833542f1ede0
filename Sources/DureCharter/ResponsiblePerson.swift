package import DureCore

/// In what a person answers for an institution's data and models (control A01).
package enum Office: String, Sendable, CaseIterable {
    /// Answers for the data.
    case steward
    /// Answers to the people whom the data is about, and to the authority.
    case privacyOfficer = "privacy-officer"
    /// Watches what the models do, and may stop them.
    case overseer
}

/// Somebody who answers for what leaves an institution: a `[[responsible]]` table.
package struct ResponsiblePerson: Sendable, Hashable {
    /// How many a charter may name.
    package static let countMax = 20

    /// Who: a short name, as people use it in the house.
    package let person: Name
    /// For what they answer.
    package let office: Office
    /// What makes them fit for it, by language.
    package let qualification: [String: String]
    /// The line where the table begins.
    package let line: Int

    static func list(in file: TOMLReader) throws(TOMLError) -> [ResponsiblePerson] {
        let tables = try file.tables("responsible")
        guard tables.count <= countMax else {
            throw file.error("responsible", .tooLarge(limit: countMax))
        }
        var people: [ResponsiblePerson] = []
        for table in tables {
            let one = try ResponsiblePerson(reading: table)
            let twin = people.firstIndex { $0.person == one.person && $0.office == one.office }
            if let twin { throw table.error("person", .sameAs("responsible[\(twin + 1)].person")) }
            people.append(one)
        }
        return people
    }

    private init(reading table: TOMLReader) throws(TOMLError) {
        try table.refuseUnknownKeys(allowed: ["person", "role", "qualification"])
        // The name's own error has no line; ours has.
        guard let person = try? Name(table.string("person")) else {
            _ = try table.string("person")
            throw table.error("person", .unknownValue)
        }
        self.person = person
        office = try table.choice("role")
        qualification = try table.sentences("qualification", mayBeMissing: false)
        guard qualification.values.allSatisfy({ $0.contains { !$0.isWhitespace } }) else {
            throw table.error("qualification", .missing)
        }
        line = table.line
    }
}

extension Charter {
    /// The offices that nobody holds; while there are any, nothing leaves the institution.
    package var vacantOffices: [Office] {
        Office.allCases.filter { office in !responsible.contains { $0.office == office } }
    }
}

extension Action {
    /// Whether something leaves the institution by it, or is answered to somebody outside.
    package var isRelease: Bool {
        switch self {
        case .federate, .export, .publish, .serve: true
        case .ingest, .query, .train, .assess, .erase, .changeCharter: false
        }
    }
}
