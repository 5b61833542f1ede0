internal import enum Crypto.AES
internal import struct Crypto.HMAC
internal import struct Crypto.SHA256
internal import struct Crypto.SymmetricKey
package import DureCore
internal import DureVault
internal import NIOConcurrencyHelpers

/// Somebody who may ask the management API.
package struct User: Sendable, Hashable {
    /// As colleagues call them.
    package let name: Name
    /// What they do here.
    package let roles: Set<UserRole>
    /// Since when.
    package let addedAt: Timestamp
    /// Until when their token is good.
    package let expiresAt: Timestamp
    /// As the ledger names them: `person-` and 16 hexadecimal digits.
    package let person: String
    /// HMAC-SHA256 of the token under the book's own key, 32 bytes.
    let tokenCode: [UInt8]
}

/// The users of a node: one sealed file in the vault.
///
/// A token is 256 random bits and is shown once. The book keeps its HMAC under a random key of its
/// own, which is sealed with it, so that a stolen file opens nothing and tells nobody's name, and
/// tokens stay good where the root key is changed.
package struct UserBook: Sendable {
    /// The most users of a node.
    package static let countMax = 1_024
    /// The longest life of a token, in days.
    package static let daysMax = 366
    static let path = "vault/users.seal"
    private static let lock = "vault/users.lock"
    private static let fileByteCountMax = 1 << 20
    private static let tokenByteCount = 32
    private static let tokenPrefix = "dure_"
    private static let dayMilliseconds: Int64 = 86_400_000

    private let storage: any Storage
    private let key: SymmetricKey
    /// The file as it was read last, and what it said: it is opened again once it has changed.
    private let memory = NIOLockedValueBox<(bytes: [UInt8], content: Content)?>(nil)

    /// What the file holds.
    private struct Content {
        var users: [User]
        /// 32 bytes.
        let codeKey: [UInt8]
    }

    /// The book of a home.
    ///
    /// - Parameter key: Seals the file; derived from the home's root key.
    init(storage: any Storage, key: borrowing SecretBytes) {
        self.storage = storage
        self.key = key.key
    }

    /// Everybody, by name.
    ///
    /// - Throws: ``NodeError/damaged(path:)`` where the file is not what was sealed.
    package func users() throws -> [User] { try content()?.users ?? [] }

    /// The file as it is under another key.
    ///
    /// - Throws: As ``users()`` does.
    func resealed(under key: borrowing SecretBytes) throws -> [RootKeyRotation.File] {
        try content().map {
            [RootKeyRotation.File(path: Self.path, bytes: try Self.seal($0, under: key.key))]
        } ?? []
    }

    private func content() throws -> Content? {
        guard let bytes = try storage.read(Self.path, byteCountMax: Self.fileByteCountMax) else {
            return nil
        }
        let known = memory.withLockedValue { $0 }
        if let known, known.bytes == bytes { return known.content }
        let content = try opened(bytes)
        memory.withLockedValue { $0 = (bytes, content) }
        return content
    }

    private func opened(_ bytes: [UInt8]) throws -> Content {
        // Whatever is wrong with it, the file is not what was sealed.
        guard let box = try? AES.GCM.SealedBox(combined: bytes),
            let content = try? AES.GCM.open(box, using: key, authenticating: Self.context),
            let json = try? JSONValue(
                parsing: Array(content), byteCountMax: Self.fileByteCountMax),
            let elements = json["users"]?.elements,
            let codeKey = json["code_key"]?.text.flatMap({ try? Hex.decode($0) })
        else { throw NodeError.damaged(path: Self.path) }
        let users = try elements.map { element in
            guard let user = User(element) else { throw NodeError.damaged(path: Self.path) }
            return user
        }
        return Content(users: users, codeKey: codeKey)
    }

    /// Adds a user, or gives one a new token in place of the old.
    ///
    /// - Parameters:
    ///   - roles: At least one, and no two that exclude each other; nil keeps a known user's roles.
    ///   - days: How long the token is good, 1 to ``daysMax``.
    ///   - person: As the ledger names them.
    ///   - entering: Enters the user in the ledger; where it throws, nothing has changed.
    /// - Returns: The user and the token, which is nowhere kept.
    /// - Throws: ``UserError``, ``NodeError/damaged(path:)``, `StorageError`.
    func issue(
        _ name: Name, roles: Set<UserRole>?, days: Int, person: String, at now: Timestamp,
        using generator: inout some SecureRandomNumberGenerator,
        entering: (_ before: User?, User) throws -> Void = { _, _ in }
    ) throws -> (user: User, token: String) {
        guard (1...Self.daysMax).contains(days) else {
            throw UserError.tooLong(daysMax: Self.daysMax)
        }
        if let roles { try Self.check(roles) }
        let token = Self.tokenPrefix + Hex.encode(generator.bytes(count: Self.tokenByteCount))
        let freshKey = generator.bytes(count: Self.tokenByteCount)
        return try storage.locked(Self.lock) {
            var content = try self.content() ?? Content(users: [], codeKey: freshKey)
            var users = content.users
            let known = users.firstIndex { $0.name == name }
            if known != nil, roles != nil { throw UserError.exists(name) }
            guard let roles = roles ?? known.map({ users[$0].roles }) else {
                throw UserError.unknown(name)
            }
            let until = now.milliseconds + Int64(days) * Self.dayMilliseconds
            let user = User(
                name: name, roles: roles, addedAt: known.map { users[$0].addedAt } ?? now,
                expiresAt: Timestamp(milliseconds: until), person: person,
                tokenCode: Self.code(of: token, under: content.codeKey))
            let before = known.map { users[$0] }
            if let known { users[known] = user } else { users.append(user) }
            guard users.count <= Self.countMax else {
                throw UserError.tooMany(limit: Self.countMax)
            }
            try entering(before, user)
            content.users = users
            try write(content)
            return (user, token)
        }
    }

    /// Takes a user away; their token is worth nothing from then on.
    ///
    /// - Throws: ``UserError/unknown(_:)``.
    func remove(
        _ name: Name, entering: (User) throws -> Void = { _ in }
    ) throws -> User {
        try storage.locked(Self.lock) {
            guard var content = try self.content(),
                let index = content.users.firstIndex(where: { $0.name == name })
            else { throw UserError.unknown(name) }
            let user = content.users.remove(at: index)
            try entering(user)
            try write(content)
            return user
        }
    }

    /// The user whose token this is and who may still use it; nil for any other text.
    ///
    /// How long the comparison takes tells nothing: what is compared are codes under a key that
    /// nobody outside has, so nobody can send a token whose code begins like another's.
    package func user(bearing token: String, at now: Timestamp) throws -> User? {
        guard token.utf8.count == Self.tokenPrefix.utf8.count + 2 * Self.tokenByteCount,
            let content = try content()
        else { return nil }
        let code = Self.code(of: token, under: content.codeKey)
        let found = content.users.first { $0.tokenCode == code }
        return found.flatMap { $0.expiresAt > now ? $0 : nil }
    }

    private static func code(of token: String, under key: [UInt8]) -> [UInt8] {
        var canonical = CanonicalBytes(label: "dure/users1/token")
        canonical.append(token)
        return Array(
            HMAC<SHA256>.authenticationCode(
                for: canonical.bytes, using: SymmetricKey(data: key)))
    }

    private static func check(_ roles: Set<UserRole>) throws(UserError) {
        guard !roles.isEmpty else { throw .noRole }
        for one in roles.sorted(by: { $0.rawValue < $1.rawValue }) {
            let other = roles.intersection(one.excluded).min { $0.rawValue < $1.rawValue }
            if let other { throw .together(one, other) }
        }
    }

    private func write(_ content: Content) throws {
        try storage.write(Self.seal(content, under: key), to: Self.path)
    }

    private static func seal(_ content: Content, under key: SymmetricKey) throws -> [UInt8] {
        let json: JSONValue = [
            "users": .array(content.users.sorted { $0.name < $1.name }.map(\.sealed)),
            "code_key": .string(Hex.encode(content.codeKey)),
        ]
        let sealed = try AES.GCM.seal(json.canonicalBytes, using: key, authenticating: context)
        guard let bytes = sealed.combined else { throw NodeError.damaged(path: path) }
        return Array(bytes)
    }

    private static let context = CanonicalBytes(label: "dure/users1/seal").bytes
}

extension User {
    /// As it stands in the sealed file.
    fileprivate var sealed: JSONValue {
        [
            "name": .string(name.text), "roles": .texts(roles.map(\.rawValue).sorted()),
            "added": .string(addedAt.description), "expires": .string(expiresAt.description),
            "person": .string(person), "code": .string(Hex.encode(tokenCode)),
        ]
    }

    fileprivate init?(_ json: JSONValue) {
        // The file is this program's own: a member that is not as written makes all of it damaged.
        guard let name = json["name"]?.text.flatMap({ try? Name($0) }),
            let words = json["roles"]?.elements,
            let added = json["added"]?.text.flatMap({ Timestamp(parsing: $0) }),
            let expires = json["expires"]?.text.flatMap({ Timestamp(parsing: $0) }),
            let person = json["person"]?.text,
            let code = json["code"]?.text.flatMap({ try? Hex.decode($0) })
        else { return nil }
        let roles = words.compactMap { $0.text.flatMap(UserRole.init(rawValue:)) }
        guard roles.count == words.count else { return nil }
        self.init(
            name: name, roles: Set(roles), addedAt: added, expiresAt: expires, person: person,
            tokenCode: code)
    }

    /// The user as commands and the management API tell them.
    package func answer(at now: Timestamp) -> JSONValue {
        [
            "name": .string(name.text), "roles": .texts(roles.map(\.rawValue).sorted()),
            "added": .string(addedAt.description), "expires": .string(expiresAt.description),
            "expired": .bool(expiresAt <= now),
        ]
    }
}
