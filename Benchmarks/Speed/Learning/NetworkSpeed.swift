import DureCore
import DureLearning
import DureTensor

/// How many rows a second a network of 784-256-128-10 is trained on, in batches of 128, plainly and
/// by DP-SGD.
enum NetworkSpeed {
    private static let (rowCount, width, batch) = (8_192, 784, 128)
    /// How many steps a slice of work has.
    private static let stepCount = 16
    private static let sliceCount = 100

    static func measure(_ pool: WorkerPool) throws -> LearningFigures {
        var figures = LearningFigures(dataByteCount: rowCount * (width + 1) * 8)
        let rows = rows()
        try plain(rows, engine(pool), &figures)
        try clipped(rows, engine(pool), &figures)
        multiply(.float, level: nil, "product", &figures)
        multiply(.bfloat16, level: .avx512, "product-bf16", &figures)
        multiply(.bfloat16, level: .avx512bf16, "product-pairs", &figures)
        return figures
    }

    private static func engine(_ pool: WorkerPool) -> NetworkEngine {
        let layout = NetworkLayout(head: .classes, numberCount: width, widths: [256, 128, 10])
        let engine = NetworkEngine(layout, activation: .relu, pool: pool)
        engine.load(layout.firstParameters(activation: .relu, seed: 1))
        return engine
    }

    /// Random images of ten classes: speed does not depend on what they show.
    private static func rows() -> NetworkRows {
        NetworkRows(
            numbers: (0..<rowCount * width).map { Float(MadeUpNumbers.unit($0) * 2 - 1) },
            targets: (0..<rowCount).map { Float($0 % 10) })
    }

    private static func plain(
        _ rows: NetworkRows, _ engine: NetworkEngine, _ figures: inout LearningFigures
    ) throws {
        let training = try LocalTraining(
            optimizer: .descent(momentum: 0), rate: 0.001, batchRowCount: batch)
        let order = Array(0..<rowCount).shuffled()
        var number = 0
        var loss = 0.0
        for _ in 0..<sliceCount {
            let meter = Meter()
            for _ in 0..<stepCount {
                let start = number * batch % rowCount
                number += 1
                loss += engine.step(
                    on: rows, order[start..<start + batch], training, number: number)
            }
            figures.keepMost("rows", Double(stepCount * batch) / meter.wall)
            figures.keepLeast("row-cpu", meter.cpu / Double(stepCount * batch))
        }
        guard loss.isFinite else { throw SpeedError.wrongSum }
    }

    private static func clipped(
        _ rows: NetworkRows, _ engine: NetworkEngine, _ figures: inout LearningFigures
    ) throws {
        let training = try PrivateTraining(
            samplingProbability: Double(batch) / Double(rowCount), stepCount: 1,
            noiseMultiplier: 1, batchExpected: Double(batch), recordsMax: rowCount)
        var generator = SystemSecureGenerator()
        for _ in 0..<sliceCount {
            let meter = Meter()
            var count = 0
            for _ in 0..<stepCount {
                count += try engine.privateStep(on: rows, training, using: &generator)
            }
            figures.keepMost("private-rows", Double(count) / meter.wall)
            figures.keepLeast("private-row-cpu", meter.cpu / Double(count))
        }
    }

    /// Billions of operations a second in products of 1,024 x 1,024 matrices, on one thread.
    private static func multiply(
        _ precision: ProductPrecision, level: KernelLevel?, _ name: String,
        _ figures: inout LearningFigures
    ) {
        let size = 1_024
        var plan = ArenaPlan()
        let (a, b, c) = (
            plan.block(rows: size, columns: size), plan.block(rows: size, columns: size),
            plan.block(rows: size, columns: size)
        )
        let workspace = plan.place(FloatArena.workspaceCount)
        let arena = FloatArena(count: plan.count, level: level)
        for place in a.offset..<b.end { arena[place] = Float(place % 17) - 8 }
        for _ in 0..<sliceCount {
            let meter = Meter()
            arena.multiply(
                a, .plain, b, .plain, into: c, precision: precision, workspace: workspace)
            figures.keepMost(name, 2 * Double(size * size * size) / 1e9 / meter.cpu)
        }
    }
}
