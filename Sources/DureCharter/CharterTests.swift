/// One test of a charter: a request and the verdict that its authors expect.
package struct CharterTest: Sendable, Hashable {
    /// What the test is called.
    package let name: String
    /// The request.
    package let request: CharterRequest
    /// The verdict that must come out.
    package let expected: Verdict
    /// The line where the test begins.
    package let line: Int
}

/// How one test came out.
package struct CharterTestOutcome: Sendable, Hashable {
    /// The test.
    package let test: CharterTest
    /// What the charter answered.
    package let decision: Decision

    /// Whether that was the verdict expected.
    package var isPassed: Bool { decision.verdict == test.expected }
}

extension Charter {
    /// How many tests a file may have.
    package static let testCountMax = 5_000

    /// Runs the tests of a `charter.tests.toml`: `[[test]]` tables with `name`, `expect` and the
    /// fields of a request.
    ///
    /// - Throws: ``TOMLError`` where the file cannot be read. A test that fails is an outcome.
    package func runTests(_ text: [UInt8]) throws(TOMLError) -> [CharterTestOutcome] {
        let file = try TOMLReader(parsing: text, byteCountMax: Self.byteCountMax)
        try file.refuseUnknownKeys(allowed: ["test"])
        let tables = try file.tables("test")
        guard tables.count <= Self.testCountMax else {
            throw file.error("test", .tooLarge(limit: Self.testCountMax))
        }
        var outcomes: [CharterTestOutcome] = []
        for table in tables {
            let test = CharterTest(
                name: try table.string("name"),
                request: try CharterRequest(reading: table, dateDefault: inForce),
                expected: try table.choice("expect"),
                line: table.line)
            outcomes.append(CharterTestOutcome(test: test, decision: decide(test.request)))
        }
        return outcomes
    }
}

extension CharterRequest {
    private static let keys: Set<String> = Set(ListField.allCases.map(\.rawValue)).union([
        "name", "expect", "requester", "cohort", "epsilon", "delta", "secure_aggregation",
        "retention_days", "approvals", "date",
    ])

    /// Reads the request of a test.
    ///
    /// `economy`, `member`, `contains` and `approvals` are lists; the sensitivity is `sensitive`
    /// where none is given.
    init(reading table: TOMLReader, dateDefault: String) throws(TOMLError) {
        try table.refuseUnknownKeys(allowed: Self.keys)
        self.init(
            action: try table.choice("action"),
            purpose: try table.string("purpose"),
            sensitivity: try table.optionalChoice("sensitivity") ?? .sensitive,
            requester: try table.optionalString("requester") ?? "asker",
            date: try table.optionalDate("date") ?? dateDefault)
        for word in try table.optionalStrings("contains") ?? [] {
            guard let content = Content(rawValue: word) else {
                throw table.error("contains", .unknownValue)
            }
            contains.insert(content)
        }
        role = try table.optionalString("role")
        economies = Set(try table.optionalStrings("economy") ?? [])
        members = Set(try table.optionalStrings("member") ?? [])
        impact = try table.optionalChoice("impact")
        cohort = try table.optionalInteger("cohort", in: 0...Int.max)
        epsilon = try table.optionalDouble("epsilon")
        delta = try table.optionalDouble("delta")
        secureAggregation = try table.optionalBool("secure_aggregation") ?? false
        retentionDays = try table.optionalInteger("retention_days", in: 0...Int.max)
        approvals = (try table.optionalStrings("approvals") ?? []).map {
            Approval(person: $0, role: "")
        }
    }
}
