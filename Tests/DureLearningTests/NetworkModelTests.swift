import DureCharter
import DureCore
import DurePrivacy
import DureTensor
import DureTesting
import Testing

@testable import DureLearning

@Suite struct NetworkModelTests {
    @Test(arguments: [NetworkArchitecture.Head.binary, .classes, .number])
    func `a model is read again bit for bit`(head: NetworkArchitecture.Head) throws {
        var generator = Seed(1).generator
        let columns = try NetworkCases.columns(head, categories: true)
        let table = try NetworkCases.table(columns, rows: 300, using: &generator)
        let architecture = try NetworkArchitecture(
            columns: columns, hiddenWidths: [5, 4], activation: .gelu,
            embeddingWidths: ["c": 3, "d": 1], seed: .max)
        let training = try NetworkTraining(
            architecture, method: .gradients(normMax: 10), roundCountMax: 2)
        let result = try runAlone(training, on: table)
        let model = try #require(try training.model(from: result.state) as? NetworkModel)
        let again = try NetworkModel(
            columns: columns, description: model.description, tensors: model.tensors)
        #expect(again == model)
        let answers = model.predictions(of: table)
        #expect(again.predictions(of: table) == answers)
        #expect(answers.count == 300 * model.outputNames.count)
        #expect(answers == model.predictions(of: table, pool: WorkerPool(count: 3)))
        let parameters = model.parameters.map { Double($0) }
        let plain = PlainNetwork(architecture: architecture, parameters: parameters)
        for row in 0..<300 {
            let logits = plain.logits(NetworkRows(table), row)
            let right: [Double]
            switch head {
            case .binary: right = [Elementary.sigmoid(logits[0])]
            case .number: right = [5 + 10 * logits[0]]
            case .classes:
                let powers = logits.map { Elementary.exp($0) }
                let sum = powers.reduce(0, +)
                right = powers.map { $0 / sum }
            }
            let found = Array(answers[row * right.count..<(row + 1) * right.count])
            #expect(relativeDistance(found, right) < 1e-5)
            if row > 20 { break }  // The plain twin is slow.
        }
    }

    @Test func `a row that misses an input gets no answer`() throws {
        let columns = try NetworkCases.columns(.classes, categories: false)
        let architecture = try NetworkArchitecture(columns: columns, hiddenWidths: [])
        let model = try NetworkModel(
            architecture, parameters: architecture.firstParameters().map { Float($0) })
        let batch = RecordBatch(
            rowCount: 2,
            columns: [
                "a": .numbers([0.5, .nan]), "b": .numbers([1, 1]), "t": .numbers([0, 1]),
            ])
        let answers = model.predictions(of: try StudyTable(columns, batch: batch))
        #expect(answers.count == 6)
        #expect(answers[..<3].allSatisfy(\.isFinite) && answers[3...].allSatisfy(\.isNaN))
    }

    @Test func `tensors of another shape or missing are refused`() throws {
        let columns = try NetworkCases.columns(.binary, categories: true)
        let architecture = try NetworkArchitecture(columns: columns, hiddenWidths: [3])
        let model = try NetworkModel(
            architecture, parameters: architecture.firstParameters().map { Float($0) })
        var tensors = model.tensors
        let first = tensors.removeFirst()
        #expect(throws: LearningError.malformedModel(field: "tensors")) {
            try NetworkModel(columns: columns, description: model.description, tensors: tensors)
        }
        tensors.append(NamedTensor(first.name, shape: [1], .floats([0])))
        #expect(throws: LearningError.malformedModel(field: first.name)) {
            try NetworkModel(columns: columns, description: model.description, tensors: tensors)
        }
        #expect(throws: LearningError.malformedModel(field: "parameters")) {
            try NetworkModel(
                architecture,
                parameters: [Float](repeating: .nan, count: architecture.layout.count))
        }
    }

    private static func training(_ text: String) throws -> NetworkTraining {
        let columns = try NetworkCases.columns(.binary, categories: true)
        let reader = try TOMLReader(parsing: Array(text.utf8), byteCountMax: 1 << 16)
        return try NetworkReader(
            reader.table("algorithm"),
            AlgorithmKind.Context(columns: columns, recordsMin: 1, recordsMax: 1_000)
        ).algorithm()
    }

    @Test func `a study's table says all settings`() throws {
        let training = try Self.training(
            """
            [algorithm]
            kind = "network"
            hidden = [8, 4]
            activation = "gelu"
            embedding = { c = 3 }
            seed = 7
            method = "updates"
            precision = "bfloat16"
            rounds_max = 9
            weight_records = 50
            [algorithm.local]
            optimizer = "adam"
            rate = 0.01
            batch = 8
            epochs = 2
            drift = "proximal"
            proximal = 0.5
            [algorithm.server]
            step = "yogi"
            rate = 0.1
            """)
        #expect(training.architecture.hiddenWidths == [8, 4])
        #expect(training.architecture.embeddingWidths == [3, 2])
        #expect(training.roundCountMax == 9 && training.weightRecordsMax == 50)
        #expect(training.precision == .bfloat16)
        let local = try LocalTraining(
            optimizer: .adam, rate: 0.01, batchRowCount: 8, epochCount: 2)
        #expect(training.method == .updates(local, .proximal(pull: 0.5)))
        #expect(training.server == .adaptive(.init(.yogi, rate: 0.1)))
    }

    @Test(arguments: [
        ("hidden = [0]", "algorithm.hidden", 2), ("hidden = \"x\"", "algorithm.hidden", 2),
        ("hidden = [9000]", "algorithm.hidden", 2), ("layers = 3", "algorithm.layers", 2),
        ("rounds_max = 0", "algorithm.rounds_max", 2),
        ("embedding = { a = 3 }", "algorithm.embedding", 2),
        ("activation = \"sine\"", "algorithm.activation", 2),
        ("gradient_norm = 1", "algorithm.gradient_norm", 2),
        ("seed = 1\nprecision = \"half\"", "algorithm.precision", 3),
        ("precision = 16", "algorithm.precision", 2),
        ("method = \"gradients\"\nprecision = \"bfloat16\"", "algorithm.precision", 3),
        (
            "method = \"clipped-gradients\"\ngradient_norm = 1\nprecision = \"bfloat16\"",
            "algorithm.precision", 4
        ),
        ("[algorithm.local]\nrate = -1", "algorithm.local.rate", 3),
        ("[algorithm.local]\nproximal = 1", "algorithm.local.proximal", 3),
        ("[algorithm.server]\nbeta1 = 0.5", "algorithm.server.beta1", 3),
        ("method = \"private-updates\"", "algorithm.local", 1),
    ])
    func `a wrong setting is named with its line`(text: String, key: String, line: Int) throws {
        do {
            _ = try Self.training("[algorithm]\n" + text)
            Issue.record("\(text) was accepted")
        } catch let error as TOMLError {
            #expect(error.key == key && error.line == line)
        }
    }
}
