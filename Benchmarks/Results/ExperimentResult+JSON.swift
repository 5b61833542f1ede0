internal import DureAssessment
internal import DureCore

/// What a file of results does not hold.
struct MissingField: Error {
    let field: String
}

extension ExperimentResult {
    static let format = "dure/results"
    static let version: Int64 = 3

    /// Several experiments as one document.
    static func document(_ results: [ExperimentResult]) -> JSONValue {
        .object([
            "format": .string(format), "version": .integer(version),
            "epsilons": .array(epsilons.map { .number($0) }),
            "experiments": .array(results.map(\.json)),
        ])
    }

    /// Reads what ``document(_:)`` wrote.
    ///
    /// - Throws: ``MissingField`` or `AssessmentError` for another document.
    static func read(_ document: JSONValue) throws -> [ExperimentResult] {
        guard document["format"]?.text == format, document["version"]?.int == version,
            document["epsilons"]?.numbers == epsilons
        else { throw MissingField(field: "format") }
        return try document["experiments"].list("experiments").map(ExperimentResult.init(json:))
    }

    private var json: JSONValue {
        let noisy = Self.epsilons.indices.map { noisyMeans($0) }
        return .object([
            "name": .string(name), "title": .string(title), "score": .string(score.rawValue),
            "shows-members": .bool(showsMembers), "rounds": .integer(Int64(roundCount)),
            "date": .string(circumstances.date), "machine": .string(circumstances.machine),
            "seconds": .number(circumstances.seconds),
            // For whoever reads the file; worked out anew when it is read here.
            "mean": .object([
                "own": .score(mean(\.own.meanOfDefined)),
                "joint": .score(mean(\.joint.meanOfDefined)),
                "pooled": .score(mean(\.pooled.meanOfDefined)),
                "noise": .array(noisy.map(JSONValue.scores)),
            ]),
            "members": .array(members.map(\.json)),
        ])
    }

    private init(json: JSONValue) throws {
        guard let score = Score(rawValue: try json["score"].word("score")) else {
            throw MissingField(field: "score")
        }
        guard case .bool(let showsMembers)? = json["shows-members"] else {
            throw MissingField(field: "shows-members")
        }
        let seconds = json["seconds"]?.double ?? .nan
        guard (0...1e9).contains(seconds) else { throw MissingField(field: "seconds") }
        self.init(
            // A picture's file is called by it.
            name: try Name(json["name"].word("name")).text, title: try json["title"].word("title"),
            score: score, showsMembers: showsMembers,
            roundCount: try json["rounds"].count("rounds"),
            members: try json["members"].list("members").map(Member.init(json:)),
            circumstances: Circumstances(
                date: try json["date"].word("date"), machine: try json["machine"].word("machine"),
                seconds: seconds))
        let shapes = Set(members.map { [$0.own.count] + $0.noisy.map(\.count) })
        let splits = members.allSatisfy {
            $0.own.count == $0.joint.count && $0.own.count == $0.pooled.count
        }
        guard shapes.count == 1, splits, members[0].noisy.count == Self.epsilons.count,
            Set(members[0].noisy.map(\.count)).count == 1
        else { throw MissingField(field: "members") }
    }
}

extension ExperimentResult.Member {
    fileprivate var json: JSONValue {
        .object([
            "name": .string(name), "rows": .integer(Int64(rowCount)), "own": .scores(own),
            "joint": .scores(joint), "pooled": .scores(pooled),
            "noise": .array(noisy.map(JSONValue.scores)), "outcome": outcome?.json ?? .null,
        ])
    }

    fileprivate init(json: JSONValue) throws {
        guard let own = json["own"]?.numbers, let joint = json["joint"]?.numbers,
            let pooled = json["pooled"]?.numbers
        else { throw MissingField(field: "own") }
        let outcome: MemberOutcome? =
            switch json["outcome"] {
            case .null?, nil: nil
            case let found?: try MemberOutcome(json: found)
            }
        self.init(
            name: try json["name"].word("name"), rowCount: try json["rows"].count("rows"),
            own: own, joint: joint, pooled: pooled,
            noisy: try json["noise"].list("noise").map {
                guard let seeds = $0.numbers else { throw MissingField(field: "noise") }
                return seeds
            },
            outcome: outcome)
    }
}

extension JSONValue {
    /// A score; `null` where it is not defined.
    fileprivate static func score(_ value: Double) -> JSONValue {
        value.isFinite ? .number(value) : .null
    }

    fileprivate static func scores(_ values: [Double]) -> JSONValue {
        .array(values.map(score))
    }

    /// A list of scores; nil where this is none.
    fileprivate var numbers: [Double]? {
        guard let elements else { return nil }
        let numbers = elements.compactMap { $0 == .null ? .nan : $0.double }
        return numbers.count == elements.count ? numbers : nil
    }
}

extension JSONValue? {
    fileprivate func word(_ field: String) throws -> String {
        guard let text = self?.text else { throw MissingField(field: field) }
        return text
    }

    fileprivate func count(_ field: String) throws -> Int {
        guard let count = self?.int, (0...1_000_000_000).contains(count) else {
            throw MissingField(field: field)
        }
        return Int(count)
    }

    fileprivate func list(_ field: String) throws -> [JSONValue] {
        guard let elements = self?.elements else { throw MissingField(field: field) }
        return elements
    }
}
