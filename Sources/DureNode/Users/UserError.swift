package import DureCore

/// What can be wrong with the users of a node; no case holds a token.
@nonexhaustive
package enum UserError: Error, Hashable, Sendable {
    /// There is a user of that name already.
    case exists(Name)
    /// There is no user of that name.
    case unknown(Name)
    /// As many users as a node can have are there.
    case tooMany(limit: Int)
    /// A user has no role at all.
    case noRole
    /// Two roles that nobody may have together.
    case together(UserRole, UserRole)
    /// The charter does not name the person for the office that the role belongs to.
    case notResponsible(Name, UserRole)
    /// A token cannot last so long.
    case tooLong(daysMax: Int)
    /// Nobody may take themselves away.
    case oneself
    /// The token of an officer or an auditor is given out at the machine alone.
    case atTheMachine
    /// The person holds an office of the charter that the role does not go with.
    case holdsOffice(Name, UserRole)
    /// The person proposed the study that they would approve.
    case ownStudy(Name)
    /// The person is a user still.
    case isUser(Name)
}

extension UserError {
    /// What is wrong and what to do.
    package func text(_ language: Language) -> String {
        switch self {
        case .exists(let name): UserPhrases.exists.text(language, ["name": name.text])
        case .unknown(let name): UserPhrases.unknown.text(language, ["name": name.text])
        case .tooMany(let limit): UserPhrases.tooMany.text(language, ["limit": "\(limit)"])
        case .noRole: UserPhrases.noRole.text(language, ["roles": UserRole.list])
        case .together(let one, let other):
            UserPhrases.together.text(language, ["one": one.rawValue, "other": other.rawValue])
        case .notResponsible(let name, let role):
            UserPhrases.notResponsible.text(
                language, ["name": name.text, "role": role.rawValue])
        case .tooLong(let days): UserPhrases.tooLong.text(language, ["days": "\(days)"])
        case .oneself: UserPhrases.oneself.text(language)
        case .atTheMachine: UserPhrases.atTheMachine.text(language)
        case .holdsOffice(let name, let role):
            UserPhrases.holdsOffice.text(language, ["name": name.text, "role": role.rawValue])
        case .ownStudy(let study): UserPhrases.ownStudy.text(language, ["study": study.text])
        case .isUser(let name): UserPhrases.isUser.text(language, ["name": name.text])
        }
    }
}

extension UserRole {
    /// All roles, as a sentence names them.
    package static var list: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
