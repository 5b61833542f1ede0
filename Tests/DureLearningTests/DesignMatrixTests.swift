import DureCore
import DureLearning
import DureTesting
import Testing

private func batch(_ a: [Double], _ y: [Double]) -> RecordBatch {
    RecordBatch(rowCount: a.count, columns: ["a": .numbers(a), "y": .numbers(y)])
}

private func matrix(_ batch: RecordBatch) throws -> DesignMatrix {
    DesignMatrix(try StudyTable(binaryColumns(1), batch: batch))
}

@Test func `values are clamped to the public range and scaled`() throws {
    let feature = try FeatureSpecification(
        column: "age", unit: "years", lower: 20, upper: 90, center: 54, scale: 10)
    #expect(feature.scaled(64) == 1)
    #expect(feature.scaled(200) == 3.6)
    #expect(feature.scaled(-5) == -3.4)
    #expect(feature.magnitudeMax == 3.6)
    let flag = try FeatureSpecification(column: "sex", unit: "", lower: 0, upper: 1)
    #expect(flag.scaled(0) == -1 && flag.scaled(1) == 1)
}

/// The kernel that writes columns against ``FeatureSpecification/scaled(_:)``, to the bit.
@Test(arguments: Seed.batch(40))
func `a matrix holds each number scaled as the specification says`(seed: Seed) throws {
    var generator = seed.generator
    let count = Int.random(in: 1...700, using: &generator)
    let columns = try StudyColumns(
        inputs: (0..<3).map { index in
            .number(
                try FeatureSpecification(
                    column: "x\(index)", unit: "", lower: index == 0 ? -0.0 : -1.25, upper: 2.5,
                    center: Double(index) / 3, scale: 0.7 + Double(index)))
        }, target: .binary(column: "y"))
    let misses = Bool.random(using: &generator)
    let numbers = (0..<3).map { _ in
        (0..<count).map { _ in
            switch Int.random(in: 0..<9, using: &generator) {
            case 0: misses ? Double.nan : 0.0
            case 1: -0.0
            default: Double.random(in: -4...4, using: &generator)
            }
        }
    }
    var batch = ["y": RecordBatch.Column.numbers([Double](repeating: 1, count: count))]
    for index in 0..<3 { batch["x\(index)"] = .numbers(numbers[index]) }
    let table = try StudyTable(columns, batch: RecordBatch(rowCount: count, columns: batch))
    var plain: [Double] = []
    for row in 0..<count where !numbers.contains(where: { $0[row].isNaN }) {
        plain.append(1)
        for (index, input) in columns.inputs.enumerated() {
            guard case .number(let feature, _) = input else { continue }
            plain.append(feature.scaled(numbers[index][row]))
        }
    }
    let data = DesignMatrix(table)
    #expect(data.values.map(\.bitPattern) == plain.map(\.bitPattern))
    #expect(data.droppedRowCount == count - data.rowCount)
}

@Test func `rows that miss a value are left out and counted`() throws {
    let data = try matrix(batch([1, .nan, 0.5, 2], [1, 0, .nan, 0]))
    #expect(data.rowCount == 2)
    #expect(data.droppedRowCount == 2)
    #expect(data.values == [1, 1, 1, 2])
    #expect(data.target == [1, 0])
    #expect(try matrix(batch([], [])).rowCount == 0)
}

@Test func `bad input is named by row and column and never by its value`() throws {
    #expect(throws: LearningError.labelNotBinary(row: 2, column: "y")) {
        try matrix(batch([1, 1], [0, 4711]))
    }
    #expect(throws: LearningError.notFinite(row: 1, column: "a")) {
        try matrix(batch([.infinity, 1], [0, 1]))
    }
    #expect(throws: LearningError.labelNotBinary(row: 1, column: "y")) {
        try matrix(batch([1], [.infinity]))
    }
    #expect(throws: LearningError.unknownColumn(column: "a")) {
        try matrix(RecordBatch(rowCount: 1, columns: ["y": .numbers([1])]))
    }
    #expect(throws: LearningError.notNumbers(column: "a")) {
        try matrix(RecordBatch(rowCount: 1, columns: ["a": .texts(["x"]), "y": .numbers([1])]))
    }
    let said = LearningError.labelNotBinary(row: 2, column: "y").text(.en)
    #expect(said == "Row 2 of column y is neither 0 nor 1.")
}

@Test func `features that cannot be used are refused`() throws {
    func feature(_ lower: Double, _ upper: Double, _ scale: Double) throws -> FeatureSpecification {
        try FeatureSpecification(
            column: "a", unit: "", lower: lower, upper: upper, center: 0, scale: scale)
    }
    #expect(throws: LearningError.badSpecification(column: "a", field: "upper")) {
        try feature(1, 1, 1)
    }
    #expect(throws: LearningError.badSpecification(column: "a", field: "scale")) {
        try feature(0, 1, 0)
    }
    #expect(throws: LearningError.badSpecification(column: "a", field: "lower")) {
        try feature(.nan, 1, 1)
    }
    #expect(throws: LearningError.badSpecification(column: "a", field: "upper")) {
        try feature(0, 1e300, 1e-300)
    }
    let one = try features(1)
    #expect(throws: LearningError.duplicateColumn(column: "a")) {
        try StudyColumns(inputs: one.map { .number($0) }, target: .binary(column: "a"))
    }
    #expect(throws: LearningError.duplicateColumn(column: "a")) {
        try StudyColumns(inputs: (one + one).map { .number($0) }, target: .binary(column: "y"))
    }
}
