import DureCore
import DureTesting
import Testing

@testable import DureLearning

/// What ONNX Runtime makes of the files is held by `make onnx`; here is what stands in them.
@Suite struct ONNXTests {
    private static let digest = Digest(of: Array("a study".utf8))

    private func columns(names: [String] = ["x", "z", "c"]) throws -> StudyColumns {
        try StudyColumns(
            inputs: [
                .number(
                    FeatureSpecification(column: names[0], unit: "m", lower: -2, upper: 2),
                    knots: [-1, 0, 1]),
                .number(FeatureSpecification(column: names[1], unit: "", lower: 0, upper: 1)),
                .category(CategorySpecification(column: names[2], levels: ["r", "g", "b"])),
            ],
            target: .binary(column: "y"),
            offset: FeatureSpecification(column: "o", unit: "", lower: -1, upper: 1))
    }

    private func linear(_ columns: StudyColumns) throws -> ModelFile {
        ModelFile(
            try LinearModel(
                columns: columns, family: .bernoulli, coefficients: [0.5, 1, -2, 0.25, 3, -1]),
            origin: ["study": Self.digest])
    }

    @Test func `a file holds inputs, outputs, versions and where the model comes from`() throws {
        let file = try linear(columns())
        let model = Message(try file.onnxBytes())
        #expect(model.integers(1) == [8])
        #expect(model.texts(2) == ["dure"])
        let operators = model.messages(8).map { ($0.texts(1)[0], $0.integers(2)[0]) }
        #expect(operators.map(\.0) == ["", "ai.onnx.ml"])
        #expect(operators.map(\.1) == [17, 3])
        let notes = model.messages(14).map { ($0.texts(1)[0], $0.texts(2)[0]) }
        #expect(notes.map(\.0) == ["dure.model", "dure.columns", "dure.study"])
        #expect(notes[0].1 == file.hash.hex)
        #expect(notes[2].1 == Self.digest.hex)
        let graph = try #require(model.messages(7).first)
        #expect(graph.messages(11).flatMap { $0.texts(1) } == ["x", "z", "c", "o"])
        #expect(graph.messages(12).flatMap { $0.texts(1) } == ["probability"])
        let types = graph.messages(11).map { $0.messages(2)[0].messages(1)[0].integers(1)[0] }
        #expect(types == [11, 11, 8, 11])
    }

    @Test func `every value comes from an input, a constant or a node before it`() throws {
        var generator = Seed(3).generator
        let table = try TreeCases.table(.multiclass, rows: 200, using: &generator)
        let algorithm = try GradientBoostedTrees(
            columns: table.columns, settings: TreeCases.settings { _ in })
        let trees = try algorithm.model(from: runAlone(algorithm, on: table).state)
        for file in [try linear(columns()), ModelFile(trees)] {
            let graph = try #require(Message(try file.onnxBytes()).messages(7).first)
            var known = Set(
                graph.messages(11).flatMap { $0.texts(1) }
                    + graph.messages(5).flatMap { $0.texts(8) })
            for node in graph.messages(1) {
                #expect(known.isSuperset(of: node.texts(1)), "\(node.texts(4))")
                for name in node.texts(2) {
                    #expect(known.insert(name).inserted, "each value is made once")
                }
            }
            let outputs = graph.messages(12).flatMap { $0.texts(1) }
            #expect(outputs == file.model.outputNames)
            #expect(known.isSuperset(of: outputs))
        }
    }

    @Test func `the same model gives the same bytes, everywhere`() throws {
        let bytes = try linear(columns()).onnxBytes()
        #expect(
            Digest(of: bytes).hex
                == "867fbae2da21497faa12951b3c6050a34a0c3dad5c5daf8b484dcac76192bb2b")
    }

    @Test func `names that columns have already are made others`() throws {
        let names = ["probability", "probability_", "dure/1"]
        let graph = try #require(
            Message(try linear(columns(names: names)).onnxBytes()).messages(7).first)
        #expect(graph.messages(11).flatMap { $0.texts(1) } == names + ["o"])
        #expect(graph.messages(12).flatMap { $0.texts(1) } == ["probability__"])
        let made = graph.messages(1).flatMap { $0.texts(2) }
        #expect(Set(made).isDisjoint(with: names))
    }

    @Test func `a model that foretells nothing, or from nothing, is refused`() throws {
        let category = try CategorySpecification(column: "group", levels: ["a", "b"])
        let time = try FeatureSpecification(column: "t", unit: "", lower: 0, upper: 4)
        let curves = try KaplanMeier(
            columns: StudyColumns(
                inputs: [.category(category)], target: .event(time: time, event: "e")),
            grid: SurvivalGrid(times: [1, 2, 4], horizon: 4), group: "group", recordsMin: 1,
            groupMin: 1)
        let counts = [Double](repeating: 5, count: 2 * 3 * 2 + 1)
        let survival = ModelFile(try SurvivalModel(algorithm: curves, counts: counts))
        #expect(throws: LearningError.notExportable(kind: "kaplan-meier", format: "ONNX")) {
            try survival.onnxBytes()
        }
        let empty = try StudyColumns(inputs: [], target: .binary(column: "y"))
        let constant = ModelFile(
            try LinearModel(columns: empty, family: .bernoulli, coefficients: [1]))
        #expect(throws: LearningError.featureCount(limit: StudyColumns.inputCountMax)) {
            try constant.onnxBytes()
        }
    }

    @Test func `whole numbers are written as protocol buffers want them`() {
        var writer = ProtobufWriter()
        writer.integer(1, 150)
        writer.integer(2, -1)
        writer.integers(3, [3, 270, 86_942])
        writer.text(2, "testing")
        // The first, third and fourth are examples of protobuf.dev, "Encoding".
        let minusOne: [UInt8] = [0x10] + [UInt8](repeating: 0xff, count: 9) + [0x01]
        let packed: [UInt8] = [0x1a, 0x06, 0x03, 0x8e, 0x02, 0x9e, 0xa7, 0x05]
        #expect(
            writer.bytes == [0x08, 0x96, 0x01] + minusOne + packed + [0x12, 0x07]
                + Array("testing".utf8))
    }
}

/// The fields of a protocol buffer, read independently of the writer.
private struct Message {
    private var fields: [(number: Int, integer: Int, data: [UInt8])] = []

    init(_ bytes: [UInt8]) {
        var rest = bytes[...]
        func variable() -> UInt64 {
            var (value, shift): (UInt64, UInt64) = (0, 0)
            while let byte = rest.popFirst() {
                value |= UInt64(byte & 127) << shift
                shift += 7
                if byte < 128 { break }
            }
            return value
        }
        while !rest.isEmpty {
            let tag = variable()
            let value = variable()
            let isData = tag & 7 == 2
            let data = isData ? Array(rest.prefix(Int(value))) : []
            rest = rest.dropFirst(data.count)
            fields.append((Int(tag >> 3), isData ? 0 : Int(truncatingIfNeeded: value), data))
        }
    }

    func integers(_ number: Int) -> [Int] {
        fields.filter { $0.number == number }.map(\.integer)
    }

    func texts(_ number: Int) -> [String] {
        fields.filter { $0.number == number }.map { String(decoding: $0.data, as: UTF8.self) }
    }

    func messages(_ number: Int) -> [Message] {
        fields.filter { $0.number == number }.map { Message($0.data) }
    }
}
