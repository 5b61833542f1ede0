package import DureCore
package import DureLearning
internal import DurePrivacy
package import DureTensor

/// A whole study on one machine: the same two functions, the same encoding and the same noise as
/// in a federation, and neither masks nor network.
///
/// All members' rows are at hand here, so it protects nobody: it tells beforehand what a study
/// would bring, on rows that may lie together.
package struct StudySimulation: Sendable {
    /// The numbers of the study.
    package let plan: StudyPlan
    private let pool: WorkerPool

    /// A simulation of that plan.
    ///
    /// - Parameter pool: Who plays the members; changes no result.
    package init(_ plan: StudyPlan, pool: WorkerPool = .shared) {
        self.plan = plan
        self.pool = pool
    }

    /// How a simulated study ended.
    package struct Outcome: Sendable {
        /// The last state; its coefficients are the model's.
        package let state: ModelState
        /// How many sums were formed.
        package let roundCount: Int
        /// Why it stopped.
        package let reason: StopReason
        /// For each round, the L2 norm of the change of the coefficients.
        package let changes: [Double]
    }

    /// Runs the study once.
    ///
    /// - Parameters:
    ///   - members: Each member's rows; as many members as the plan was made for.
    ///   - seed: Where rounding and noise come from: nothing here has to be hidden from anybody.
    ///   - progress: Told after each round how many are done.
    /// - Throws: As contributions, encoding and decoding do; `LearningError.failed(_:)` where
    ///   there can be no model.
    package func run(
        members: [StudyTable], seed: UInt64, progress: (Int) -> Void = { _ in }
    ) throws -> Outcome {
        var generator = SimulationGenerator(seed: seed)
        return try run(members: members, using: &generator, progress: progress)
    }

    /// Runs the study once, with rounding and noise from a generator.
    ///
    /// - Throws: As ``run(members:seed:progress:)``.
    package func run(
        members: [StudyTable], using generator: inout some SecureRandomNumberGenerator,
        progress: (Int) -> Void = { _ in }
    ) throws -> Outcome {
        precondition(members.count == plan.thresholds.memberCount, "the members of the plan")
        return try run(plan.algorithm, members: members, using: &generator, progress: progress)
    }

    /// The rows are brought into the algorithm's form once, for all rounds.
    private func run<Algorithm: SumAlgorithm>(
        _ algorithm: Algorithm, members: [StudyTable],
        using generator: inout some SecureRandomNumberGenerator, progress: (Int) -> Void
    ) throws -> Outcome {
        var state = algorithm.start()
        var changes: [Double] = []
        let rows = try members.map { try algorithm.rows(of: $0) }
        for _ in 0..<algorithm.roundCountMax {
            let words =
                algorithm.ownNoise == nil
                ? try sum(of: algorithm, at: state, over: rows, using: &generator)
                : try noisySum(of: algorithm, at: state, over: rows, using: &generator)
            let total = try plan.decode(words, at: state)
            let answer = algorithm.checkedAdvance(
                state, with: total, survivors: members.count)
            progress(changes.count + 1)
            switch answer {
            case .next(let next):
                changes.append(Self.distance(state, next))
                state = next
            case .finished(let last, let reason):
                changes.append(Self.distance(state, last))
                return Outcome(
                    state: last, roundCount: changes.count, reason: reason, changes: changes)
            case .failed(let reason): throw algorithm.error(reason, at: state, with: total)
            }
        }
        // Every algorithm finishes or fails in its last round; here only a broken one arrives.
        preconditionFailure("an algorithm that goes on after roundCountMax")
    }

    /// One round's sum in the ring, as the coordinator opens it.
    ///
    /// The members are shared out among the workers. What each would draw is drawn before, in their
    /// order, and whole numbers add up to the same in any order.
    private func sum<Algorithm: SumAlgorithm>(
        of algorithm: Algorithm, at state: ModelState, over rows: [Algorithm.Rows],
        using generator: inout some SecureRandomNumberGenerator
    ) throws -> RingVector {
        let encoder = plan.encoder(at: state)
        let drawn = rows.map { _ in
            DrawnWords(plan.mechanism.wordsDrawn, from: &generator)
        }
        let parts = pool.mapped(pool.count) { worker in
            var sum = emptySum(encoder)
            for member in stride(from: worker, to: rows.count, by: pool.count) {
                do {
                    var own = drawn[member]
                    let contribution = try algorithm.contribution(to: state, from: rows[member])
                    try sum.add(encoder.update(contribution, using: &own))
                } catch {
                    return SimulatedPart.failed(member: member, error)
                }
            }
            return SimulatedPart.sum(sum)
        }
        // Of several that fail the first is told, whoever played it.
        let failures = parts.compactMap(\.failure)
        if let first = failures.min(by: { $0.member < $1.member }) { throw first.error }
        var whole = emptySum(encoder)
        for case .sum(let part) in parts { try whole.add(part) }
        return whole.words
    }

    /// The same where contributions draw noise of their own, one after the other.
    private func noisySum<Algorithm: SumAlgorithm>(
        of algorithm: Algorithm, at state: ModelState, over rows: [Algorithm.Rows],
        using generator: inout some SecureRandomNumberGenerator
    ) throws -> RingVector {
        let encoder = plan.encoder(at: state)
        var sum = emptySum(encoder)
        for own in rows {
            let contribution = try algorithm.contribution(to: state, from: own, using: &generator)
            try sum.add(encoder.update(contribution, using: &generator))
        }
        return sum.words
    }

    private func emptySum(_ encoder: ContributionEncoder) -> SimulatedSum {
        SimulatedSum(
            length: encoder.length, bound: plan.coordinateBound, mechanism: plan.mechanism)
    }

    private static func distance(_ old: ModelState, _ new: ModelState) -> Double {
        zip(old.coefficients, new.coefficients).reduce(0) { sum, pair in
            sum + (pair.0 - pair.1) * (pair.0 - pair.1)
        }.squareRoot()
    }
}

/// What one worker's members come to.
private enum SimulatedPart: Sendable {
    case sum(SimulatedSum)
    case failed(member: Int, any Error)

    var failure: (member: Int, error: any Error)? {
        guard case .failed(let member, let error) = self else { return nil }
        return (member, error)
    }
}

/// Words that were drawn before from another generator.
private struct DrawnWords: SecureRandomNumberGenerator {
    private var words: [UInt64]

    init(_ count: Int, from generator: inout some SecureRandomNumberGenerator) {
        words = (0..<count).map { _ in generator.next() }.reversed()
    }

    mutating func next() -> UInt64 {
        guard let word = words.popLast() else {
            preconditionFailure("an encoding that draws more than it says")
        }
        return word
    }
}

/// Random words from a seed, for simulations alone: whoever holds all rows need hide nothing from
/// themselves, and a result that can be repeated is worth more.
///
/// Word by word SHA-256 of the seed and a count; encoders draw little more than a key from it.
private struct SimulationGenerator: SecureRandomNumberGenerator {
    private let seed: UInt64
    private var count: UInt64 = 0

    init(seed: UInt64) {
        self.seed = seed
    }

    mutating func next() -> UInt64 {
        var bytes = CanonicalBytes(label: "dure/simulation")
        bytes.append(seed)
        bytes.append(count)
        count += 1
        return bytes.digest.bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
