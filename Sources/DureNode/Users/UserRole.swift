internal import DureCharter

/// What a person does at a node; says which acts of the management API are theirs.
package enum UserRole: String, Sendable, Hashable, CaseIterable {
    /// Answers for the data: describes it, finds and withdraws a person's rows.
    case steward
    /// Answers to the people whom the data is about: approves, corrects, erases, keeps incidents.
    case privacyOfficer = "privacy-officer"
    /// Proposes studies and reads what came of them; sees cards, never rows.
    case analyst
    /// Reads the ledger and every register, and changes nothing.
    case auditor
    /// Runs the machine and gives out tokens; sees no data.
    case operations = "operator"

    /// The office of the charter that the role belongs to: only a person whom the charter names for
    /// it may have the role (control A01).
    var office: Office? {
        switch self {
        case .steward: .steward
        case .privacyOfficer: .privacyOfficer
        case .analyst, .auditor, .operations: nil
        }
    }

    /// The roles that nobody may have beside this one.
    ///
    /// Who checks does nothing else; who asks does not allow; who runs the machine does not speak
    /// for the people whom the data is about.
    var excluded: Set<UserRole> {
        switch self {
        case .auditor: Set(UserRole.allCases).subtracting([.auditor])
        case .privacyOfficer: [.auditor, .analyst, .operations]
        case .analyst: [.auditor, .privacyOfficer, .steward]
        case .operations: [.auditor, .privacyOfficer]
        case .steward: [.auditor, .analyst]
        }
    }

    /// The roles whose tokens an operator gives out over the API.
    ///
    /// Whoever sees a token can act as its owner, and no operator acts as an officer or an auditor.
    static let ofOperators: Set<UserRole> = [.analyst, .operations]
}

extension Office {
    /// The roles that nobody who holds the office may have.
    var excluded: Set<UserRole> {
        switch self {
        case .steward: UserRole.steward.excluded
        case .privacyOfficer: UserRole.privacyOfficer.excluded
        case .overseer: [.analyst, .auditor]
        }
    }
}
