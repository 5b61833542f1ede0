import DureCore
import DureLearning
import DureTesting
import Testing

@testable import DureAssessment

private func measures(_ area: Double) -> ModelMeasures {
    ModelMeasures(
        areaUnderCurve: Estimate(value: area, lower: area - 0.1, upper: area + 0.1),
        accuracy: nil, logLoss: 0.5, brierScore: 0.25)
}

private func outcome(
    _ name: String, _ verdict: JoiningVerdict, difference: Estimate? = nil
) throws -> MemberOutcome {
    MemberOutcome(
        member: try Name(name), trainRowCount: 10, testRowCount: 5, testPositiveCount: 2,
        score: .areaUnderCurve, own: measures(0.7), joint: measures(0.6), difference: difference,
        didJoiningHelp: verdict)
}

private func columns() throws -> StudyColumns {
    try StudyColumns(
        inputs: [.number(FeatureSpecification(column: "a", unit: "", lower: -9, upper: 9))],
        target: .binary(column: "y"))
}

private func table(_ a: [Double], _ y: [Double]) throws -> StudyTable {
    try StudyTable(
        columns(),
        batch: RecordBatch(rowCount: a.count, columns: ["a": .numbers(a), "y": .numbers(y)]))
}

private func model(_ slope: Double) throws -> LinearModel {
    try LinearModel(columns: columns(), family: .bernoulli, coefficients: [0, slope])
}

@Test func `the verdict follows the interval, and is not given on few rows`() throws {
    let a = (0..<40).map { Double($0 % 10) - 4.5 }
    let test = try table(a, a.map { $0 > 0 ? 1 : 0 })
    func verdict(own: Double, joint: Double, _ test: StudyTable) throws -> JoiningVerdict {
        try MemberOutcome(
            member: Name("m"), trainRowCount: 1, own: model(own), joint: model(joint), test: test,
            bootstrap: Bootstrap(replicateCount: 200)
        ).didJoiningHelp
    }
    #expect(try verdict(own: -1, joint: 1, test) == .yes)
    #expect(try verdict(own: 1, joint: -1, test) == .hurt)
    #expect(try verdict(own: 1, joint: 2, test) == .noDifferenceShown)
    let few = try table([1, 2, 3, 4, 5, -1], [1, 1, 1, 1, 1, 0])
    #expect(try verdict(own: -1, joint: 1, few) == .cannotBeJudged)
    #expect(try verdict(own: -1, joint: 1, table([1, 2], [1, 1])) == .cannotBeJudged)
    #expect(try verdict(own: -1, joint: 1, table([], [])) == .cannotBeJudged)
}

@Test func `a test set of one class gives null in JSON, and reads back`() throws {
    let found = try MemberOutcome(
        member: Name("m"), trainRowCount: 3, own: model(1), joint: model(2),
        test: table([1, 2, 3, 4, 5, 6, 7, 8, 9, 1], [Double](repeating: 1, count: 10)),
        bootstrap: Bootstrap(replicateCount: 100))
    #expect(found.json["difference"] == .null)
    #expect(found.own?.areaUnderCurve == nil)
    #expect(found.own?.accuracy?.value == 1)
    let text = found.json.canonicalBytes
    #expect(try MemberOutcome(json: JSONValue(parsing: text, byteCountMax: 10_000)) == found)
}

@Test func `a tuned model stands beside own and joint, and is shared as they are`() throws {
    let a = (0..<40).map { Double($0 % 10) - 4.5 }
    let test = try table(a, a.map { $0 > 0 ? 1 : 0 })
    func found(_ tuned: LinearModel?) throws -> MemberOutcome {
        try MemberOutcome(
            member: Name("m"), trainRowCount: 1, own: model(1), joint: model(-1), tuned: tuned,
            test: test, bootstrap: Bootstrap(replicateCount: 100))
    }
    let plain = try found(nil)
    let tuned = try found(model(2))
    #expect(plain.tuned == nil && plain.json["tuned"] == nil)
    // The verdict is about joint and own alone.
    #expect(tuned.own == plain.own && tuned.joint == plain.joint)
    #expect(tuned.didJoiningHelp == .hurt && tuned.difference == plain.difference)
    #expect(tuned.tuned?.areaUnderCurve?.value == 1 && tuned.joint?.areaUnderCurve?.value == 0)
    for sharing in MemberOutcome.Sharing.allCases {
        let shared = tuned.limited(to: sharing)
        #expect((shared.tuned == nil) == (shared.joint == nil))
        let read = try MemberOutcome(json: shared.json)
        #expect(read == shared)
    }
    var altered = tuned.json.members ?? [:]
    altered["tuned"] = .string("good")
    #expect(throws: AssessmentError.self) { try MemberOutcome(json: .object(altered)) }
}

@Test func `a member shares no more than it may`() throws {
    let difference = Estimate(value: -0.1, lower: -0.2, upper: -0.05)
    let full = try outcome("m", .hurt, difference: difference)
    #expect(full.limited(to: .measuresAndCounts) == full)
    let measured = full.limited(to: .measures)
    #expect(measured.trainRowCount == nil && measured.testRowCount == nil)
    #expect(measured.testPositiveCount == nil && measured.own == full.own)
    let bare = full.limited(to: .verdict)
    #expect(bare.own == nil && bare.joint == nil && bare.difference == nil)
    #expect(bare.didJoiningHelp == .hurt)
    for limited in [measured, bare] {
        let text = limited.json.canonicalBytes
        #expect(try MemberOutcome(json: JSONValue(parsing: text, byteCountMax: 10_000)) == limited)
    }
}

@Test func `it is said plainly when joining did not help`() throws {
    let difference = Estimate(value: -0.1, lower: -0.2, upper: -0.05)
    let hurt = try outcome("north", .hurt, difference: difference)
    #expect(
        hurt.sentence(.en) == """
            Joining did not help north; its own model is better: AUC 0.700, against 0.600 with \
            the joint one, a difference of -0.100 (95 % interval -0.200 to -0.050).
            """)
    #expect(hurt.limited(to: .verdict).sentence(.en).hasPrefix("Joining did not help north;"))
    for verdict in JoiningVerdict.allCases {
        let some = try outcome("m", verdict, difference: difference)
        for language in Language.allCases {
            for sharing in MemberOutcome.Sharing.allCases {
                let sentence = some.limited(to: sharing).sentence(language)
                #expect(!sentence.contains("{"))
            }
        }
    }
}

@Test func `an outcome that was tampered with is refused by field`() throws {
    let good = try outcome("m", .yes).json
    guard case .object(let members) = good else { return }
    func refused(_ field: String, _ value: JSONValue?, as name: String) {
        var altered = members
        altered[field] = value
        #expect(throws: AssessmentError.malformed(field: name)) {
            try MemberOutcome(json: .object(altered))
        }
    }
    refused("member", "No Name", as: "member")
    refused("train-rows", -1, as: "train-rows")
    refused("train-rows", nil, as: "train-rows")
    refused("did-joining-help", "perhaps", as: "did-joining-help")
    refused("difference", .object(["value": 1e300, "lower": 0, "upper": 1]), as: "estimate")
    refused("difference", .object(["value": 0.5, "lower": 1, "upper": 0]), as: "estimate")
}

@Test func `a study lists each member once, by name`() throws {
    let members = try [outcome("b", .yes), outcome("a", .hurt)]
    let study = try StudyOutcome(
        study: Name("s"), modelHash: Digest(of: [1]), algorithm: "x", roundCount: 3,
        privacy: .init(mode: "record/joint", epsilon: 1, delta: 1e-5), members: members)
    #expect(study.members.map(\.member.text) == ["a", "b"])
    #expect(study.count(of: .yes) == 1)
    #expect(study.scoreMeans.map { [$0.own, $0.joint] } == [0.7, 0.6])
    #expect(study.sentences(.en)[2].contains("ε = 1, δ = 0.00001, mode record/joint"))
    let pair = try StudyOutcome(
        study: Name("s"), modelHash: Digest(of: [1]), algorithm: "x", roundCount: 3,
        privacy: nil,
        members: [
            outcome("a", .yes, difference: Estimate(value: 0.1, lower: 0.04, upper: 0.16)),
            outcome("b", .hurt, difference: Estimate(value: -0.2, lower: -0.28, upper: -0.12)),
            outcome("c", .cannotBeJudged, difference: Estimate(value: 1, lower: 1, upper: 1)),
        ])
    let mean = try #require(pair.differenceMean)
    #expect(abs(mean.value + 0.05) < 1e-12 && abs(mean.upper - 0) < 1e-12)
    #expect(study.differenceMean == nil)
    let text = study.json.canonicalBytes
    #expect(try StudyOutcome(json: JSONValue(parsing: text, byteCountMax: 10_000)) == study)
    #expect(throws: AssessmentError.malformed(field: "members")) {
        try StudyOutcome(
            study: Name("s"), modelHash: Digest(of: [1]), algorithm: "x", roundCount: 3,
            privacy: nil, members: members + members)
    }
}

/// A model that answers the same for every row.
private func answer(_ value: Double, of columns: StudyColumns) throws -> LinearModel {
    let width = DesignTerms(columns.inputs).width
    return try LinearModel(
        columns: columns, family: .gaussian,
        coefficients: [value] + [Double](repeating: 0, count: width - 1))
}

@Test func `numbers are judged by the share of the variance that is explained`() throws {
    let input = InputColumn.number(
        try FeatureSpecification(
            column: "a", unit: "", lower: -9, upper: 9, center: 0, scale: 1))
    let columns = try StudyColumns(
        inputs: [input],
        target: .number(FeatureSpecification(column: "y", unit: "", lower: -99, upper: 99)))
    let a = (0..<30).map { Double($0 % 7) - 3 }
    let test = try StudyTable(
        columns,
        batch: RecordBatch(
            rowCount: 30, columns: ["a": .numbers(a), "y": .numbers(a.map { 2 * $0 + 1 })]))
    let right = try LinearModel(columns: columns, family: .gaussian, coefficients: [1, 2])
    let mean = try answer(1 + 2 * a.reduce(0, +) / 30, of: columns)
    let found = try MemberOutcome(
        member: Name("m"), trainRowCount: 9, own: mean, joint: right, test: test,
        bootstrap: Bootstrap(replicateCount: 200))
    #expect(found.score == .explainedShare && found.didJoiningHelp == .yes)
    #expect(abs(try #require(found.own?.explainedShare).value) < 1e-12)
    #expect(abs(try #require(found.joint?.explainedShare).value - 1) < 1e-12)
    #expect(found.joint?.rootMeanSquaredError == 0)
    #expect(found.sentence(.en).contains("R²") && found.sentence(.ko).contains("R²"))
    let text = found.json.canonicalBytes
    #expect(try MemberOutcome(json: JSONValue(parsing: text, byteCountMax: 10_000)) == found)
    let few = try MemberOutcome(
        member: Name("m"), trainRowCount: 9, own: mean, joint: right,
        test: test.rows(at: Array(0..<9)), bootstrap: Bootstrap(replicateCount: 100))
    #expect(few.didJoiningHelp == .cannotBeJudged)
    // One row's error would tell its target to whoever has the model.
    #expect(few.own == nil && few.joint == nil && few.difference == nil)
    #expect(few.sentence(.en).contains("fewer than 10"))
}

@Test func `classes are judged by the share that is called right`() throws {
    let columns = try StudyColumns(
        inputs: [
            .number(
                FeatureSpecification(
                    column: "a", unit: "", lower: -9, upper: 9, center: 0, scale: 1))
        ], target: .classes(CategorySpecification(column: "y", levels: ["p", "q", "r"])))
    let a = (0..<30).map { Double($0 % 3) - 1 }
    let test = try StudyTable(
        columns,
        batch: RecordBatch(
            rowCount: 30,
            columns: ["a": .numbers(a), "y": .texts(a.map { ["p", "q", "r"][Int($0) + 1] })]))
    // q against p has the predictor 20 + 40 a, r against p 80 a: p below, q between, r above.
    let right = try MultinomialModel(columns: columns, coefficients: [20, 40, 0, 80])
    let never = try MultinomialModel(columns: columns, coefficients: [-50, 0, -50, 0])
    let found = try MemberOutcome(
        member: Name("m"), trainRowCount: 9, own: never, joint: right, test: test,
        bootstrap: Bootstrap(replicateCount: 200))
    #expect(found.score == .accuracy && found.didJoiningHelp == .yes)
    #expect(found.joint?.accuracy?.value == 1)
    #expect(abs(try #require(found.own?.accuracy).value - 1 / 3) < 1e-12)
    #expect(try #require(found.own?.logLoss) > 1)
}

@Test func `numbers for people have three digits, and any number has a text`() {
    #expect(Decimals.text(0.8675) == "0.868" && Decimals.text(-0.0124) == "-0.012")
    #expect(Decimals.text(1e300) == "1e+300" && Decimals.text(.infinity) == "inf")
    #expect(Decimals.text(.nan) == "nan" && Decimals.text(1_234.5) == "1234.500")
}
