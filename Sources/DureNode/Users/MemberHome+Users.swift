internal import DureCharter
package import DureCore

/// Who may ask this node's management API.
extension MemberHome {
    /// Adds a user.
    ///
    /// - Parameters:
    ///   - days: How long the token is good.
    ///   - actor: Who does it, as the ledger names them; nil for somebody at the machine itself.
    /// - Returns: The user, and the token, which is nowhere kept.
    /// - Throws: ``UserError``, what reading the charter throws, `StorageError`.
    package func addUser(
        _ name: Name, roles: Set<UserRole>, days: Int, by actor: String? = nil
    ) throws -> (user: User, token: String) {
        let charter = try base.charter()
        for role in roles.sorted(by: { $0.rawValue < $1.rawValue })
        where !charter.names(name, for: role) {
            throw UserError.notResponsible(name, role)
        }
        return try issue(name, roles: roles, days: days, by: actor, as: "user.added")
    }

    /// Gives a user a new token; the old one is worth nothing from then on.
    ///
    /// - Throws: As ``addUser(_:roles:days:by:)`` does.
    package func renewUser(
        _ name: Name, days: Int, by actor: String? = nil
    ) throws -> (user: User, token: String) {
        try issue(name, roles: nil, days: days, by: actor, as: "user.renewed")
    }

    /// Takes a user away.
    ///
    /// - Throws: ``UserError/unknown(_:)``.
    @discardableResult
    package func removeUser(_ name: Name, by actor: String? = nil) throws -> User {
        let user = try users.remove(name)
        try enter("user.removed", user, by: actor)
        return user
    }

    /// The roles that the user has and that the charter of today lets them have.
    package func roles(of user: User) throws -> Set<UserRole> {
        let charter = try base.charter()
        return user.roles.filter { charter.names(user.name, for: $0) }
    }

    private func issue(
        _ name: Name, roles: Set<UserRole>?, days: Int, by actor: String?, as action: String
    ) throws -> (user: User, token: String) {
        var generator = SystemSecureGenerator()
        let issued = try users.issue(
            name, roles: roles, days: days, at: Timestamp(now: clock), using: &generator)
        try enter(action, issued.user, by: actor)
        return issued
    }

    private func enter(_ action: String, _ user: User, by actor: String?) throws {
        try log(by: actor).record(
            action, object: nil,
            details: [
                "person": .string(try ledgerID(of: user.name.text)),
                "roles": .texts(user.roles.map(\.rawValue).sorted()),
                "until": .string(user.expiresAt.description),
            ])
    }

    /// The ledger, written as that person, or as the node itself.
    func log(by actor: String?) -> LedgerLog {
        LedgerLog(ledger: ledger, actor: actor ?? base.settings.name.text, clock: clock)
    }
}

extension Charter {
    /// Whether the charter lets the person have the role: those with an office, by name.
    func names(_ person: Name, for role: UserRole) -> Bool {
        guard let office = role.office else { return true }
        return responsible.contains { $0.person == person && $0.office == office }
    }
}
