import DureCharter
import DureCore
import DureTesting
import Testing

@testable import DureLearning

private func manifest(_ change: (inout String) -> Void) -> [UInt8] {
    var text = """
        [data]
        target = "topic"
        [target]
        levels = ["a", "b", "c"]
        [[text]]
        name = "request"
        bytes_max = 40
        [algorithm]
        kind = "text"
        characters = [1, 3]
        words = [1, 2]
        buckets = 256
        penalty = 0.5
        """
    change(&text)
    return Array(text.utf8)
}

private func algorithm(
    noise: Double? = nil, _ change: (inout String) -> Void = { _ in }
) throws(TOMLError) -> any SumAlgorithm {
    let file = try TOMLReader(parsing: manifest(change), byteCountMax: 4_096)
    return try AlgorithmKind.algorithm(
        reading: file.table("algorithm"),
        in: AlgorithmKind.Context(
            columns: StudyColumns(reading: file), recordsMin: 5, recordsMax: 1_000_000,
            privacy: noise.map {
                StudyPrivacy(mode: .recordJoint, epsilon: 1, delta: 1e-5, clip: $0)
            }))
}

private func batch(_ texts: [String], _ topics: [String]) -> RecordBatch {
    RecordBatch(
        rowCount: texts.count, columns: ["request": .texts(texts), "topic": .texts(topics)])
}

private func regression() throws -> TextRegression {
    try #require(try algorithm() as? TextRegression)
}

@Test func `a manifest names texts and how they are counted`() throws {
    let found = try regression()
    #expect(found.columns.texts == [try TextSpecification(column: "request", byteCountMax: 40)])
    #expect(found.features.characters == 1...3 && found.features.words == 1...2)
    #expect(found.features.bucketCount == 256 && found.ridge == 0.5 && found.recordsMin == 5)
    #expect(try StudyColumns(json: found.columns.json) == found.columns)
    #expect(try TextFeatures(json: found.features.json) == found.features)
    let noisy = try #require(try algorithm(noise: 0.7) as? NoisyText)
    #expect(noisy.descent.gradientNormMax == 0.7 && noisy.descent.recordsExpected == 5)
}

@Test(arguments: [
    ("characters = [1, 3]", "characters = [3, 1]", 10), ("[1, 3]", "[0, 3]", 10),
    ("[1, 3]", "[1, 9]", 10), ("[1, 3]", "[1]", 10), ("[1, 2]", "[1, 5]", 11),
    ("buckets = 256", "buckets = 250", 12), ("buckets = 256", "buckets = 32", 12),
    ("buckets = 256", "buckets = 131072", 12), ("penalty = 0.5", "penalty = 0", 13),
    ("bytes_max = 40", "bytes_max = 0", 7), ("bytes_max = 40", "range = [0, 1]", 7),
    ("\"text\"", "\"regression\"", 9), ("\"text\"", "\"trees\"", 9), ("\"text\"", "\"network\"", 9),
    ("\"text\"", "\"statistics\"", 9), ("\"text\"", "\"cox\"", 9),
    ("name = \"request\"", "name = \"topic\"", 6),
    ("levels = [\"a\", \"b\", \"c\"]", "range = [0, 1]", 9),
    ("words = [1, 2]", "step = 2", 11), ("words = [1, 2]", "wrods = [1, 2]", 11),
])
func `what cannot be is refused with its line`(old: String, new: String, line: Int) {
    #expect {
        _ = try algorithm { $0 = $0.replacing(old, with: new, maxReplacements: 1) }
    } throws: { error in
        (error as? TOMLError)?.line == line
    }
}

@Test func `texts and columns of numbers are not mixed, and buckets fit the classes`() {
    #expect(throws: TOMLError.self) {
        _ = try algorithm { $0 += "\n[[column]]\nname = \"n\"\nrange = [0, 1]" }
    }
    #expect(throws: TOMLError.self) {
        _ = try algorithm {
            $0 = $0.replacing(
                "\"a\", \"b\", \"c\"", with: (0..<20).map { "\"l\($0)\"" }.joined(separator: ","))
            $0 = $0.replacing("buckets = 256", with: "buckets = 32768")
        }
    }
}

@Test func `long texts are cut at a whole character and counted, missing ones left out`() throws {
    let found = try regression()
    let long = String(repeating: "각", count: 20)
    let table = try StudyTable(
        found.columns, batch: batch([long, "", "short", "x", "y"], ["a", "b", "c", "d", ""]))
    #expect(table.texts[0].first == String(repeating: "각", count: 13))
    #expect(table.clampedCounts == ["request": 1])
    #expect(table.isComplete == [true, false, true])
    #expect(table.undeclaredCounts == ["topic": 1])
    let rows = try found.rows(of: table)
    #expect(rows.rowCount == 2 && rows.droppedRowCount == 3)
    #expect(table.rows(at: [2]).texts == [["short"]])
    #expect(throws: LearningError.notTexts(column: "request")) {
        _ = try StudyTable(
            found.columns,
            batch: RecordBatch(
                rowCount: 1, columns: ["request": .numbers([1]), "topic": .texts(["a"])]))
    }
    #expect(LearningError.notTexts(column: "q").text(.ko).contains("q"))
}

@Test func `odd texts are texts like any other`() throws {
    let found = try regression()
    let odd = [
        "\u{0}\u{1}\u{7f}", "\u{fffd}\u{fffe}", " \u{3000} ", "\u{301}\u{301}\u{301}", "\u{10ffff}",
        String(decoding: [0xff, 0xfe, 0x61, 0xc3] as [UInt8], as: UTF8.self), "\u{1161}\u{11a8}",
        String(repeating: "\u{300}", count: 5_000), "ﷺ", "\u{202e}abc",
    ]
    let topics = (0..<odd.count).map { ["a", "b", "c"][$0 % 3] }
    let table = try StudyTable(found.columns, batch: batch(odd, topics))
    let rows = try found.rows(of: table)
    #expect(rows.rowCount == odd.count)
    #expect(rows.entries(2).isEmpty)
    let model = try found.model(from: runAlone(found, on: rows).state)
    let said = model.predictions(of: table)
    #expect(said.allSatisfy { $0 > 0 && $0 < 1 })
    for row in 0..<odd.count {
        #expect(abs(said[row * 3..<row * 3 + 3].reduce(0, +) - 1) < 1e-12)
    }
}

@Test func `a class that a member misses is learned from the others`() throws {
    let found = try regression()
    let first = try StudyTable(
        found.columns, batch: batch(["red apple", "red cherry", "green pea"], ["a", "a", "b"]))
    let second = try StudyTable(
        found.columns, batch: batch(["blue sky", "blue sea", "green bean"], ["c", "c", "b"]))
    let result = try runSimulated(found, tables: [first, second])
    let model = try found.model(from: result.state)
    let said = model.predictions(of: first)
    #expect(said[0] > 0.5 && said[2 * 3 + 1] > 0.4)
    let single = try StudyTable(found.columns, batch: batch(["one", "two"], ["b", "b"]))
    #expect(throws: LearningError.failed(.tooFewRecords)) {
        _ = try runSimulated(found, tables: [single])
    }
    let own = try found.ownModel(from: single).predictions(of: single)
    #expect(own[1] > own[0] && own[0] > 0)
    let none = try StudyTable(found.columns, batch: batch([], []))
    #expect(try found.contribution(to: found.start(), from: none).allSatisfy { $0 == 0 })
    #expect(try found.ownModel(from: none).predictions(of: first).allSatisfy { $0 > 0.33 })
}

@Test func `hostile sums and states end the round and trap nothing`() throws {
    let found = try regression()
    let start = found.start()
    let count = found.sumLength(at: start)
    func sum(_ value: Double) -> [Double] { [Double](repeating: value, count: count) }
    #expect(found.advance(start, with: sum(.nan), survivors: 3) == .failed(.sumNotFinite))
    #expect(found.advance(start, with: [], survivors: 3) == .failed(.sumLength))
    #expect(found.advance(start, with: sum(-5), survivors: 3) == .failed(.noRecords))
    for value in [6, 1e308] {
        guard case .next(let next) = found.advance(start, with: sum(value), survivors: 3) else {
            continue
        }
        let huge = [Double](repeating: 1e300, count: found.sumLength(at: next))
        if case .next(let wild) = found.advance(next, with: huge, survivors: 3) {
            #expect(wild.coefficients.allSatisfy { $0.isFinite })
        }
        let cut = ModelState(
            algorithm: TextRegression.name, round: 3, coefficients: next.coefficients,
            memory: next.memory + [1, 2, 3])
        let gradient = [Double](repeating: 7, count: found.sumLength(at: next))
        #expect(found.advance(cut, with: gradient, survivors: 3) == .failed(.stateMismatch))
    }
    let table = try StudyTable(found.columns, batch: batch(["a b"], ["a"]))
    let other = ModelState(
        algorithm: TextRegression.name, round: 1, coefficients: start.coefficients, memory: [1])
    #expect(throws: LearningError.stateMismatch) {
        _ = try found.contribution(to: other, from: table)
    }
    let wild = ModelState(
        algorithm: TextRegression.name, round: 1,
        coefficients: start.coefficients.map { _ in 1e308 },
        memory: [Double](repeating: -1e308, count: 257))
    _ = try? found.contribution(to: wild, from: table)  // An answer or an error, and no trap.
}

@Test func `hostile model files are refused`() throws {
    let found = try regression()
    let model = try TextModel(
        columns: found.columns, features: found.features,
        coefficients: [Double](repeating: 0.5, count: 257 * 3),
        bucketWeights: [Double](repeating: 1, count: 256))
    func read(_ description: JSONValue, _ tensors: [NamedTensor]) throws -> TextModel {
        try TextModel(columns: model.columns, description: description, tensors: tensors)
    }
    #expect(try read(model.description, model.tensors) == model)
    func changed(_ features: JSONValue) -> JSONValue {
        .object(["classes": model.description["classes"] ?? .null, "features": features])
    }
    let bad: [JSONValue] = [
        .object([:]), changed(.null), changed(.object(["buckets": .integer(.max)])),
        changed(
            .object([
                "buckets": .integer(256),
                "characters": .array([.integer(3), .integer(1)]),
            ])),
        changed(
            .object([
                "buckets": .integer(256), "characters": .array([.integer(.min), .integer(.max)]),
            ])),
        .object(["features": found.features.json, "classes": .array([.string("a")])]),
    ]
    for description in bad {
        #expect(throws: LearningError.self) { _ = try read(description, model.tensors) }
    }
    for weights in [[Double](repeating: 0, count: 256), [1.0], []] {
        #expect(throws: LearningError.self) {
            _ = try read(
                model.description, [model.tensors[0], NamedTensor("weights", weights)])
        }
    }
    #expect(throws: LearningError.self) { _ = try read(model.description, []) }
    #expect(model.markdown(.ko).contains("해시") && model.markdown(.en).contains("256"))
}
