import DureAssessment
import DureCore
import Testing

@testable import dure_results

@Suite struct ResultsTests {
    /// Members of whom the first gains by joining and the others lose.
    private static func result(
        members: Int, splits: Int = 1, isShown: Bool = true, title: String = "Trial"
    ) throws -> ExperimentResult {
        let classes = (0..<40).map { $0 % 2 }
        let outcome = MemberOutcome(
            member: try Name("member"), trainRowCount: 60,
            own: classes.flatMap { _ in [0.9, 0.1] },
            joint: classes.flatMap { $0 == 0 ? [0.8, 0.2] : [0.3, 0.7] }, classes: classes)
        return ExperimentResult(
            name: "trial", title: title, score: .accuracy, showsMembers: isShown, roundCount: 7,
            members: (0..<members).map { index in
                let (own, joint) = index == 0 ? (0.6, 0.8) : (0.75, 0.7)
                return ExperimentResult.Member(
                    name: "member <\(index)>", rowCount: 100 + index,
                    own: (0..<splits).map { own + Double($0) / 100 },
                    joint: [Double](repeating: joint, count: splits),
                    pooled: [Double](repeating: joint, count: splits),
                    noisy: ExperimentResult.epsilons.map { [joint - 0.1 / $0, joint - 0.05 / $0] },
                    outcome: splits > 1 ? nil : outcome)
            },
            circumstances: ExperimentResult.Circumstances(
                date: "2026-11-24", machine: "2 x Tester", seconds: 12.4))
    }

    @Test(arguments: [1, 5])
    func `figures survive their file`(splits: Int) throws {
        var first = try Self.result(members: 3, splits: splits)
        let document = ExperimentResult.document([first, try Self.result(members: 2)])
        let text = Array(document.prettyText.utf8)
        let read = try ExperimentResult.read(JSONValue(parsing: text, byteCountMax: 1 << 20))
        #expect(ExperimentResult.document(read) == document)
        first = read[0]
        #expect(first.members.count == 3 && first.seedCount == 2)
        #expect((first.splitSpread == nil) == (splits == 1))
    }

    @Test func `a score that is not defined stays undefined and out of means`() throws {
        let whole = try Self.result(members: 2)
        let lost = whole.members[1]
        let result = ExperimentResult(
            name: whole.name, title: whole.title, score: whole.score, showsMembers: true,
            roundCount: 1,
            members: [
                whole.members[0],
                .init(
                    name: lost.name, rowCount: 1, own: [.nan], joint: [.nan], pooled: [.nan],
                    noisy: lost.noisy.map { $0.map { _ in .nan } }, outcome: nil),
            ], circumstances: whole.circumstances)
        #expect(result.mean(\.own.meanOfDefined) == 0.6)
        let read = try ExperimentResult.read(ExperimentResult.document([result]))
        #expect(read[0].members[1].own[0].isNaN)
        #expect(ResultsText(pictures: nil).markdown(read[0]).contains("| – |"))
        #expect(!ResultsPicture(result: read[0]).svg.contains("nan"))
    }

    @Test(arguments: [
        "{}", #"{"format":"dure/results","version":2}"#,
        #"{"format":"dure/results","version":3,"epsilons":[1],"experiments":[]}"#,
    ])
    func `a file of another form is refused`(text: String) throws {
        let document = try JSONValue(parsing: Array(text.utf8), byteCountMax: 1_000)
        #expect(throws: MissingField.self) { try ExperimentResult.read(document) }
    }

    @Test(arguments: [
        (#""name":"trial""#, #""name":"../trial""#), (#""rows":100"#, #""rows":9007199254740991"#),
        (#""seconds":12.4"#, #""seconds":1e300"#), (#""rounds":7"#, #""rounds":-1"#),
        (#""noise":[["#, #""noise":[[],["#),
    ])
    func `a file with a figure that cannot be is refused`(change: (String, String)) throws {
        let text = ExperimentResult.document([try Self.result(members: 1)]).canonicalText
        #expect(text.contains(change.0))
        let changed = Array(text.replacing(change.0, with: change.1).utf8)
        let document = try JSONValue(parsing: changed, byteCountMax: 1 << 20)
        #expect(throws: (any Error).self) { try ExperimentResult.read(document) }
    }

    @Test func `members whose lists differ in length are refused`() throws {
        let (one, five) = try (Self.result(members: 1), Self.result(members: 1, splits: 5))
        let mixed = ExperimentResult(
            name: "trial", title: "Trial", score: .accuracy, showsMembers: true, roundCount: 1,
            members: one.members + five.members, circumstances: one.circumstances)
        let document = ExperimentResult.document([mixed])
        #expect(throws: MissingField.self) { try ExperimentResult.read(document) }
    }

    @Test func `where joining hurts the text says so`() throws {
        let hurt = ResultsText.verdicts(try Self.result(members: 9, splits: 2))
        #expect(hurt.contains("**joining hurts**: -0.027."), "\(hurt)")
        #expect(hurt.contains("below the own one at 8 of 9 members"), "\(hurt)")
        let helped = ResultsText.verdicts(try Self.result(members: 1))
        #expect(helped.contains("joining brings +0.200"), "\(helped)")
        #expect(helped.contains("it helped 1 (member <0>), and hurt none"), "\(helped)")
    }

    @Test func `members that are not to be shown are in no table and no picture`() throws {
        let result = try Self.result(members: 3, isShown: false)
        let text = ResultsText(pictures: "Pictures").markdown(result)
        #expect(!text.contains("<1>") && text.contains("mean of 3"))
        #expect(text.contains("![Trial](Pictures/trial.svg)"))
        #expect(!ResultsPicture(result: result).svg.contains("&lt;1&gt;"))
    }

    @Test(arguments: [1, 3, 40, 41, 300])
    func `a picture names itself, is closed, and holds a mark for each score`(count: Int) throws {
        let svg = ResultsPicture(result: try Self.result(members: count, title: "A & B")).svg
        #expect(svg.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 720 "))
        #expect(svg.contains("<title id=\"title\">A &amp; B</title><desc id=\"about\">Accuracy"))
        #expect(svg.contains("prefers-color-scheme:dark"))
        for word in ["<script", "href", "url(", "@import", "**"] { #expect(!svg.contains(word)) }
        for tag in ["svg", "g", "text", "title", "desc", "style"] {
            let opened = svg.components(of: "<\(tag) ") + svg.components(of: "<\(tag)>")
            #expect(opened == svg.components(of: "</\(tag)>"), "\(tag)")
        }
        // One in the legend, and one for each member where they are shown.
        let joint = svg.components(of: "class=\"mark joint\"")
        #expect(joint == (count == 1 ? 1 : count + 1))
        #expect(svg.components(of: "class=\"mark noisy\"") == ExperimentResult.epsilons.count + 1)
    }

    @Test func `an axis holds its scores, with few ticks`() {
        for values in [[], [0.5], [0.71, 0.79], [0.0, 1.0], [.nan, 0.3], [0.999, 1.0]] {
            let axis = ScoreAxis(values, start: 100, length: 400)
            #expect((2...9).contains(axis.ticks.count), "\(values)")
            for value in values where !value.isNaN {
                #expect(axis.range.lowerBound - 1e-9...axis.range.upperBound + 1e-9 ~= value)
                #expect((100.0...500).contains(axis.place(value)))
            }
            #expect(axis.place(-7) == 100 && axis.place(7) == 500)
        }
    }

    @Test func `the command line is read or refused`() throws {
        let options = try ResultsOptions(
            ["--seeds", "3", "dengue", "--from", "a", "--from", "b", "--pictures", "P/Q"])
        #expect(options.seedCount == 3 && options.names == ["dengue"])
        #expect(options.files == ["a", "b"] && options.pictures == "P/Q" && !options.isJSON)
        for wrong in [["--seeds", "0"], ["--seeds", "x"], ["--seeds"], ["--data"], ["--odd"]] {
            #expect(throws: ResultsOptions.Mistake.self) { try ResultsOptions(wrong) }
        }
    }
}

extension String {
    /// How often another text stands in this one.
    fileprivate func components(of other: String) -> Int {
        split(separator: other, omittingEmptySubsequences: false).count - 1
    }
}
