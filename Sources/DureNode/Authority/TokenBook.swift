package import DureCore

/// The tokens of an authority: issued, used or expired, in one file.
///
/// A token's secret is in the file only until the token is used or has expired.
package struct TokenBook: Sendable {
    /// The most tokens that are kept; the oldest that are over make room.
    package static let tokensMax = 1_024
    private static let fileByteCountMax = 1_048_576

    /// Where a token stands.
    package enum State: String, Sendable, Hashable {
        /// Waits for its member.
        case issued
        /// A certificate was issued for it.
        case used
        /// Its time is over.
        case expired
    }

    /// What an administrator may know of a token.
    package struct Entry: Sendable, Hashable {
        /// The token's name in the book.
        package let identifier: String
        /// For whom it was made.
        package let member: Name
        /// Until when it waits.
        package let expires: Timestamp
        /// Where it stands.
        package let state: State
    }

    private struct Row {
        var entry: Entry
        var secret: [UInt8]?
    }

    private let storage: any Storage
    private let path: String
    private let authority: Digest
    private let clock: any WallClock

    /// Keeps the tokens of the authority with that root fingerprint in a file.
    package init(
        storage: any Storage, path: String, authority: Digest, clock: any WallClock
    ) {
        self.storage = storage
        self.path = path
        self.authority = authority
        self.clock = clock
    }

    /// Makes a token for a member.
    ///
    /// Earlier tokens for the same member stay good.
    ///
    /// - Throws: ``AuthorityError/tokensExhausted(limit:)``, `fileMalformed`, ``StorageError``.
    package func issue(
        for member: Name, using generator: inout some SecureRandomNumberGenerator
    ) throws -> EnrolmentToken {
        let token = EnrolmentToken(
            authority: authority,
            secret: generator.bytes(count: EnrolmentToken.secretByteCount))
        try change { rows, now in
            if rows.count >= Self.tokensMax {
                guard let oldest = rows.firstIndex(where: { $0.entry.state != .issued }) else {
                    throw AuthorityError.tokensExhausted(limit: Self.tokensMax)
                }
                rows.remove(at: oldest)
            }
            let expires = now.adding(milliseconds: CertificateLifetimes.tokenMilliseconds)
            rows.append(
                Row(
                    entry: Entry(
                        identifier: token.identifier, member: member, expires: expires,
                        state: .issued),
                    secret: token.secret))
        }
        return token
    }

    /// All tokens, the oldest first.
    ///
    /// - Throws: ``AuthorityError/fileMalformed(path:)`` or ``StorageError``.
    package func entries() throws -> [Entry] {
        try load(at: Timestamp(now: clock)).map(\.entry)
    }

    /// Withdraws a token that is still open; nothing happens to others.
    ///
    /// - Throws: ``AuthorityError/fileMalformed(path:)`` or ``StorageError``.
    package func withdraw(_ identifier: String) throws {
        try change { rows, _ in
            for index in rows.indices where rows[index].entry.identifier == identifier {
                guard rows[index].entry.state == .issued else { continue }
                rows[index] = Self.closed(rows[index], .expired)
            }
        }
    }

    /// Wipes the secrets of tokens whose time is over; to be called once a day.
    ///
    /// - Throws: ``AuthorityError/fileMalformed(path:)`` or ``StorageError``.
    package func sweep() throws {
        try change { _, _ in }
    }

    /// Uses up a token, once `isProven` accepts its secret, and returns the secret for the answer.
    ///
    /// The token is used up on disk before this returns: a crash then wastes a token, and never
    /// lets one be used twice.
    func redeem(
        _ identifier: String, member: Name, isProven: (_ secret: [UInt8]) -> Bool
    ) throws -> [UInt8] {
        try change { rows, _ in
            guard
                let index = rows.firstIndex(where: { $0.entry.identifier == identifier })
            else { throw AuthorityError.tokenUnknown }
            let entry = rows[index].entry
            switch entry.state {
            case .used: throw AuthorityError.tokenUsed(member: entry.member)
            case .expired: throw AuthorityError.tokenExpired(member: entry.member)
            case .issued: break
            }
            guard entry.member == member else {
                throw AuthorityError.tokenForOtherMember(asked: member)
            }
            guard let secret = rows[index].secret, isProven(secret) else {
                throw AuthorityError.requestForged
            }
            rows[index] = Self.closed(rows[index], .used)
            return secret
        }
    }

    private static func closed(_ row: Row, _ state: State) -> Row {
        let entry = row.entry
        return Row(
            entry: Entry(
                identifier: entry.identifier, member: entry.member, expires: entry.expires,
                state: state),
            secret: nil)
    }

    private func change<Result>(
        _ body: (inout [Row], Timestamp) throws -> Result
    ) throws -> Result {
        try storage.locked("\(path).lock") {
            let now = Timestamp(now: clock)
            var rows = try load(at: now)
            let result = try body(&rows, now)
            let file = JSONValue.object([
                "version": 1, "tokens": .array(rows.map(Self.value)),
            ])
            try storage.write(file.canonicalBytes, to: path)
            return result
        }
    }

    private func load(at now: Timestamp) throws -> [Row] {
        guard let file = try storage.read(path, byteCountMax: Self.fileByteCountMax) else {
            return []
        }
        do {
            let value = try JSONValue(parsing: file, byteCountMax: Self.fileByteCountMax)
            guard value["version"]?.int == 1, let tokens = value["tokens"]?.elements else {
                throw WireError.malformed(field: "tokens")
            }
            return try tokens.map { try Self.row($0, at: now) }
        } catch {
            throw AuthorityError.fileMalformed(path: path)
        }
    }

    private static func value(of row: Row) -> JSONValue {
        var members: [String: JSONValue] = [
            "id": .string(row.entry.identifier),
            "member": .string(row.entry.member.text),
            "expires": .integer(row.entry.expires.milliseconds),
            "state": .string(row.entry.state.rawValue),
        ]
        if let secret = row.secret { members["secret"] = .string(Hex.encode(secret)) }
        return .object(members)
    }

    private static func row(_ value: JSONValue, at now: Timestamp) throws -> Row {
        guard let identifier = value["id"]?.text, let member = value["member"]?.text,
            let expires = value["expires"]?.int,
            let state = value["state"]?.text.flatMap(State.init(rawValue:))
        else { throw WireError.malformed(field: "token") }
        let row = Row(
            entry: Entry(
                identifier: identifier, member: try Name(member),
                expires: Timestamp(milliseconds: expires), state: state),
            secret: try value["secret"]?.text.map { try Hex.decode($0) })
        let isOver = state == .issued && now > row.entry.expires
        return isOver ? closed(row, .expired) : row
    }
}
