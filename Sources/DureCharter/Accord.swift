package import DureCore

/// What a charter and an accord answer together: both speak, and the stricter verdict wins.
package struct JointDecision: Sendable, Hashable {
    /// The stricter of the two verdicts.
    package let verdict: Verdict
    /// What the institution's own charter answers.
    package let charter: Decision
    /// What the federation's accord answers, where there is one.
    package let accord: Decision?

    /// How many people must still approve: what the more demanding of the two waits for.
    package var approvalsMissing: Int {
        max(charter.approvalsMissing, accord?.approvalsMissing ?? 0)
    }

    /// The duties of both, each once.
    package var duties: [Duty] {
        let all = Set(charter.duties + (accord?.duties ?? []))
        return Duty.allCases.filter(all.contains)
    }

    /// The rules of both that took part; those of the accord as `accord/RULE`.
    package var ruleIDs: [String] {
        charter.ruleIDs + (accord?.ruleIDs.map { "accord/\($0)" } ?? [])
    }

    /// Both answers as JSON, with canonical bytes.
    package var json: JSONValue {
        var members: [String: JSONValue] = [
            "verdict": .string(verdict.rawValue), "charter": charter.json,
        ]
        members["accord"] = accord?.json
        return .object(members)
    }
}

/// How an institution's own rules and a federation's meet.
package enum Accord {
    /// Both answers to one request as one; the stricter verdict wins.
    package static func stricter(_ charter: Decision, _ accord: Decision?) -> JointDecision {
        assert(accord?.answersSame(as: charter) ?? true, "one request, two answers")
        let verdict = max(charter.verdict, accord?.verdict ?? charter.verdict)
        return JointDecision(verdict: verdict, charter: charter, accord: accord)
    }
}

extension Charter {
    /// Answers a request under this charter and an accord.
    package func decide(_ request: CharterRequest, beside accord: Charter?) -> JointDecision {
        Accord.stricter(decide(request), accord?.decide(request))
    }
}
