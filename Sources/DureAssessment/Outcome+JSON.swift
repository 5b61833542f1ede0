package import DureCore

extension MemberOutcome {
    /// The outcome as JSON; what is not defined or not shared is `null`, and `tuned` is there only
    /// where there is such a model.
    package var json: JSONValue {
        var members: [String: JSONValue] = [
            "member": .string(member.text),
            "train-rows": .optional(trainRowCount), "test-rows": .optional(testRowCount),
            "test-positives": .optional(testPositiveCount),
            "score": score.map { .string($0.rawValue) } ?? .null,
            "own": own?.json ?? .null, "joint": joint?.json ?? .null,
            "difference": difference?.json ?? .null,
            "did-joining-help": .string(didJoiningHelp.rawValue),
        ]
        members["tuned"] = tuned?.json
        return .object(members)
    }

    /// Reads what ``json`` wrote.
    ///
    /// - Throws: ``AssessmentError/malformed(field:)``.
    package init(json: JSONValue) throws(AssessmentError) {
        guard let verdict = json["did-joining-help"]?.text.flatMap(JoiningVerdict.init) else {
            throw .malformed(field: "did-joining-help")
        }
        let score = try json.part("score").map { (json) throws(AssessmentError) -> Score in
            guard let score = json.text.flatMap(Score.init) else {
                throw .malformed(field: "score")
            }
            return score
        }
        self.init(
            member: try json.name("member"), trainRowCount: try json.count("train-rows"),
            testRowCount: try json.count("test-rows"),
            testPositiveCount: try json.count("test-positives"), score: score,
            own: try json.part("own").map(ModelMeasures.read),
            joint: try json.part("joint").map(ModelMeasures.read),
            tuned: try json["tuned"].map(ModelMeasures.read),
            difference: try json.part("difference").map(Estimate.read), didJoiningHelp: verdict)
    }
}

extension StudyOutcome {
    /// The outcome as JSON.
    package var json: JSONValue {
        .object([
            "format": "dure/study-outcome", "version": 2, "study": .string(study.text),
            "model": .string(modelHash.hex), "algorithm": .string(algorithm),
            "rounds": .integer(Int64(roundCount)),
            "privacy": privacy.map {
                .object([
                    "mode": .string($0.mode), "epsilon": .number($0.epsilon),
                    "delta": .number($0.delta),
                ])
            } ?? .null,
            "members": .array(members.map(\.json)),
        ])
    }

    /// Reads what ``json`` wrote.
    ///
    /// - Throws: ``AssessmentError``.
    package init(json: JSONValue) throws(AssessmentError) {
        guard json["format"]?.text == "dure/study-outcome", json["version"]?.int == 2 else {
            throw .malformed(field: "format")
        }
        guard let list = json["members"]?.elements else { throw .malformed(field: "members") }
        guard list.count <= Self.memberCountMax else {
            throw .tooManyMembers(limit: Self.memberCountMax)
        }
        var members: [MemberOutcome] = []
        for element in list { members.append(try MemberOutcome(json: element)) }
        guard let algorithm = json["algorithm"]?.text else { throw .malformed(field: "algorithm") }
        guard let rounds = try json.count("rounds") else { throw .malformed(field: "rounds") }
        try self.init(
            study: json.name("study"), modelHash: json.digest("model"), algorithm: algorithm,
            roundCount: rounds, privacy: json.part("privacy").map(Privacy.read), members: members)
    }
}

extension StudyOutcome.Privacy {
    fileprivate static func read(_ json: JSONValue) throws(AssessmentError) -> Self {
        guard let mode = json["mode"]?.text, let epsilon = try json.measure("epsilon"),
            let delta = try json.measure("delta")
        else { throw .malformed(field: "privacy") }
        return Self(mode: mode, epsilon: epsilon, delta: delta)
    }
}

extension ModelMeasures {
    /// The measures as JSON; what is not defined is `null`.
    package var json: JSONValue {
        .object([
            "auc": areaUnderCurve?.json ?? .null, "accuracy": accuracy?.json ?? .null,
            "log-loss": logLoss.map { .number($0) } ?? .null,
            "brier": brierScore.map { .number($0) } ?? .null,
            "explained-share": explainedShare?.json ?? .null,
            "rmse": rootMeanSquaredError.map { .number($0) } ?? .null,
        ])
    }

    fileprivate static func read(_ json: JSONValue) throws(AssessmentError) -> Self {
        Self(
            areaUnderCurve: try json.part("auc").map(Estimate.read),
            accuracy: try json.part("accuracy").map(Estimate.read),
            logLoss: try json.measure("log-loss"), brierScore: try json.measure("brier"),
            explainedShare: try json.part("explained-share").map(Estimate.read),
            rootMeanSquaredError: try json.measure("rmse"))
    }
}

extension Estimate {
    /// No measure of a model that means anything is larger.
    private static let magnitudeMax = 1e6

    fileprivate var json: JSONValue {
        .object(["value": .number(value), "lower": .number(lower), "upper": .number(upper)])
    }

    fileprivate static func read(_ json: JSONValue) throws(AssessmentError) -> Self {
        guard let value = try json.measure("value"), let lower = try json.measure("lower"),
            let upper = try json.measure("upper"), lower <= upper,
            [value, lower, upper].allSatisfy({ abs($0) <= magnitudeMax })
        else { throw .malformed(field: "estimate") }
        return Self(value: value, lower: lower, upper: upper)
    }
}

extension JSONValue {
    fileprivate static func optional(_ count: Int?) -> JSONValue {
        count.map { .integer(Int64($0)) } ?? .null
    }

    /// The member of that name; nil where it is `null`.
    fileprivate func part(_ name: String) throws(AssessmentError) -> JSONValue? {
        guard let part = self[name] else { throw .malformed(field: name) }
        return part == .null ? nil : part
    }

    fileprivate func count(_ name: String) throws(AssessmentError) -> Int? {
        guard let part = try part(name) else { return nil }
        guard let count = part.int, (0...1 << 53).contains(count) else {
            throw .malformed(field: name)
        }
        return Int(count)
    }

    fileprivate func measure(_ name: String) throws(AssessmentError) -> Double? {
        guard let part = try part(name) else { return nil }
        guard let measure = part.double, measure.isFinite else { throw .malformed(field: name) }
        return measure
    }

    fileprivate func name(_ field: String) throws(AssessmentError) -> Name {
        do {
            return try Name(self[field]?.text ?? "")
        } catch {
            throw .malformed(field: field)
        }
    }

    fileprivate func digest(_ field: String) throws(AssessmentError) -> Digest {
        do {
            return try Digest(hex: self[field]?.text ?? "")
        } catch {
            throw .malformed(field: field)
        }
    }
}
