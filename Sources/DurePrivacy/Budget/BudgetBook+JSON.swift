package import DureCore

/// The book's text: `{"book": ..., "digest": SHA-256 of the canonical book}`. The digest finds a
/// torn or damaged book; it is no signature.
extension BudgetBook {
    /// The format's version.
    private static let version: Int64 = 1

    /// The book as a value, without the digest.
    package var json: JSONValue {
        var members: [String: JSONValue] = [
            "version": .integer(Self.version),
            "epsilonLimit": .number(epsilonLimit),
            "delta": .number(delta),
            "entries": .array(entries.map(Self.json)),
        ]
        members["epsilonLimitPerAsker"] = askerLimit.map { .number($0) }
        return .object(members)
    }

    /// Reads what ``json`` made; nil for anything else.
    package init?(json: JSONValue) {
        guard json["version"]?.int == Self.version, let limit = json["epsilonLimit"]?.double,
            let delta = json["delta"]?.double, let lines = json["entries"]?.elements
        else { return nil }
        do throws(PrivacyError) {
            let askerLimit = json["epsilonLimitPerAsker"]
            guard askerLimit == nil || askerLimit?.double != nil else { return nil }
            self = try BudgetBook(
                epsilonLimit: limit, delta: delta, askerLimit: askerLimit?.double)
            for line in lines {
                guard let entry = try Self.entry(line), restore(entry) else { return nil }
            }
        } catch {
            return nil  // The caller reports the whole book as damaged.
        }
    }

    /// The bytes of the book's file.
    var fileBytes: [UInt8] {
        let digest = Digest(of: json.canonicalBytes)
        return Array(
            JSONValue.object(["book": json, "digest": .string(digest.hex)]).prettyText.utf8)
    }

    /// Reads a book's file; nil where anything is not as it was written.
    init?(fileBytes: [UInt8], byteCountMax: Int) {
        let file: JSONValue
        do {
            file = try JSONValue(parsing: fileBytes, byteCountMax: byteCountMax)
        } catch {
            return nil  // The caller reports the whole book as damaged.
        }
        guard let book = file["book"], let digest = file["digest"]?.text,
            Digest(of: book.canonicalBytes).hex == digest
        else { return nil }
        self.init(json: book)
    }

    private static func json(_ entry: BudgetEntry) -> JSONValue {
        var members: [String: JSONValue]
        switch entry {
        case .charge(let charge): members = self.members(charge, kind: "charge")
        case .refunded(let charge): members = self.members(charge, kind: "refunded")
        case .unbounded(let release):
            members = [
                "kind": "unbounded", "key": .string(release.key),
                "study": .string(release.study), "time": .string(release.time.description),
                "timeMilliseconds": .integer(release.time.milliseconds),
            ]
        }
        members["asker"] = entry.asker.map { .string($0) }
        return .object(members)
    }

    private static func members(_ charge: BudgetCharge, kind: String) -> [String: JSONValue] {
        [
            "kind": .string(kind), "key": .string(charge.key), "study": .string(charge.study),
            "mode": .string(charge.mode.rawValue), "delta": .number(charge.delta),
            "sigma": .number(charge.mechanism.sigma),
            "samplingProbability": .number(charge.mechanism.samplingProbability),
            "steps": .integer(Int64(charge.mechanism.steps)),
            "noise": .string(charge.mechanism.noise.rawValue),
            "relation": .string(charge.mechanism.relation.rawValue),
            "time": .string(charge.time.description),
            "timeMilliseconds": .integer(charge.time.milliseconds),
        ]
    }

    private static func entry(_ json: JSONValue) throws(PrivacyError) -> BudgetEntry? {
        guard let kind = json["kind"]?.text, let key = json["key"]?.text,
            let study = json["study"]?.text, let milliseconds = json["timeMilliseconds"]?.int
        else { return nil }
        let time = Timestamp(milliseconds: milliseconds)
        let asker = json["asker"]?.text
        if kind == "unbounded" {
            return .unbounded(
                try UnboundedRelease(key: key, study: study, time: time, asker: asker))
        }
        guard let mode = json["mode"]?.text.flatMap(PrivacyMode.init(rawValue:)),
            let delta = json["delta"]?.double, let mechanism = try mechanism(json)
        else { return nil }
        let charge = try BudgetCharge(
            key: key, study: study, mechanism: mechanism, delta: delta, mode: mode, time: time,
            asker: asker)
        switch kind {
        case "charge": return .charge(charge)
        case "refunded": return .refunded(charge)
        default: return nil
        }
    }

    private static func mechanism(_ json: JSONValue) throws(PrivacyError) -> GaussianSteps? {
        guard let sigma = json["sigma"]?.double,
            let samplingProbability = json["samplingProbability"]?.double,
            let steps = json["steps"]?.int,
            let noise = json["noise"]?.text.flatMap(NoiseLaw.init(rawValue:)),
            let relation = json["relation"]?.text.flatMap(NeighbourRelation.init(rawValue:))
        else { return nil }
        return try GaussianSteps(
            sigma: sigma, samplingProbability: samplingProbability, steps: Int(steps),
            noise: noise, relation: relation)
    }
}
