import DureCore
import DureTensor
import DureTesting
import Foundation
import Testing

@testable import DureLearning

/// The example's requests to four offices, in Korean and English.
private struct Requests {
    static let topics = ["roads", "waste", "benefits", "documents"]
    static let offices = ["haneul", "bada", "harbour", "hill"]
    let rows: [(office: String, set: String, topic: String, text: String)]

    init() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(
            contentsOf: root.appending(path: "Examples/text/requests.csv"), encoding: .utf8)
        rows = text.split(separator: "\n").dropFirst().map { line in
            let fields = line.split(separator: ",", maxSplits: 3).map(String.init)
            let isQuoted = fields[3].hasPrefix("\"")
            return (
                fields[0], fields[1], fields[2],
                isQuoted ? String(fields[3].dropFirst().dropLast()) : fields[3]
            )
        }
    }

    static func columns(isBinary: Bool = false) throws -> StudyColumns {
        let target: StudyColumns.Target =
            isBinary
            ? .binary(column: "isRoads")
            : .classes(try CategorySpecification(column: "topic", levels: topics))
        return try StudyColumns(
            inputs: [], texts: [TextSpecification(column: "request")], target: target)
    }

    func table(
        _ set: String, office: String? = nil, isBinary: Bool = false
    ) throws -> StudyTable {
        let chosen = rows.filter { $0.set == set && $0.office == office ?? $0.office }
        return try StudyTable(
            Self.columns(isBinary: isBinary),
            batch: RecordBatch(
                rowCount: chosen.count,
                columns: [
                    "topic": .texts(chosen.map(\.topic)), "request": .texts(chosen.map(\.text)),
                    "isRoads": .numbers(chosen.map { $0.topic == "roads" ? 1 : 0 }),
                ]))
    }

    static func features(_ bucketCount: Int = 64) throws -> TextFeatures {
        try TextFeatures(characters: 1...3, words: 1...2, bucketCount: bucketCount)
    }
}

private func accuracy(_ model: any Model, _ table: StudyTable) -> Double {
    let said = model.predictions(of: table)
    let width = model.outputNames.count
    let right = (0..<table.rowCount).count { row in
        let shares = Array(said[row * width..<(row + 1) * width])
        return shares.firstIndex(of: shares.max() ?? 0) == Int(table.target[row])
    }
    return Double(right) / Double(table.rowCount)
}

@Test func `texts fall into the buckets that another program finds`() throws {
    let features = try Requests.features(65_536)
    for row in try VectorTable("text-buckets", in: resources).rows {
        let scalars = row["scalars"] ?? ""
        var text = String.UnicodeScalarView()
        for word in scalars.split(separator: " ") where word != "-" {
            if let scalar = UInt32(word, radix: 16).flatMap(Unicode.Scalar.init) {
                text.append(scalar)
            }
        }
        var found: [UInt32] = []
        features.append(bucketsOf: String(text), column: 0, to: &found)
        let wanted = (row["buckets"] ?? "").split(separator: " ").compactMap { UInt32($0) }
        #expect(found.sorted() == wanted, "\(scalars)")
    }
}

@Test func `every spelling of a character is one, as Swift compares them`() {
    for word in CanonicalTable.compositions.split(whereSeparator: \.isWhitespace) {
        let sides = word.split { $0 == "=" || $0 == "+" }
        guard sides.count == 2, let code = UInt32(sides[1], radix: 16),
            let whole = Unicode.Scalar(code)
        else { continue }
        let text = String(whole)
        let parts = text.decomposed
        // Swift's `==` is Unicode's canonical equivalence: the table must agree with it.
        #expect(parts == text)
        #expect(
            CanonicalText.scalars(of: parts) == CanonicalText.scalars(of: text), "\(sides[1])")
    }
    for syllable in stride(from: UInt32(0xac00), through: 0xd7a3, by: 97) {
        let text = String(Unicode.Scalar(syllable) ?? " ")
        #expect(text.decomposed.unicodeScalars.count > 1)
        #expect(CanonicalText.scalars(of: text.decomposed) == [syllable])
    }
}

extension String {
    /// Foundation's form D.
    fileprivate var decomposed: String { decomposedStringWithCanonicalMapping }
}

@Test func `members through the ring find scikit-learn's model of all texts`() throws {
    let wanted = try VectorTable("text-coefficients", in: resources).rows
    for isBinary in [false, true] {
        let requests = try Requests()
        let algorithm = try TextRegression(
            columns: Requests.columns(isBinary: isBinary), features: Requests.features(),
            ridge: 0.3, tolerance: 1e-8, roundCountMax: 300)
        let members = try Requests.offices.map {
            try algorithm.rows(of: requests.table("train", office: $0, isBinary: isBinary))
        }
        let result = try runThroughRing(algorithm, members: members)
        #expect(result.reason == .converged)
        let names = isBinary ? ["", "binary"] : Requests.topics
        for (place, row) in wanted.enumerated() {
            for (label, name) in names.enumerated() where !name.isEmpty {
                let found = result.state.coefficients[place * names.count + label]
                #expect(abs(found - (Double(row[name] ?? "") ?? .nan)) < 1e-6)
            }
        }
    }
}

@Test func `joint is pooled, beats what an office learns alone, and reloads bit for bit`() throws {
    let requests = try Requests()
    let algorithm = try TextRegression(
        columns: Requests.columns(), features: Requests.features(256), tolerance: 1e-3)
    let tables = try Requests.offices.map { try requests.table("train", office: $0) }
    let test = try requests.table("test")
    let joint = try algorithm.model(from: runSimulated(algorithm, tables: tables).state)
    let all = try #require(StudyTable.joined(tables))
    let pooled = try algorithm.model(from: runAlone(algorithm, on: all).state)
    for (one, other) in zip(joint.predictions(of: test), pooled.predictions(of: test)) {
        #expect(abs(one - other) < 1e-9)
    }
    let own = try tables.map { accuracy(try algorithm.ownModel(from: $0), test) }
    #expect(accuracy(joint, test) > own.reduce(0, +) / 4)
    let file = ModelFile(joint)
    let again = try ModelFile(json: file.json, tensorBytes: file.tensorBytes)
    #expect(again.hash == file.hash)
    #expect(again.model.predictions(of: test) == joint.predictions(of: test))
}

@Test func `no record gives more than its bound, and a state fits its message`() throws {
    let requests = try Requests()
    let algorithm = try TextRegression(
        columns: Requests.columns(), features: Requests.features(), tolerance: 1e-9)
    let all = try requests.table("train")
    var state = algorithm.start()
    let rows = try algorithm.rows(of: all)
    for _ in 0..<16 {
        let bounds = algorithm.boundsPerRecord(at: state)
        #expect(bounds.count == algorithm.sumLength(at: state))
        for row in [0, 17, 40] {
            let part = try algorithm.contribution(to: state, from: rows.rows(at: [row]))
            #expect(zip(part, bounds).allSatisfy { abs($0) <= $1 })
        }
        let sum = try algorithm.contribution(to: state, from: rows)
        guard case .next(let next) = algorithm.advance(state, with: sum, survivors: 1) else {
            break
        }
        state = next
        #expect(try ModelState(canonicalBytes: state.canonicalBytes) == state)
    }
    #expect(state.round == 16)
}

@Test(arguments: [2, 7, 20, 64])
func `the largest state of as many classes fits a message`(classCount: Int) throws {
    let most = TextSettings.bucketCountMax(classCount: classCount)
    let columns = try StudyColumns(
        inputs: [], texts: [TextSpecification(column: "t")],
        target: .classes(
            CategorySpecification(column: "y", levels: (0..<classCount).map { "l\($0)" })))
    func algorithm(_ bucketCount: Int) throws -> TextRegression {
        try TextRegression(
            columns: columns, features: TextFeatures(characters: 1...2, bucketCount: bucketCount))
    }
    let layout = try TextSettings(columns: columns, features: algorithm(most).features).layout
    let pairs = try algorithm(most).pairCountMax
    let memory =
        TextOpening.count(layout)
        + QuasiNewton.packedCount(width: layout.dimension, pairCount: pairs)
    #expect(memory <= ModelState.numberCountMax)
    #expect(8 * (memory + layout.dimension) + 200 <= ModelState.byteCountMax)
    if most < TextFeatures.bucketCounts.upperBound {
        #expect(throws: LearningError.badSetting(name: "buckets")) { _ = try algorithm(2 * most) }
    }
}

@Test func `results do not depend on the number of workers`() throws {
    let all = try Requests().table("train")
    let states = try [1, 3].map { count in
        try runAlone(
            TextRegression(
                columns: Requests.columns(), features: Requests.features(),
                pool: WorkerPool(count: count)), on: all
        ).state
    }
    #expect(states[0] == states[1])
}

@Test func `with noise a record's gradient is never longer than its norm`() throws {
    let requests = try Requests()
    let algorithm = try NoisyText(
        columns: Requests.columns(), features: Requests.features(), recordsExpected: 64,
        gradientNormMax: 0.4, roundCountMax: 12)
    let rows = try algorithm.rows(of: requests.table("train"))
    var state = algorithm.start()
    for row in stride(from: 0, to: rows.rowCount, by: 5) {
        let part = try algorithm.contribution(to: state, from: rows.rows(at: [row]))
        let length = part.reduce(0) { $0 + $1 * $1 }.squareRoot()
        #expect(length <= 0.4 && length > 0.399)
    }
    // Chances that are no numbers are a record's that counts as zero.
    let far = ModelState(
        algorithm: NoisyText.name, round: 0,
        coefficients: state.coefficients.indices.map { $0 % 2 == 0 ? 1e308 : -1e308 },
        memory: state.memory)
    #expect(try algorithm.contribution(to: far, from: rows).allSatisfy { $0.isFinite })
    state = try runAlone(algorithm, on: rows).state
    #expect(state.round == 12)
    #expect(accuracy(try algorithm.model(from: state), try requests.table("train")) > 0.5)
}
