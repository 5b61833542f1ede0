internal import DureCore
internal import DureTensor

/// How a member trains on its own rows between two sums.
package struct LocalTraining: Sendable, Hashable {
    /// What follows the gradient.
    package enum Optimizer: Sendable, Hashable {
        /// Gradient descent; how much of the last velocity stays, 0 to less than 1.
        case descent(momentum: Double)
        /// Adam with decoupled decay.
        case adam
    }

    /// The most epochs of one round.
    package static let epochCountMax = 1_000

    /// What follows the gradient.
    package let optimizer: Optimizer
    /// The length of a step; more than 0.
    package let rate: Double
    /// The penalty on half the squared parameters (descent), or the part that a step of length 1
    /// takes away (Adam); 0 or more.
    package let decay: Double
    /// How many rows are in a step.
    package let batchRowCount: Int
    /// How often the rows are gone through in one round.
    package let epochCount: Int

    /// Checks the settings.
    ///
    /// - Throws: ``LearningError/badSetting(name:)``: `rate`, `momentum`, `decay`, `batch`,
    ///   `epochs`.
    package init(
        optimizer: Optimizer = .descent(momentum: 0), rate: Double = 0.05, decay: Double = 0,
        batchRowCount: Int = 32, epochCount: Int = 1
    ) throws(LearningError) {
        func check(_ holds: Bool, _ name: String) throws(LearningError) {
            guard holds else { throw .badSetting(name: name) }
        }
        try check(rate.isFinite && rate > 0 && rate <= 100, "rate")
        if case .descent(let momentum) = optimizer {
            try check(momentum >= 0 && momentum < 1, "momentum")
        }
        try check(decay.isFinite && decay >= 0 && decay <= 100, "decay")
        try check((1...1_000_000).contains(batchRowCount), "batch")
        try check((1...Self.epochCountMax).contains(epochCount), "epochs")
        self.optimizer = optimizer
        self.rate = rate
        self.decay = decay
        self.batchRowCount = batchRowCount
        self.epochCount = epochCount
    }

    var json: JSONValue {
        var members: [String: JSONValue] = [
            "rate": .number(rate), "decay": .number(decay + 0),
            "batch": .integer(Int64(batchRowCount)), "epochs": .integer(Int64(epochCount)),
        ]
        switch optimizer {
        case .adam: members["optimizer"] = .string("adam")
        case .descent(let momentum):
            members["optimizer"] = .string("descent")
            members["momentum"] = .number(momentum + 0)
        }
        return .object(members)
    }
}

/// What a member adds to its gradients so that it does not drift from the others.
struct LocalCorrection {
    /// What is added to the gradient for each unit of a parameter.
    var pull: Float = 0
    /// Whether the engine's drift is added to the gradient.
    var hasDrift = false
}

extension NetworkEngine {
    /// Goes through the rows in orders that the sequence tells, so many steps to each epoch.
    ///
    /// - Returns: The mean over all rows gone through of weight times loss, each before its step.
    @discardableResult
    func train(
        on rows: NetworkRows, _ training: LocalTraining, order: inout PublicSequence,
        correction: LocalCorrection = LocalCorrection()
    ) -> Double {
        guard rows.count > 0 else { return 0 }
        var loss = 0.0
        var number = 0
        arena.fill(first, layout.count, with: 0)
        arena.fill(second, layout.count, with: 0)
        for _ in 0..<training.epochCount {
            let chosen = order.shuffled(rows.count)
            for start in stride(from: 0, to: rows.count, by: training.batchRowCount) {
                let batch = chosen[start..<min(start + training.batchRowCount, rows.count)]
                number += 1
                loss += step(on: rows, batch, training, number: number, correction)
            }
        }
        return loss / Double(rows.count * training.epochCount)
    }

    /// One step on chosen rows; the sum over them of weight times loss before it.
    ///
    /// - Parameter number: Which step it is since the moments were 0, from 1.
    package func step(
        on rows: NetworkRows, _ batch: ArraySlice<Int>, _ training: LocalTraining, number: Int
    ) -> Double {
        step(on: rows, batch, training, number: number, LocalCorrection())
    }

    func step(
        on rows: NetworkRows, _ batch: ArraySlice<Int>, _ training: LocalTraining, number: Int,
        _ correction: LocalCorrection
    ) -> Double {
        let loss = computeGradient(of: rows, chosen: batch, .mean)
        move(training, number: number, correction)
        return loss
    }

    /// Moves the parameters along the gradient that is in the arena.
    func move(
        _ training: LocalTraining, number: Int, _ correction: LocalCorrection = LocalCorrection()
    ) {
        pool.run { worker in
            let mine = parameterRange(of: worker)
            let (at, count) = (mine.lowerBound, mine.count)
            if correction.hasDrift {
                arena.add(1, times: drift + at, to: gradient + at, count: count)
            }
            if correction.pull != 0 {
                arena.add(
                    correction.pull, times: parameters + at, to: gradient + at, count: count)
            }
            switch training.optimizer {
            case .descent(let momentum):
                let step = DescentStep(
                    rate: Float(training.rate), momentum: Float(momentum),
                    decay: Float(training.decay))
                arena.descend(
                    step, gradient: gradient + at, velocity: first + at,
                    parameters: parameters + at, count: count)
            case .adam:
                var step = AdamStep(rate: Float(training.rate), number: number)
                step.decay = Float(training.decay)
                arena.adam(
                    step, gradient: gradient + at, first: first + at, second: second + at,
                    parameters: parameters + at, count: count)
            }
        }
    }
}
