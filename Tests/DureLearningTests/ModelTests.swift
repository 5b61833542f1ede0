import DureCore
import DureTesting
import Testing

@testable import DureLearning

/// A linear model from its description and tensors, as a file holds them.
private func reread(_ model: LinearModel) throws -> LinearModel {
    let text = JSONValue.object([
        "columns": model.columns.json, "description": model.description,
    ]).canonicalBytes
    let json = try JSONValue(parsing: text, byteCountMax: 1 << 20)
    return try LinearModel(
        columns: StudyColumns(json: json["columns"] ?? .null),
        description: json["description"] ?? .null, tensors: model.tensors)
}

@Test(arguments: Seed.batch(40))
func `a model reads back to the last bit through its parts`(seed: Seed) throws {
    var generator = seed.generator
    let coefficients = (0..<3).map { _ in
        let number = Double(bitPattern: generator.next())
        return number.isFinite ? number : -0.0
    }
    let model = try LinearModel(
        columns: binaryColumns(2), family: .bernoulli, coefficients: coefficients)
    let back = try reread(model)
    #expect(back.coefficients.map(\.bitPattern) == model.coefficients.map(\.bitPattern))
    #expect(back == model)
}

@Test func `a model with a part that is wrong is refused by that part's name`() throws {
    let columns = try binaryColumns(1)
    let model = try LinearModel(columns: columns, family: .bernoulli, coefficients: [1, 2])
    func refused(_ field: String, _ description: JSONValue, _ tensors: [NamedTensor]) {
        #expect(throws: LearningError.malformedModel(field: field)) {
            try LinearModel(columns: columns, description: description, tensors: tensors)
        }
    }
    refused("coefficients", model.description, [])
    refused("coefficients", model.description, [NamedTensor("coefficients", [1])])
    refused("coefficients", model.description, [NamedTensor("coefficients", [1, .nan])])
    refused("family", .null, model.tensors)
    refused("family", .object(["family": "weibull"]), model.tensors)
    refused("family", .object(["family": "negative-binomial"]), model.tensors)
    #expect(throws: LearningError.malformedModel(field: "coefficients")) {
        try LinearModel(columns: columns, family: .bernoulli, coefficients: [1])
    }
}

@Test func `a model answers raw rows as it answers the matrix`() throws {
    let tables = try HeartDisease().trainTables()
    let data = DesignMatrix(tables[0])
    let model = try LinearModel(
        columns: HeartDisease.studyColumns(), family: .bernoulli,
        coefficients: (0..<14).map { Double($0 % 5) / 7 - 0.3 })
    let wanted = (0..<data.rowCount).map {
        Elementary.sigmoid(data.predictor(row: $0, coefficients: model.coefficients))
    }
    #expect(model.predictions(of: tables[0]) == wanted)
    let gap = try StudyTable(
        binaryColumns(1),
        batch: RecordBatch(
            rowCount: 3, columns: ["a": .numbers([1, .nan, 0]), "y": .numbers([0, 1, 1])]))
    let small = try LinearModel(
        columns: binaryColumns(1), family: .bernoulli, coefficients: [0, 1])
    let answers = small.predictions(of: gap)
    #expect(answers[1].isNaN)
    #expect(answers[0] == Elementary.sigmoid(1) && answers[2] == 0.5)
}

@Test func `an own model comes from one class, from few rows and from none`() throws {
    func own(_ a: [Double], _ y: [Double]) throws -> OwnModel {
        try OwnModel(columns: binaryColumns(1), data: binaryMatrix([a], y))
    }
    func probability(_ model: LinearModel, _ a: Double) throws -> Double {
        let batch = RecordBatch(rowCount: 1, columns: ["a": .numbers([a]), "y": .numbers([0])])
        return model.predictions(of: try StudyTable(binaryColumns(1), batch: batch))[0]
    }
    let none = try own([], [])
    #expect(none.model.isConstant && none.ridge == nil)
    #expect(try probability(none.model, 1) == 0.5)
    let ones = try own([1, 2, 0], [1, 1, 1])
    #expect(ones.model.isConstant)
    #expect(abs(try probability(ones.model, 0) - 3.5 / 4) < 1e-15)
    let single = try own([0, 1, 2, 1], [0, 0, 1, 0])
    #expect(single.ridge == OwnModel.ridgeForFewRows)
    let nine = try own([0, 1, 2, 1, -1, -2, 2, 0, -1], [0, 0, 1, 1, 0, 0, 1, 1, 0])
    #expect(nine.ridge.map(OwnModel.ridges.contains) == true)
    #expect(nine.model.coefficients[1] > 0)
}

@Test func `folds are stratified and repeat`() throws {
    let data = try HeartDisease().members()[0]
    let folds = OwnModel.folds(data, family: .bernoulli, count: 5)
    #expect(folds == OwnModel.folds(data, family: .bernoulli, count: 5))
    for label in [0.0, 1] {
        let sizes = (0..<5).map { fold in
            data.target.indices.count { data.target[$0] == label && folds[$0] == fold }
        }
        #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
    }
}
