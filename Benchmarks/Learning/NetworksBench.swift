import DureCore
import DureLearning
import DureTensor

/// How many rows a second a network of 784-256-128-10 is trained on, in batches of 128.
///
/// `networks.py` beside the oracles measures PyTorch and Opacus on the same shapes.
enum NetworksBench {
    private static let rowCount = 8_192
    private static let width = 784
    private static let batch = 128
    /// How many steps a slice has.
    private static let stepCount = 16

    /// The rate of the best slice of work within some seconds: what the machine gives when nobody
    /// else asks for it.
    private static func best(_ body: () throws -> Int) rethrows -> Double {
        let clock = ContinuousClock()
        let begin = clock.now
        var best = 0.0
        while clock.now - begin < .seconds(4) {
            let start = clock.now
            let rows = try body()
            let time = (clock.now - start).components
            let seconds = Double(time.seconds) + Double(time.attoseconds) * 1e-18
            best = max(best, Double(rows) / seconds)
        }
        return best
    }

    /// Prints the figures as lines of name, threads and rows a second.
    static func run() throws {
        for threads in [1, 2] {
            let pool = WorkerPool(count: threads)
            try plain(pool, .descent(momentum: 0))
            try plain(pool, .adam)
            try clipped(pool)
        }
        multiply()
    }

    private static func engine(_ pool: WorkerPool) -> NetworkEngine {
        let layout = NetworkLayout(head: .classes, numberCount: width, widths: [256, 128, 10])
        let engine = NetworkEngine(layout, activation: .relu, pool: pool)
        engine.load(layout.firstParameters(activation: .relu, seed: 1))
        return engine
    }

    /// Random images of ten classes: speed does not depend on what they show.
    private static func rows() -> NetworkRows {
        var state: UInt64 = 1
        let numbers = (0..<rowCount * width).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Float(state >> 40) * 0x1p-23 - 1
        }
        return NetworkRows(numbers: numbers, targets: (0..<rowCount).map { Float($0 % 10) })
    }

    private static func report(_ name: String, _ pool: WorkerPool, _ rate: Double) {
        print("\(name)\t\(pool.count)\t\(Int(rate))")
    }

    private static func plain(_ pool: WorkerPool, _ optimizer: LocalTraining.Optimizer) throws {
        let (engine, rows) = (engine(pool), rows())
        let training = try LocalTraining(
            optimizer: optimizer, rate: 0.001, batchRowCount: batch)
        let order = Array(0..<rowCount).shuffled()
        var number = 0
        var loss = 0.0
        let rate = best {
            for _ in 0..<stepCount {
                let start = number * batch % rowCount
                number += 1
                let batch = order[start..<start + batch]
                loss += engine.step(on: rows, batch, training, number: number)
            }
            return stepCount * batch
        }
        guard loss.isFinite else { throw LearningError.contributionNotFinite }
        let name = if case .adam = optimizer { "mlp-adam" } else { "mlp-descent" }
        report(name, pool, rate)
    }

    private static func clipped(_ pool: WorkerPool) throws {
        let (engine, rows) = (engine(pool), rows())
        let training = try PrivateTraining(
            samplingProbability: Double(batch) / Double(rowCount), stepCount: 1,
            noiseMultiplier: 1, batchExpected: Double(batch), recordsMax: rowCount)
        var system = SystemSecureGenerator()
        let rate = try best {
            var count = 0
            for _ in 0..<stepCount {
                count += try engine.privateStep(on: rows, training, using: &system)
            }
            return count
        }
        report("mlp-private", pool, rate)
        let chosen = Array(0..<batch)
        let clipping = best {
            for _ in 0..<stepCount {
                _ = engine.clippedSum(of: rows, chosen: chosen[...], normMax: 1)
            }
            return stepCount * batch
        }
        report("mlp-clipped-gradient", pool, clipping)
    }

    /// Products of 1024 x 1024 matrices a second, in billions of operations, on one thread.
    private static func multiply() {
        let size = 1_024
        var plan = ArenaPlan()
        let (a, b, c) = (
            plan.block(rows: size, columns: size), plan.block(rows: size, columns: size),
            plan.block(rows: size, columns: size)
        )
        let workspace = plan.place(FloatArena.workspaceCount)
        let arena = FloatArena(count: plan.count)
        for place in a.offset..<b.end { arena[place] = Float(place % 17) - 8 }
        let rate = best {
            arena.multiply(a, .plain, b, .plain, into: c, workspace: workspace)
            return 2 * size * size * size / 1_000_000
        }
        print("multiply-1024\t1\t\(Int(rate / 1_000)) GFLOP/s")
    }
}
