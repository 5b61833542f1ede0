import DureCharter
import Testing

@Suite struct CharterLoadingTests {
    static let head = """
        [charter]
        id = "a"
        version = 1
        economy = "KR"
        languages = ["en"]
        in_force = 2026-01-01
        [[rule]]
        id = "one"
        text = { en = "One." }

        """

    private func load(_ rest: String) throws(TOMLError) -> Charter {
        try Charter(parsing: Array((Self.head + rest).utf8))
    }

    @Test(
        arguments: [
            ("effect = 'permit'\ncolour = 'red'", 11, "rule[1].colour", .unknownKey),
            ("effect = 'allow'", 10, "rule[1].effect", .unknownValue),
            ("effect = 'permit'\naction = ['tarin']", 11, "rule[1].action", .unknownValue),
            ("effect = 'permit'\naction = []", 11, "rule[1].action", .missing),
            (
                "effect = 'permit'\naction = 'train'", 11, "rule[1].action",
                .wrongType(expected: .array)
            ),
            ("effect = 'permit'\neconomy = ['kr']", 11, "rule[1].economy", .unknownValue),
            ("effect = 'permit'\npurpose = ['fun']", 11, "rule[1].purpose", .unknownValue),
            ("effect = 'permit'\nrole = ['king']", 11, "rule[1].role", .unknownValue),
            (
                "effect = 'permit'\nmax_epsilon = -1", 11, "rule[1].max_epsilon",
                .outOfRange(min: 1e-6, max: 100)
            ),
            (
                "effect = 'permit'\nmax_epsilon = nan", 11, "rule[1].max_epsilon",
                .wrongType(expected: .number)
            ),
            (
                "effect = 'permit'\nsecure_aggregation = false", 11, "rule[1].secure_aggregation",
                .unknownValue
            ),
            (
                "effect = 'permit'\napprovals = 1", 11, "rule[1].approvals",
                .notTogether(with: "effect")
            ),
            (
                "effect = 'forbid'\nmin_cohort = 5", 11, "rule[1].min_cohort",
                .notTogether(with: "effect")
            ),
            ("effect = 'require'\naction = ['train']", 7, "rule[1].duty", .missing),
            ("effect = 'require'\nduty = ['dance']", 11, "rule[1].duty", .unknownValue),
            ("effect = 'permit'\n[more]\nx = 1", 11, "more", .unknownKey),
            ("effect = 'permit'\n[[rule]]\nid = 'two'", 11, "rule[2].effect", .missing),
        ] as [(String, Int, String, TOMLError.Problem)])
    func `a charter that is not understood does not load`(
        rest: String, line: Int, key: String, problem: TOMLError.Problem
    ) {
        let error = TOMLError(line: line, key: key, problem: problem)
        #expect(throws: error) { try load(rest) }
        #expect(!error.sentence(.en).contains("{"))
        #expect(!error.sentence(.ko).contains("{"))
    }

    @Test func `an error tells the line and the key and never the value`() {
        let error = #expect(throws: TOMLError.self) { try load("effect = 'secret-word'") }
        #expect(
            error?.sentence(.en)
                == "Line 10, rule[1].effect: this value is none of the known ones.")
        #expect(error.map { !String(reflecting: $0).contains("secret-word") } == true)
    }

    @Test func `purposes and roles may be declared`() throws {
        let text = Self.head.replacing(
            "in_force = 2026-01-01",
            with: "in_force = 2026-01-01\npurposes = ['harvest']\nroles = ['farmer']")
        let rest = "effect = 'permit'\npurpose = ['harvest']\nrole = ['farmer']\n"
        let charter = try Charter(parsing: Array((text + rest).utf8))
        var request = CharterRequest(
            action: .train, purpose: "harvest", sensitivity: .open, requester: "k",
            date: "2026-02-01")
        #expect(charter.decide(request).verdict == .notPermitted)
        request.role = "farmer"
        #expect(charter.decide(request).verdict == .permitted)
    }

    @Test func `an accord is read like a charter and binds beside it`() throws {
        let charter = try load("effect = 'permit'\n")
        let accordText = """
            [accord]
            id = "heart-study"
            version = 1
            languages = ["en", "ko"]
            in_force = 2026-01-01
            [[rule]]
            id = "sums-in-secret"
            effect = "permit"
            action = ["federate"]
            secure_aggregation = true
            text = { en = "Sums in secret only.", ko = "안전한 합산만 허용합니다." }
            """
        let accord = try Charter(parsing: Array(accordText.utf8))
        #expect(accord.kind == .accord)
        let request = CharterRequest(
            action: .federate, purpose: "research", sensitivity: .open, requester: "k",
            date: "2026-02-01")
        let joint = charter.decide(request, beside: accord)
        #expect(joint.verdict == .notPermitted)
        #expect(joint.charter.verdict == .permitted)
        #expect(joint.ruleIDs == ["one"])
        #expect(
            joint.sentences(.ko).suffix(3) == [
                "허용되지 않습니다. 협약 heart-study 1판에 이 요청을 그대로 허용하는 규칙이 없습니다.",
                "다음 사항이 바뀌면 규칙 sums-in-secret에 따라 허용될 수 있습니다: 안전한 합산만 허용합니다.",
                "안전한 합산이 꺼져 있으며, 이 규칙은 켤 것을 요구합니다.",
            ])
    }

    @Test func `exact sums without epsilon can be permitted under secure aggregation`() throws {
        let charter = try load(
            """
            effect = "permit"
            action = ["federate"]
            purpose = ["statistics"]
            secure_aggregation = true
            min_cohort = 50
            """)
        var request = CharterRequest(
            action: .federate, purpose: "statistics", sensitivity: .personal, requester: "k",
            date: "2026-02-01")
        request.cohort = 50
        #expect(charter.decide(request).verdict == .notPermitted)
        request.secureAggregation = true
        #expect(charter.decide(request).verdict == .permitted)
    }

    @Test func `a rule holds only in its days`() throws {
        let charter = try load(
            "effect = 'permit'\nfrom = 2026-02-01\nuntil = 2026-02-28\n")
        var request = CharterRequest(
            action: .train, purpose: "care", sensitivity: .open, requester: "k",
            date: "2026-01-31")
        #expect(charter.decide(request).nearest.first?.unmet.map(\.field) == ["from"])
        request.date = "2026-02-01"
        #expect(charter.decide(request).verdict == .permitted)
        request.date = "2026-03-01"
        #expect(charter.decide(request).nearest.first?.unmet.map(\.field) == ["until"])
    }

    @Test func `lint finds what can never be of use`() throws {
        let charter = try load(
            """
            effect = "permit"
            action = ["train"]
            purpose = ["care", "research"]
            [[rule]]
            id = "shadow"
            effect = "forbid"
            action = ["train", "export"]
            text = { en = "No." }
            [[rule]]
            id = "halves"
            effect = "permit"
            action = ["query"]
            sensitivity = ["open", "personal"]
            text = { en = "Halves." }
            [[rule]]
            id = "half-a"
            effect = "forbid"
            action = ["query"]
            sensitivity = ["open"]
            text = { en = "No." }
            [[rule]]
            id = "half-b"
            effect = "forbid"
            sensitivity = ["personal"]
            text = { en = "No." }
            [[rule]]
            id = "never"
            effect = "permit"
            from = 2026-05-01
            until = 2026-04-01
            text = { en = "Never." }
            [[rule]]
            id = "half-a"
            effect = "permit"
            action = ["serve"]
            text = { ko = "됩니다." }
            [[rule]]
            id = "fine"
            effect = "permit"
            action = ["query"]
            sensitivity = ["internal", "open"]
            text = { en = "Fine." }
            """)
        let findings = charter.lint().filter { $0.rule != nil }.map { ($0.rule ?? "", $0.kind) }
        let expected: [(String, LintFinding.Kind)] = [
            ("one", .shadowedPermit(by: "shadow")), ("halves", .unreachablePermit),
            ("never", .unreachablePermit), ("half-a", .duplicateID),
            ("half-a", .missingLanguage("en")),
        ]
        #expect(findings.elementsEqual(expected, by: ==))
    }

    @Test func `more languages than anybody reads are refused`() throws {
        let letters = "abcdefghijklmnopqrstuvwxyz"
        let codes = letters.flatMap { first in letters.prefix(2).map { "\(first)\($0)" } }
        let list = codes.map { "\"\($0)\"" }.joined(separator: ", ")
        let sentences = codes.map { "\($0) = \"A.\"" }.joined(separator: ", ")
        let head = "[charter]\nid = \"a\"\nversion = 1\neconomy = \"KR\"\nin_force = 2026-01-01\n"
        for rest in ["languages = [\(list)]", "languages = [\"en\"]\ntext = { \(sentences) }"] {
            let error = #expect(throws: TOMLError.self) {
                try Charter(parsing: Array((head + rest + "\n").utf8))
            }
            #expect(error?.problem == .tooLarge(limit: Charter.languageCountMax))
        }
    }

    /// Before there was a limit this took hours.
    @Test(.timeLimit(.minutes(1)))
    func `a charter made to be slow is linted at once`() throws {
        let purposes = (0..<100).map { "\"p\($0)\"" }.joined(separator: ", ")
        var text = """
            [charter]
            id = "a"
            version = 1
            economy = "KR"
            languages = ["en"]
            in_force = 2026-01-01
            purposes = [\(purposes)]

            """
        let roles = Vocabulary.roles.sorted().map { "\"\($0)\"" }.joined(separator: ", ")
        for index in 0..<200 {
            text += """
                [[rule]]
                id = "permit-\(index)"
                effect = "permit"
                purpose = [\(purposes)]
                role = [\(roles)]
                text = { en = "Yes." }
                [[rule]]
                id = "forbid-\(index)"
                effect = "forbid"
                action = ["publish"]
                purpose = ["p\(index % 100)"]
                text = { en = "No." }

                """
        }
        #expect(try Charter(parsing: Array(text.utf8)).lint().allSatisfy { !$0.isError })
    }

    @Test func `a forbid about contents shadows nothing, since data may hold nothing`() throws {
        let charter = try load(
            """
            effect = "permit"
            contains = ["health"]
            [[rule]]
            id = "no-health"
            effect = "forbid"
            contains = ["health"]
            text = { en = "No." }
            """)
        #expect(charter.lint().allSatisfy { $0.rule == nil })
    }
}
