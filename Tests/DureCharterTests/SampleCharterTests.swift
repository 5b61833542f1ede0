import DureCharter
import DureCore
import Testing

@Suite struct SampleCharterTests {
    private let charter: Charter

    init() throws {
        charter = try Charter(parsing: Array(sampleCharter.utf8))
    }

    private func federation() -> CharterRequest {
        var request = CharterRequest(
            action: .federate, purpose: "research", sensitivity: .personal, requester: "key-1",
            date: "2026-12-02")
        request.role = "member"
        request.economies = ["KR", "JP"]
        request.secureAggregation = true
        request.cohort = 400
        request.epsilon = 2
        request.delta = 1e-6
        return request
    }

    @Test func `the sample loads as it is written`() {
        #expect(charter.id == "songdo-clinic")
        #expect(charter.version == 3)
        #expect(charter.economy == "KR")
        #expect(charter.languages == ["ko", "en"])
        #expect(charter.inForce == "2026-12-01")
        #expect(charter.rules.count == 12)
        #expect(charter.rules.filter { $0.effect == .permit }.count == 5)
        #expect(charter.rules[1].line == 23)
        #expect(charter.hash == Digest(of: Array(sampleCharter.utf8)))
    }

    @Test func `a study within the rules is permitted`() {
        let decision = charter.decide(federation())
        #expect(decision.verdict == .permitted)
        #expect(decision.permit == "federate-with-members")
        #expect(decision.ruleIDs == ["federate-with-members"])
        #expect(decision.charterHash == charter.hash)
        #expect(decision.charterVersion == 3)
    }

    @Test func `sensitive data waits for two people other than the asker`() {
        var request = federation()
        request.sensitivity = .sensitive
        #expect(charter.decide(request).approvalsMissing == 2)
        request.approvals = ["key-1", "key-2", "key-2"].map {
            Approval(person: $0, role: "steward")
        }
        let waiting = charter.decide(request)
        #expect(waiting.verdict == .needsApproval)
        #expect(waiting.approvalsNeeded == 2)
        #expect(waiting.approvalsMissing == 1)
        #expect(waiting.sentences(.en).last == "Approvals still needed: 1 of 2.")
        request.approvals.append(Approval(person: "key-3", role: "overseer"))
        #expect(charter.decide(request).verdict == .permitted)
    }

    @Test func `a refusal names every condition that was not met`() {
        var request = federation()
        request.epsilon = nil
        request.delta = nil
        request.economies = ["KR", "US"]
        request.cohort = 12
        let decision = charter.decide(request)
        #expect(decision.verdict == .notPermitted)
        #expect(decision.nearest.map(\.rule) == ["federate-with-members"])
        #expect(
            decision.nearest.first?.unmet == [
                UnmetCondition(
                    field: "economy", asked: "US", allowed: ["AU", "JP", "KR", "SG", "TW"]),
                UnmetCondition(field: "min_cohort", asked: 12.0, allowed: 100.0),
                UnmetCondition(field: "max_epsilon", asked: .null, allowed: 3.0),
            ])
        #expect(
            decision.sentences(.en) == [
                "Not permitted: no rule of the charter songdo-clinic, version 3, allows this as it "
                    + "was asked.",
                "The rule federate-with-members would permit it if the following changed: Other "
                    + "members may train with our data in place, never taking it out, when at "
                    + "least 100 people are in it, updates are summed in secret, and the loss of "
                    + "privacy stays under 3.",
                "Economies that may not take part: US; allowed: AU, JP, KR, SG, TW.",
                "It covers 12 people; at least 100 are needed.",
                "No privacy was asked for; this rule needs an epsilon of at most 3.",
            ])
    }

    @Test func `a refusal speaks Korean and falls back where a rule does not`() {
        var request = federation()
        request.purpose = "advertising"
        let decision = charter.decide(request)
        #expect(decision.verdict == .forbidden)
        #expect(
            decision.sentences(.ko) == [
                "헌장 songdo-clinic 3판에 따라 금지됩니다.",
                "금지 규칙 no-advertising: Nothing here is used for advertising.",
            ])
    }

    @Test func `national numbers and children are forbidden whatever is permitted`() {
        var request = federation()
        request.contains = [.nationalID, .child, .health]
        let decision = charter.decide(request)
        #expect(decision.verdict == .forbidden)
        #expect(decision.forbids == ["no-children", "no-national-ids"])
    }

    @Test func `an answer in care has duties and needs a person`() {
        var request = CharterRequest(
            action: .serve, purpose: "care", sensitivity: .internal, requester: "key-1",
            date: "2026-12-02")
        request.impact = .high
        let decision = charter.decide(request)
        #expect(decision.verdict == .needsApproval)
        #expect(decision.duties == [.labelGenerated, .noticeAI, .explain, .humanReview])
        #expect(decision.requires == ["high-impact-human", "label-output"])
        request.impact = .ordinary
        #expect(charter.decide(request).verdict == .permitted)
        request.impact = nil
        #expect(charter.decide(request).verdict == .needsApproval)
    }

    @Test func `the request is kept as canonical JSON`() {
        var request = federation()
        request.contains = [.health, .biometric]
        request.approvals = [Approval(person: "key-9", role: "steward")]
        let text =
            #"{"action":"federate","#
            + #""approvals":[{"person":"key-9","role":"steward"}],"cohort":400,"#
            + #""contains":["biometric","health"],"date":"2026-12-02","delta":0.000001,"#
            + #""economy":["JP","KR"],"epsilon":2,"purpose":"research","requester":"key-1","#
            + #""role":"member","secure_aggregation":true,"sensitivity":"personal"}"#
        #expect(charter.decide(request).request.canonicalText == text)
    }

    @Test func `the sample lacks its Korean sentences and nothing else`() {
        let findings = charter.lint().filter { $0.rule != nil }
        #expect(findings.count == 12)
        #expect(findings.allSatisfy { $0.kind == .missingLanguage("ko") && !$0.isError })
        #expect(
            findings.first?.sentence(.en)
                == "Line 13, train-own-models: no sentence in the promised language ko.")
    }

    @Test func `tests of a charter pass or say what came out`() throws {
        let text = """
            [[test]]
            name = "analysts train on personal data"
            expect = "permitted"
            action = "train"
            purpose = "care"
            sensitivity = "personal"
            role = "analyst"

            [[test]]
            name = "open data leaves"
            expect = "forbidden"
            action = "export"
            purpose = "research"
            sensitivity = "open"
            """
        let outcomes = try charter.runTests(Array(text.utf8))
        #expect(outcomes.map(\.isPassed) == [true, false])
        #expect(outcomes[1].decision.verdict == .permitted)
        #expect(outcomes[1].test.line == 9)
    }

    @Test func `a test with an unknown field does not load`() {
        let text = "[[test]]\nname = 'a'\nexpect = 'permitted'\naction = 'train'\ncolour = 'red'\n"
        #expect(throws: TOMLError(line: 5, key: "test[1].colour", problem: .unknownKey)) {
            try charter.runTests(Array(text.utf8))
        }
    }
}
