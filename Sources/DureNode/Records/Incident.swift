package import DureCharter
package import DureCore

/// Something that went wrong with people's data, and what was done about it (control V14).
package struct Incident: Sendable, Hashable {
    /// The longest text of an incident, in UTF-8 bytes.
    package static let textByteCountMax = 4_096

    /// Whom the law may want told.
    package enum Addressee: String, Sendable, CaseIterable {
        /// The authority for the protection of data.
        case authority
        /// The people whom the data is about.
        case people
    }

    /// Counted from 1, in this home.
    package let number: Int
    /// When the record was made.
    package let openedAt: Timestamp
    /// When the institution came to know of it: the clocks run from here.
    package let knownAt: Timestamp
    /// What happened, in people's own words.
    package let what: String
    /// The datasets that it touched.
    package let datasets: [Name]
    /// When who was told.
    package var toldAt: [Addressee: Timestamp] = [:]
    /// What came of it; nil while it is open.
    package var outcome: String?
    /// When it was closed.
    package var closedAt: Timestamp?
    /// Random, so that the ledger's hash of the record tells nothing.
    let salt: [UInt8]

    static let saltByteCount = 32

    init(
        number: Int, openedAt: Timestamp, knownAt: Timestamp, what: String, datasets: [Name],
        salt: [UInt8]
    ) {
        self.number = number
        self.openedAt = openedAt
        self.knownAt = knownAt
        self.what = what
        self.datasets = datasets
        self.salt = salt
    }

    /// What the ledger names: salted.
    var digest: Digest { Digest(of: json.canonicalBytes) }

    var json: JSONValue {
        var members: [String: JSONValue] = [
            "number": .integer(Int64(number)), "opened": .string(openedAt.description),
            "known": .string(knownAt.description), "what": .string(what),
            "datasets": .array(datasets.map { .string($0.text) }),
            "told": .object(
                Dictionary(
                    uniqueKeysWithValues: toldAt.map { ($0.rawValue, .string($1.description)) })),
            "salt": .string(Hex.encode(salt)),
        ]
        members["outcome"] = outcome.map { .string($0) }
        members["closed"] = closedAt.map { .string($0.description) }
        return .object(members)
    }

    /// Reads what ``json`` wrote; nil where it is something else.
    init?(_ json: JSONValue) {
        func time(_ name: String) -> Timestamp? {
            json[name]?.text.flatMap(Timestamp.init(parsing:))
        }
        guard let number = json["number"]?.int, let openedAt = time("opened"),
            let knownAt = time("known"), let what = json["what"]?.text,
            let names = json["datasets"]?.elements, let told = json["told"]?.members,
            // A salt that is none makes no record.
            let salt = json["salt"]?.text.flatMap({ try? Hex.decode($0) })
        else { return nil }
        self.init(
            number: Int(number), openedAt: openedAt, knownAt: knownAt, what: what,
            // What is no name was never written here.
            datasets: names.compactMap { $0.text.flatMap { try? Name($0) } }, salt: salt)
        for (whom, value) in told {
            guard let addressee = Addressee(rawValue: whom),
                let time = value.text.flatMap(Timestamp.init(parsing:))
            else { return nil }
            toldAt[addressee] = time
        }
        outcome = json["outcome"]?.text
        closedAt = time("closed")
    }
}

/// Until when somebody must be told of an incident, by the economy's law as the charter has it.
package enum NoticeClock: Sendable, Hashable {
    /// Until that moment.
    case until(Timestamp, LegalFact)
    /// As the law's words say, without a number.
    case inWords(LegalFact)
    /// The charter does not know.
    case notEstablished(LegalFact?)

    /// The clock for an addressee.
    ///
    /// Working days leave out Saturdays and Sundays; no public holidays are known, so the real end
    /// can be later, never earlier.
    package init(for addressee: Incident.Addressee, from known: Timestamp, under charter: Charter) {
        let key: FactKey = addressee == .authority ? .breachAuthority : .breachPeople
        guard let fact = charter.fact(key), fact.isEstablished else {
            self = .notEstablished(charter.fact(key))
            return
        }
        if let hours = fact.hours {
            self = .until(known.adding(hours: hours), fact)
        } else if fact.unit == .workingDays, let days = fact.value {
            self = .until(known.adding(workingDays: days), fact)
        } else {
            self = .inWords(fact)
        }
    }
}

extension Timestamp {
    private static let hour: Int64 = 60 * 60 * 1_000

    fileprivate func adding(hours: Int) -> Timestamp {
        Timestamp(milliseconds: milliseconds + Int64(hours) * Self.hour)
    }

    fileprivate func adding(workingDays: Int) -> Timestamp {
        var time = self
        var left = workingDays
        while left > 0 {
            time = time.adding(hours: 24)
            // The epoch was a Thursday: 0 is Sunday, 6 is Saturday.
            let weekday = (time.milliseconds / (24 * Self.hour) + 4) % 7
            if (1...5).contains(weekday) { left -= 1 }
        }
        return time
    }
}
