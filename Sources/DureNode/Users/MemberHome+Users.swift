internal import DureCharter
package import DureCore

/// Who may ask this node's management API.
extension MemberHome {
    /// Adds a user.
    ///
    /// - Parameters:
    ///   - days: How long the token is good.
    ///   - operator: The operator who does it over the API; nil for somebody at the machine itself.
    /// - Returns: The user, and the token, which is nowhere kept.
    /// - Throws: ``UserError``, what reading the charter throws, `StorageError`.
    package func addUser(
        _ name: Name, roles: Set<UserRole>, days: Int, by operator: User? = nil
    ) throws -> (user: User, token: String) {
        let charter = try base.charter()
        for role in roles.sorted(by: { $0.rawValue < $1.rawValue }) {
            guard charter.names(name, for: role) else {
                throw UserError.notResponsible(name, role)
            }
            let offices = charter.responsible.filter { $0.person == name }.map(\.office)
            guard !offices.contains(where: { $0.excluded.contains(role) }) else {
                throw UserError.holdsOffice(name, role)
            }
        }
        return try issue(name, roles: roles, days: days, by: `operator`, as: "user.added")
    }

    /// Gives a user a new token; the old one is worth nothing from then on.
    ///
    /// - Throws: As ``addUser(_:roles:days:by:)`` does.
    package func renewUser(
        _ name: Name, days: Int, by asker: User? = nil
    ) throws -> (user: User, token: String) {
        try issue(name, roles: nil, days: days, by: asker, as: "user.renewed")
    }

    /// Takes a user away.
    ///
    /// - Throws: ``UserError/unknown(_:)``.
    @discardableResult
    package func removeUser(_ name: Name, by asker: User? = nil) throws -> User {
        try users.remove(name) { try enter("user.removed", $0, by: asker) }
    }

    /// The roles that the user has and that the charter of today lets them have.
    package func roles(of user: User) throws -> Set<UserRole> {
        // Those without an office are not locked out by a charter that nobody can read.
        guard user.roles.contains(where: { $0.office != nil }) else { return user.roles }
        let charter = try base.charter()
        return user.roles.filter { charter.names(user.name, for: $0) }
    }

    private func issue(
        _ name: Name, roles: Set<UserRole>?, days: Int, by asker: User?, as action: String
    ) throws -> (user: User, token: String) {
        var generator = SystemSecureGenerator()
        return try users.issue(
            name, roles: roles, days: days, person: ledgerID(of: name.text),
            at: Timestamp(now: clock), using: &generator
        ) { before, user in
            // Nobody sees another's token who must not act as they do; their own they may renew.
            guard
                asker == nil || before?.name == asker?.name
                    || user.roles.isSubset(of: UserRole.ofOperators)
            else { throw UserError.atTheMachine }
            try enter(action, user, by: asker)
        }
    }

    private func enter(_ action: String, _ user: User, by asker: User?) throws {
        try log(by: asker?.person).record(
            action, object: nil,
            details: [
                "person": .string(user.person),
                "roles": .texts(user.roles.map(\.rawValue).sorted()),
                "until": .string(user.expiresAt.description),
            ])
    }

    /// The ledger, written as that person, or as the node itself.
    func log(by person: String?) -> LedgerLog {
        LedgerLog(ledger: ledger, actor: person ?? base.settings.name.text, clock: clock)
    }
}

extension Charter {
    /// Whether the charter lets the person have the role: those with an office, by name.
    func names(_ person: Name, for role: UserRole) -> Bool {
        guard let office = role.office else { return true }
        return responsible.contains { $0.person == person && $0.office == office }
    }
}
