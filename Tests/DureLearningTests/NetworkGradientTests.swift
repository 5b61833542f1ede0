import DureTensor
import DureTesting
import Testing

@testable import DureLearning

@Suite struct NetworkGradientTests {
    private struct Shape: CustomStringConvertible, Sendable {
        let head: NetworkArchitecture.Head
        let activation: Activation
        let hidden: [Int]
        let categories: Bool
        var description: String { "\(head) \(activation) \(hidden) \(categories)" }
    }

    private static let shapes: [Shape] = [
        Shape(head: .binary, activation: .relu, hidden: [], categories: false),
        Shape(head: .binary, activation: .relu, hidden: [5], categories: true),
        Shape(head: .classes, activation: .tanh, hidden: [4, 3], categories: true),
        Shape(head: .classes, activation: .gelu, hidden: [17], categories: false),
        Shape(head: .number, activation: .gelu, hidden: [3, 4], categories: true),
        Shape(head: .number, activation: .tanh, hidden: [18], categories: false),
        Shape(head: .number, activation: .identity, hidden: [3], categories: true),
    ]

    /// With no level named, the products are a BLAS's where the package was built with one.
    @Test(arguments: shapes, [nil] + KernelLevel.allCases)
    private func `every layer's gradient is that of central differences`(
        shape: Shape, level: KernelLevel?
    ) throws {
        var generator = Seed(7).generator
        let columns = try NetworkCases.columns(
            shape.head, categories: shape.categories, weight: true)
        let architecture = try NetworkArchitecture(
            columns: columns, hiddenWidths: shape.hidden, activation: shape.activation, seed: 3)
        let rows = NetworkRows(try NetworkCases.table(columns, rows: 5, using: &generator))
        let parameters = architecture.firstParameters().map { number in
            Double(Float(number + Double.random(in: -0.1...0.1, using: &generator)))
        }
        let engine = NetworkEngine(architecture, pool: WorkerPool(), level: level)
        engine.load(parameters)
        let loss = engine.computeGradient(of: rows, chosen: [0, 1, 2, 3, 4], .mean)
        let plain = PlainNetwork(architecture: architecture, parameters: parameters)
        let right = (0..<5).map { plain.gradient(rows, $0) }
        let mean = parameters.indices.map { place in right.reduce(0) { $0 + $1[place] } / 5 }
        let found = engine.currentGradient.map { Double($0) }
        #expect(relativeDistance(found, mean) < 2e-6)
        let rightLoss = (0..<5).reduce(0) { $0 + plain.loss(rows, $1) }
        #expect(abs(loss - rightLoss) < 1e-5 * (1 + rightLoss))
        // Layer by layer, so that a small one does not hide behind a large one.
        for layer in architecture.layout.layers {
            let places = layer.weights..<layer.bias + layer.outputs
            #expect(relativeDistance(Array(found[places]), Array(mean[places])) < 1e-5)
        }
        for table in architecture.layout.embeddings {
            let places = table.offset..<table.offset + table.levelCount * table.width
            #expect(relativeDistance(Array(found[places]), Array(mean[places])) < 1e-5)
        }
    }

    @Test(arguments: Seed.batch(4), [NetworkArchitecture.Head.binary, .classes, .number])
    func `the clipped sum is the sum of clipped gradients`(
        seed: Seed, head: NetworkArchitecture.Head
    ) throws {
        var generator = seed.generator
        let columns = try NetworkCases.columns(head, categories: true)
        let architecture = try NetworkArchitecture(
            columns: columns, hiddenWidths: [6, 5], activation: .tanh, seed: seed.value)
        let rows = NetworkRows(try NetworkCases.table(columns, rows: 6, using: &generator))
        let parameters = architecture.firstParameters()
        let engine = NetworkEngine(architecture, pool: WorkerPool())
        let plain = PlainNetwork(architecture: architecture, parameters: parameters)
        let single = (0..<6).map { plain.gradient(rows, $0) }
        let norms = single.map { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() }.sorted()
        // So that some are shortened and some are not.
        let bound = (norms[2] + norms[3]) / 2
        var right = [Double](repeating: 0, count: parameters.count)
        for gradient in single {
            let norm = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
            let factor = min(1, bound / norm)
            for place in right.indices { right[place] += factor * gradient[place] }
        }
        engine.load(parameters)
        let sum = engine.clippedSum(
            of: rows, chosen: [0, 1, 2, 3, 4, 5], normMax: bound, .kept)
        #expect(relativeDistance(sum, right) < 3e-6)
        for row in 0..<6 {
            let one = engine.clippedSum(of: rows, chosen: [row], normMax: bound, .kept)
            let square = one.reduce(0) { $0 + $1 * $1 }
            #expect(square.squareRoot() <= bound)
        }
    }

    /// A level is named, as a BLAS does not promise that.
    @Test(arguments: [1, 2, 3, 5])
    func `the number of workers changes no bit`(workers: Int) throws {
        var generator = Seed(11).generator
        let columns = try NetworkCases.columns(.classes, categories: true)
        let architecture = try NetworkArchitecture(columns: columns, hiddenWidths: [30, 20])
        let rows = NetworkRows(try NetworkCases.table(columns, rows: 300, using: &generator))
        let training = try LocalTraining(
            optimizer: .descent(momentum: 0.9), batchRowCount: 290, epochCount: 2)
        func trained(_ count: Int) -> [Float] {
            let engine = NetworkEngine(
                architecture, pool: WorkerPool(count: count), level: FloatArena.levelMax)
            engine.load(architecture.firstParameters())
            var order = PublicSequence(seed: 1)
            engine.train(on: rows, training, order: &order)
            return engine.currentParameters
        }
        #expect(trained(workers) == trained(1))
    }
}
