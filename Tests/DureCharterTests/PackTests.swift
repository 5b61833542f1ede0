import DureCharter
import DureCore
import Testing

@Suite struct PackTests {
    @Test func `there is a generic pack and one for each of the 21 economies`() {
        #expect(CharterPack.all.first?.name == "apec")
        #expect(Set(CharterPack.all.compactMap(\.economy)) == Vocabulary.economies)
        #expect(CharterPack.all.count == 22)
        #expect(CharterPack.named("kr")?.economy == "KR")
        #expect(CharterPack.named("eu") == nil)
        #expect(CharterPack.of(economy: "HU").name == "apec")
    }

    @Test(arguments: CharterPack.all.map(\.name))
    func `a pack loads without a finding and passes its tests`(name: String) throws {
        let pack = try #require(CharterPack.named(name))
        let charter = try Charter(parsing: pack.charter(economy: pack.economy ?? "HU"))
        #expect(charter.economy == pack.economy ?? "HU")
        // Who answers for the node, no pack can know.
        #expect(charter.lint().map(\.kind) == Office.allCases.map { .vacantOffice($0) })
        let outcomes = try charter.runTests(CharterPack.tests)
        #expect(outcomes.count == 6)
        #expect(outcomes.filter { !$0.isPassed }.isEmpty)
    }

    @Test(arguments: CharterPack.all.map(\.name))
    func `each number has a law and a year, and what is missing says so in both languages`(
        name: String
    ) throws {
        let pack = try #require(CharterPack.named(name))
        let charter = try Charter(parsing: pack.charter(economy: pack.economy ?? "HU"))
        #expect(charter.facts.map(\.key) == FactKey.allCases)
        for fact in charter.facts {
            #expect(fact.isEstablished == (fact.law != nil && fact.year != nil))
            #expect(fact.isEstablished || fact.value == nil)
            let texts = fact.isEstablished ? fact.text : fact.notEstablished
            #expect(Set(texts.keys) == ["en", "ko"], "\(fact.key)")
        }
    }

    @Test(arguments: [
        ("KR", FactKey.childAge, 14, FactUnit.years), ("KR", .breachAuthority, 72, .hours),
        ("SG", .breachAuthority, 3, .days), ("US", .childAge, 13, .years),
        ("TH", .breachAuthority, 72, .hours), ("CN", .childAge, 14, .years),
        ("RU", .breachAuthority, 24, .hours), ("PE", .breachAuthority, 48, .hours),
        ("VN", .breachAuthority, 72, .hours), ("MY", .breachPeople, 7, .days),
    ])
    func `other rooms read the numbers as data`(
        economy: String, key: FactKey, value: Int, unit: FactUnit
    ) throws {
        let charter = try Charter(
            parsing: CharterPack.of(economy: economy).charter(economy: economy))
        let fact = try #require(charter.fact(key))
        #expect(fact.value == value)
        #expect(fact.unit == unit)
        #expect(fact.hours == (unit == .hours ? value : unit == .days ? value * 24 : nil))
    }

    /// A number is a line that holds by itself: a clock that runs for something else, or an age
    /// below which more must be judged, is told in words alone.
    @Test(arguments: [
        ("AU", FactKey.breachAuthority), ("TH", .childAge), ("CL", .breachAuthority),
        ("NZ", .breachAuthority), ("CN", .breachPeople),
    ])
    func `what the law says without a number is not given one`(
        economy: String, key: FactKey
    ) throws {
        let charter = try Charter(
            parsing: CharterPack.of(economy: economy).charter(economy: economy))
        let fact = try #require(charter.fact(key))
        #expect(fact.isEstablished && fact.value == nil && fact.hours == nil)
    }

    @Test(arguments: [
        ("[facts.colour]\nvalue = 1", "facts.colour", TOMLError.Problem.unknownKey),
        (
            "[facts.child-age]\nvalue = 14\nunit = 'years'\nyear = 2020", "facts.child-age.law",
            .missing
        ),
        ("[facts.child-age]\nvalue = 14\nlaw = 'x'\nyear = 2020", "facts.child-age.unit", .missing),
        (
            "[facts.child-age]\nvalue = 14\nunit = 'moons'\nlaw = 'x'\nyear = 2020",
            "facts.child-age.unit", .unknownValue
        ),
        (
            "[facts.child-age]\nvalue = 14\nnot_established = { en = 'No.' }",
            "facts.child-age.value", .notTogether(with: "not_established")
        ),
    ])
    func `a fact without its source does not load`(
        text: String, key: String, problem: TOMLError.Problem
    ) {
        let rest = "effect = 'permit'\n" + text + "\n"
        let error = #expect(throws: TOMLError.self) {
            try Charter(parsing: Array((CharterLoadingTests.head + rest).utf8))
        }
        #expect(error?.key == key)
        #expect(error?.problem == problem)
    }
}
