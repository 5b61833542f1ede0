import DureCharter
import DureCore
import DureTesting
import Testing

/// The fast way to an answer, in the corners that random charters hardly reach.
@Suite struct DecisionTableTests {
    private static let head = """
        [charter]
        id = "a"
        version = 1
        economy = "KR"
        languages = ["en"]
        in_force = 2026-01-01

        """

    /// A list of more members than a lane of 64 bits has places for.
    private func wide(_ effect: String, _ count: Int) -> String {
        let members = (0..<count).map { "'m\($0)'" }.joined(separator: ", ")
        return """
            [[rule]]
            id = "\(effect)-some"
            effect = "\(effect)"
            member = [\(members)]
            text = { en = "Some." }

            """
    }

    @Test(arguments: [60, 61, 62, 63, 64, 65, 200])
    func `a list of any length is kept to the word`(count: Int) throws {
        let charter = try Charter(parsing: Array((Self.head + wide("permit", count)).utf8))
        let plain = PlainCharter(rules: charter.rules)
        var request = CharterRequest(
            action: .train, purpose: "care", sensitivity: .open, requester: "k",
            date: "2026-02-01")
        for members in [["m0"], ["m\(count - 1)"], ["m\(count)"], [], ["m0", "m\(count)"]] {
            request.members = Set(members)
            #expect(charter.decide(request).verdict == plain.verdict(request), "\(members)")
        }
        request.members = ["m\(count - 1)"]
        #expect(charter.decide(request).verdict == .permitted)
        request.members = ["m\(count)"]
        #expect(charter.decide(request).verdict == .notPermitted)
    }

    @Test(arguments: Seed.batch(30))
    func `a wide list changes no answer of the other rules`(seed: Seed) throws {
        var generator = seed.generator
        let rules = (0..<6).map {
            RandomCharter.rule("r\($0)", effect: $0 < 2 ? .permit : nil, using: &generator)
        }
        let narrow = try Charter(parsing: RandomCharter.text(rules))
        let both = try Charter(parsing: RandomCharter.text(rules + [wide("forbid", 70)]))
        for _ in 0..<20 {
            let request = RandomCharter.request(using: &generator)
            let (one, other) = (narrow.decide(request), both.decide(request))
            #expect(one.verdict == other.verdict)
            #expect(one.ruleIDs == other.ruleIDs)
            #expect(one.duties == other.duties)
            #expect(one.approvalsMissing == other.approvalsMissing)
            #expect(one.nearest == other.nearest)
            #expect(one.unmetRequires == other.unmetRequires)
        }
    }

    @Test(arguments: [
        Double.nan, -Double.nan, .infinity, -.infinity, -0.0, 0, Double.leastNonzeroMagnitude, 1,
        1.000_001,
    ])
    func `no odd number slips through a bound`(number: Double) throws {
        let text =
            Self.head + """
                [[rule]]
                id = "bounded"
                effect = "permit"
                max_epsilon = 1.0
                max_delta = 0.1
                text = { en = "Bounded." }
                """
        let charter = try Charter(parsing: Array(text.utf8))
        let plain = PlainCharter(rules: charter.rules)
        var request = CharterRequest(
            action: .train, purpose: "care", sensitivity: .open, requester: "k",
            date: "2026-02-01")
        request.epsilon = number
        #expect(charter.decide(request).verdict == plain.verdict(request))
        (request.epsilon, request.delta) = (1, number)
        #expect(charter.decide(request).verdict == plain.verdict(request))
    }

    @Test func `one person in two roles approves once, and the asker not at all`() throws {
        let text =
            Self.head + """
                [[rule]]
                id = "all"
                effect = "permit"
                text = { en = "All." }
                [[rule]]
                id = "two"
                effect = "require"
                approvals = 2
                text = { en = "Two." }
                """
        let charter = try Charter(parsing: Array(text.utf8))
        let alone = try Charter(
            parsing: Array(
                text.replacing("approvals = 2", with: "approvals = 2\nseparation = false").utf8))
        var request = CharterRequest(
            action: .train, purpose: "care", sensitivity: .open, requester: "author",
            date: "2026-02-01")
        request.approvals = [
            Approval(person: "one", role: "steward"), Approval(person: "one", role: "overseer"),
            Approval(person: "author", role: "privacy-officer"),
        ]
        #expect(charter.decide(request).approvalsMissing == 1)
        #expect(charter.decide(request).verdict == .needsApproval)
        #expect(alone.decide(request).verdict == .permitted)
        request.approvals.append(Approval(person: "two", role: "steward"))
        #expect(charter.decide(request).verdict == .permitted)
    }

    @Test(arguments: Seed.batch(40))
    func `a request written as JSON is read back as it was`(seed: Seed) throws {
        var generator = seed.generator
        for _ in 0..<20 {
            let request = RandomCharter.request(using: &generator)
            let json = try JSONValue(
                parsing: request.json.canonicalBytes, byteCountMax: CharterRequest.byteCountMax)
            let again = try CharterRequest(json, date: "2000-01-01")
            #expect(again.json == request.json)
        }
    }

    @Test(arguments: [
        (#"{"purpose":"care"}"#, "action"), (#"{"action":"train"}"#, "purpose"),
        (#"{"action":"tarin","purpose":"care"}"#, "action"),
        (#"{"action":"train","purpose":"care","colour":1}"#, "colour"),
        (#"{"action":"train","purpose":"care","cohort":-1}"#, "cohort"),
        (#"{"action":"train","purpose":"care","epsilon":true}"#, "epsilon"),
        (#"{"action":"train","purpose":"care","contains":["x"]}"#, "contains"),
        (#"{"action":"train","purpose":"care","approvals":[{}]}"#, "approvals"),
        (#"{"action":"train","purpose":"care","date":"2026-1-5"}"#, "date"),
        (#"{"action":"train","purpose":"care","date":"2026-02-30"}"#, "date"),
        ("[]", "{}"),
    ])
    func `a request that cannot be read names its field`(text: String, field: String) throws {
        let json = try JSONValue(parsing: Array(text.utf8), byteCountMax: 1_000)
        #expect(throws: CharterError.badRequest(field: field)) {
            try CharterRequest(json, date: "2026-01-01")
        }
    }
}
