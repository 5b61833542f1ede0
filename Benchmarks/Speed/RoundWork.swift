import DureCore
import DureFederation
import DureLearning
import DurePrivacy

/// What the members of a masked job add up, round by round.
protocol RoundWork: Sendable {
    /// The model of the first round, as bytes.
    var start: [UInt8] { get }
    /// The words in which sums are formed.
    var wordSize: WordSize { get }
    /// How many numbers a sum has.
    var length: Int { get }

    /// A member's part of the sum, from a model.
    func update(
        from model: [UInt8], using generator: inout SystemSecureGenerator
    ) throws -> NoisedUpdate

    /// The next model, and whether the work is done with it.
    ///
    /// - Throws: ``SpeedError/wrongSum`` for a sum that cannot be.
    func advance(_ model: [UInt8], with sum: RingVector) throws -> (model: [UInt8], isDone: Bool)
}

extension RoundJob {
    /// The work of one member; the coordinator's is any member's.
    func work(member: Int) throws -> any RoundWork {
        switch kind {
        case .plain, .masked: try MeanWork(length: length, memberCount: memberCount)
        case .study: try StudyWork(memberCount: memberCount, member: member)
        }
    }
}

/// Many values whose mean becomes the next model: each round is the whole work.
struct MeanWork: RoundWork {
    let length: Int
    let memberCount: Int
    let wordSize = WordSize.w32
    private let mechanism: NoiseMechanism
    private let bound = 1.0

    init(length: Int, memberCount: Int) throws {
        self.length = length
        self.memberCount = memberCount
        mechanism = try NoiseMechanism(roundedWithin: bound, memberCount: memberCount)
    }

    var start: [UInt8] {
        RingVector([UInt32](repeating: Float(0).bitPattern, count: length)).bytes
    }

    /// Halfway from the model to a known value for each coordinate.
    func update(
        from model: [UInt8], using generator: inout SystemSecureGenerator
    ) throws -> NoisedUpdate {
        let words = try RingVector(bytes: model, wordSize: .w32).words32
        let values = words.enumerated().map { index, word in
            (Double(Float(bitPattern: word)) + target(index)) / 2
        }
        return try RawUpdate(values).clipped(to: bound).noised(by: mechanism, using: &generator)
    }

    func advance(
        _ model: [UInt8], with sum: RingVector
    ) throws -> (model: [UInt8], isDone: Bool) {
        let values = try mechanism.decode(sum)
        try check(values)
        let mean = values.map { (Float($0) / Float(memberCount)).bitPattern }
        return (RingVector(mean).bytes, true)
    }

    /// The model lies between zero and the target, and so the sum between the half and the whole of
    /// all targets.
    private func check(_ sum: [Double]) throws {
        let count = Double(memberCount)
        for (index, value) in sum.enumerated() {
            let whole = target(index)
            guard value > count * (whole / 2 - 1e-4), value < count * (whole + 1e-4) else {
                throw SpeedError.wrongSum
            }
        }
    }

    private func target(_ index: Int) -> Double { Double(index % 1_000) / 1_100 }
}

/// A logistic regression of 12 columns, from a study's manifest, on 2,000 rows of each member; done
/// when it has converged.
struct StudyWork: RoundWork {
    private static let (width, rowCount) = (12, 2_000)
    let memberCount: Int
    private let plan: StudyPlan
    private let table: StudyTable

    init(memberCount: Int, member: Int) throws {
        self.memberCount = memberCount
        let text = Array(Self.text.utf8)
        plan = try StudyPlan(
            manifest: StudyManifest(parsing: text), manifestHash: Digest(of: text),
            memberCount: memberCount)
        table = try Self.table(plan.manifest.columns, member: member)
    }

    var start: [UInt8] { plan.algorithm.start().canonicalBytes }
    var wordSize: WordSize { plan.wordSize }
    var length: Int { plan.sumLength(at: plan.algorithm.start()) }

    func update(
        from model: [UInt8], using generator: inout SystemSecureGenerator
    ) throws -> NoisedUpdate {
        let state = try ModelState(canonicalBytes: model)
        let contribution = try plan.algorithm.contribution(
            to: state, from: table, using: &generator)
        return try plan.update(contribution, to: state, using: &generator)
    }

    func advance(
        _ model: [UInt8], with sum: RingVector
    ) throws -> (model: [UInt8], isDone: Bool) {
        let state = try ModelState(canonicalBytes: model)
        let total = try plan.decode(sum, at: state)
        switch plan.algorithm.checkedAdvance(state, with: total, survivors: memberCount) {
        case .next(let next): return (next.canonicalBytes, false)
        case .finished(let last, let reason):
            let isPlausible = last.coefficients.dropFirst().enumerated()
                .allSatisfy { abs($1 - Self.factor($0)) < 0.2 }
            guard reason == .converged, isPlausible else { throw SpeedError.wrongSum }
            return (start, true)
        case .failed: throw SpeedError.wrongSum
        }
    }

    private static func factor(_ column: Int) -> Double { (Double(column % 5) - 2) / 4 }

    private static func table(_ columns: StudyColumns, member: Int) throws -> StudyTable {
        let first = member * rowCount * (width + 1)
        func number(_ column: Int, _ row: Int) -> Double {
            MadeUpNumbers.unit(first + column * rowCount + row) * 3.4 - 1.7
        }
        var batch: [String: RecordBatch.Column] = [:]
        for column in 0..<width {
            batch["x\(column)"] = .numbers((0..<rowCount).map { number(column, $0) })
        }
        batch["y"] = .numbers(
            (0..<rowCount).map { row in
                let predictor = (0..<width).reduce(0) { $0 + factor($1) * number($1, row) }
                let draw = MadeUpNumbers.unit(first + width * rowCount + row)
                return draw < Elementary.sigmoid(predictor) ? 1 : 0
            })
        return try StudyTable(columns, batch: RecordBatch(rowCount: rowCount, columns: batch))
    }

    private static var text: String {
        let columns = (0..<width).map {
            "[[column]]\nname = \"x\($0)\"\nrange = [-2, 2]\ncenter = 0\nscale = 1\n"
        }
        return """
            [study]
            id = "regression-7"
            version = 1
            federation = "bench"
            purpose = "research"
            question = { en = "How fast?" }

            [data]
            dataset = "rows"
            target = "y"
            split = { share = 0.1, seed = 1 }
            members_min = 3
            records_max = 10000

            [algorithm]
            kind = "regression"
            family = "bernoulli"
            penalty = 1.0

            [privacy]
            mode = "none"


            """ + columns.joined(separator: "\n")
    }
}
