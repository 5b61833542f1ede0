import DureCore
import DureTesting
import Testing

@testable import DureLearning

@Test(arguments: Seed.batch(40))
func `a model reads back to the last bit through its text`(seed: Seed) throws {
    var generator = seed.generator
    let coefficients = (0..<3).map { _ in
        let number = Double(bitPattern: generator.next())
        return number.isFinite ? number : -0.0
    }
    let model = try LogisticModel(features: features(2), label: "y", coefficients: coefficients)
    let text = model.json.canonicalBytes
    let back = try LogisticModel(
        json: JSONValue(parsing: text, byteCountMax: LogisticModel.byteCountMax))
    #expect(back.coefficients.map(\.bitPattern) == model.coefficients.map(\.bitPattern))
    #expect(back == model)
    #expect(back.hash == model.hash)
}

@Test func `an altered model is found by its hash`() throws {
    let model = try LogisticModel(features: features(1), label: "y", coefficients: [1, 2])
    guard case .object(var members) = model.json else { return }
    members["coefficients"] = .array([.number(1), .number(2.5)])
    #expect(throws: LearningError.modelHashMismatch) { try LogisticModel(json: .object(members)) }
    members["coefficients"] = .array([.number(1)])
    #expect(throws: LearningError.malformedModel(field: "coefficients")) {
        try LogisticModel(json: .object(members))
    }
    members["coefficients"] = .array([.number(1), "2"])
    #expect(throws: LearningError.malformedModel(field: "coefficients")) {
        try LogisticModel(json: .object(members))
    }
    #expect(throws: LearningError.malformedModel(field: "format")) {
        try LogisticModel(json: .null)
    }
}

@Test func `a model answers raw rows as it answers the matrix`() throws {
    let heart = try HeartDisease()
    let features = try HeartDisease.features()
    let data = try heart.members()[0]
    let model = try LogisticModel(
        features: features, label: HeartDisease.label,
        coefficients: (0..<14).map { Double($0 % 5) / 7 - 0.3 })
    let raw = try model.probabilities(of: heart.train[0])
    #expect(raw == model.probabilities(of: data).map(Optional.some))
    #expect(model.probability(of: [.nan] + [Double](repeating: 0, count: 12)) == nil)
    #expect(throws: LearningError.unknownColumn(column: "age")) {
        try model.probabilities(of: RecordBatch(rowCount: 0, columns: [:]))
    }
}

@Test func `an own model comes from one class, from few rows and from none`() throws {
    func own(_ a: [Double], _ y: [Double]) throws -> OwnModel {
        let batch = RecordBatch(rowCount: a.count, columns: ["a": .numbers(a), "y": .numbers(y)])
        return try OwnModel(
            features: features(1), label: "y",
            data: DesignMatrix(features: features(1), label: "y", batch: batch))
    }
    let none = try own([], [])
    #expect(none.model.isConstant && none.ridge == nil)
    #expect(none.model.probability(of: [1]) == 0.5)
    let ones = try own([1, 2, 0], [1, 1, 1])
    #expect(ones.model.isConstant)
    #expect(abs((ones.model.probability(of: [0]) ?? 0) - 3.5 / 4) < 1e-15)
    let single = try own([0, 1, 2, 1], [0, 0, 1, 0])
    #expect(single.ridge == OwnModel.ridgeForFewRows)
    let nine = try own([0, 1, 2, 1, -1, -2, 2, 0, -1], [0, 0, 1, 1, 0, 0, 1, 1, 0])
    #expect(nine.ridge.map(OwnModel.ridges.contains) == true)
    #expect(nine.model.coefficients[1] > 0)
}

@Test func `folds are stratified and repeat`() throws {
    let data = try HeartDisease().members()[0]
    let folds = OwnModel.folds(data, count: 5)
    #expect(folds == OwnModel.folds(data, count: 5))
    for label in [0.0, 1] {
        let sizes = (0..<5).map { fold in
            data.labels.indices.count { data.labels[$0] == label && folds[$0] == fold }
        }
        #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
    }
}
