package import DureCore

/// One line of the ledger: what was decided or done, by which key, under which rules.
///
/// No personal data, ever: an entry can never be taken back. Details about people stay in the
/// vault; here stands at most the hash of a salt and them.
package struct LedgerEntry: Sendable, Hashable {
    /// The longest entry, in bytes: what its length field can say.
    package static let byteCountMax = 65_535

    /// When, by the node's clock.
    package let time: Timestamp
    /// Who: a key id or the node's name, never a person's.
    package let actor: String
    /// What was decided or done, as in `study.approve`.
    package let action: String
    /// The hash of what it was done to, where that is a thing.
    package let object: Digest?
    /// The charter's verdict, where one was asked for.
    package let verdict: String?
    /// The hash of the charter that was asked.
    package let charter: Digest?
    /// The rules that took part in the answer.
    package let rules: [String]
    /// The loss of privacy that was charged, where one was.
    package let epsilon: Double?
    /// Counts, ids and hashes that anybody may read.
    package let details: [String: JSONValue]

    /// An entry to be made.
    ///
    /// - Parameter epsilon: Finite.
    package init(
        time: Timestamp, actor: String, action: String, object: Digest? = nil,
        verdict: String? = nil, charter: Digest? = nil, rules: [String] = [],
        epsilon: Double? = nil, details: [String: JSONValue] = [:]
    ) {
        precondition(epsilon?.isFinite ?? true, "a charge is finite")
        self.time = time
        self.actor = actor
        self.action = action
        self.object = object
        self.verdict = verdict
        self.charter = charter
        self.rules = rules
        self.epsilon = epsilon
        self.details = details
    }

    /// The entry as JSON; its canonical bytes are what the ledger holds.
    package var json: JSONValue {
        var members: [String: JSONValue] = [
            "type": .string(Self.type), "time": .string(time.description),
            "actor": .string(actor), "action": .string(action),
        ]
        members["object"] = object.map { .string($0.hex) }
        members["verdict"] = verdict.map { .string($0) }
        members["charter"] = charter.map { .string($0.hex) }
        members["epsilon"] = epsilon.map { .number($0) }
        if !rules.isEmpty { members["rules"] = .array(rules.map { .string($0) }) }
        if !details.isEmpty { members["details"] = .object(details) }
        return .object(members)
    }

    /// The bytes of the Merkle leaf.
    ///
    /// - Throws: ``LedgerError/entryTooLarge(limit:)``.
    package func bytes() throws(LedgerError) -> [UInt8] {
        let bytes = json.canonicalBytes
        guard bytes.count <= Self.byteCountMax else {
            throw .entryTooLarge(limit: Self.byteCountMax)
        }
        return bytes
    }

    /// Reads an entry back.
    ///
    /// - Throws: ``LedgerError/entryUnreadable`` where the bytes are not such an entry.
    package init(parsing bytes: [UInt8]) throws(LedgerError) {
        // What JSON found wrong would tell of the content: that it is unreadable is enough.
        guard let json = try? JSONValue(parsing: bytes, byteCountMax: Self.byteCountMax),
            json["type"]?.text == Self.type,
            let time = json["time"]?.text.flatMap(Timestamp.init(parsing:)),
            let actor = json["actor"]?.text, let action = json["action"]?.text
        else { throw .entryUnreadable }
        self.init(
            time: time, actor: actor, action: action, object: try Self.digest(json["object"]),
            verdict: json["verdict"]?.text, charter: try Self.digest(json["charter"]),
            rules: json["rules"]?.elements?.compactMap(\.text) ?? [],
            epsilon: json["epsilon"]?.double, details: json["details"]?.members ?? [:])
    }

    private static let type = "dure/entry1"

    private static func digest(_ value: JSONValue?) throws(LedgerError) -> Digest? {
        guard let text = value?.text else { return nil }
        // The digest's own error says no more than ours.
        guard let digest = try? Digest(hex: text) else { throw .entryUnreadable }
        return digest
    }
}

extension Timestamp {
    /// Reads what `description` writes: `2026-12-01T09:30:00.125Z`.
    package init?(parsing text: String) {
        let numbers = text.split { !$0.isNumber }.compactMap { Int64($0) }
        guard numbers.count == 7, numbers.allSatisfy({ (0...9_999).contains($0) }) else {
            return nil
        }
        let (year, month, day) = (numbers[0], numbers[1], numbers[2])
        guard (1970...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else {
            return nil
        }
        // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`.
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        let seconds = numbers[3] * 3_600 + numbers[4] * 60 + numbers[5]
        self.init(milliseconds: (days * 86_400 + seconds) * 1_000 + numbers[6])
        guard description == text else { return nil }
    }
}
