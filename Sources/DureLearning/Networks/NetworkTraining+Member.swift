internal import DureCore
internal import DureTensor

extension NetworkTraining {
    /// A member's update times its weight, its variate times its weight where members are
    /// controlled, and the weight.
    func update(
        of state: ModelState, on rows: NetworkRows, _ training: LocalTraining,
        _ drift: NetworkMethod.Drift
    ) -> [Double] {
        let length = sumLength(at: state)
        guard rows.count > 0 else { return [Double](repeating: 0, count: length) }
        let engine = NetworkEngine(
            architecture, rowCount: rows.count, precision: precision, pool: pool)
        var correction = LocalCorrection()
        var variate: [Double] = []
        switch drift {
        case .free: break
        case .proximal(let pull):
            engine.load(state.coefficients)
            engine.setDrift(state.coefficients.map { -pull * Double(Float($0)) })
            correction = LocalCorrection(pull: Float(pull), hasDrift: true)
        case .controlled:
            variate = cut(meanGradient(of: rows, at: state.coefficients, engine))
            if !state.memory.isEmpty {
                let start = width * server.memoryCount
                let before = Array(state.memory[start..<start + width])
                let shared = state.memory[(start + width)...]
                let own = cut(meanGradient(of: rows, at: before, engine))
                engine.setDrift(zip(shared, own).map { $0 - $1 })
                correction.hasDrift = true
            }
        }
        engine.load(state.coefficients)
        var order = PublicSequence(seed: architecture.seed ^ Self.word(of: state.digest))
        engine.train(on: rows, training, order: &order, correction: correction)
        let weight = Double(min(rows.count, weightRecordsMax)) / Double(weightRecordsMax)
        var sent: [Double] = []
        sent.reserveCapacity(length)
        for (parameter, coefficient) in zip(engine.currentParameters, state.coefficients) {
            sent.append(cut(Double(parameter) - Double(Float(coefficient))) * weight)
        }
        for number in variate { sent.append(number * weight) }
        sent.append(weight)
        return sent
    }

    /// The mean over the rows of the gradient of weight times loss.
    private func meanGradient(
        of rows: NetworkRows, at parameters: [Double], _ engine: NetworkEngine
    ) -> [Double] {
        engine.load(parameters)
        engine.computeGradient(of: rows, chosen: Array(0..<rows.count)[...], .mean)
        return engine.currentGradient.map { Double($0) }
    }

    /// Numbers no larger than ``updateMax``; NaN stays, to be found.
    func cut(_ numbers: [Double]) -> [Double] { numbers.map { cut($0) } }

    private func cut(_ number: Double) -> Double {
        number.isNaN ? number : min(max(number, -updateMax), updateMax)
    }

    /// The sum over the rows of gradients clipped to a norm.
    func gradientSum(
        at parameters: [Double], of rows: NetworkRows, normMax: Double,
        _ strays: NetworkEngine.Strays
    ) -> [Double] {
        let engine = NetworkEngine(
            architecture, rowCount: rows.count, pool: pool, level: FloatArena.levelBest)
        engine.load(parameters)
        return engine.clippedSum(
            of: rows, chosen: Array(0..<rows.count)[...], normMax: normMax, strays)
    }

    /// The model of one member: the joint one, trained further on the member's own rows.
    ///
    /// It never leaves the member; its scores are reported beside the joint model's.
    ///
    /// - Throws: ``LearningError/stateMismatch``; ``LearningError/contributionNotFinite`` where the
    ///   training ends in other than finite numbers.
    package func personalModel(
        from state: ModelState, on rows: NetworkRows, _ training: LocalTraining
    ) throws(LearningError) -> NetworkModel {
        guard state.algorithm == Self.name, state.coefficients.count == width else {
            throw .stateMismatch
        }
        let engine = NetworkEngine(
            architecture, rowCount: rows.count, precision: precision, pool: pool)
        engine.load(state.coefficients)
        var order = PublicSequence(seed: architecture.seed ^ Self.word(of: state.digest))
        engine.train(on: rows, training, order: &order)
        let parameters = engine.currentParameters
        guard parameters.allSatisfy(\.isFinite) else { throw .contributionNotFinite }
        return try NetworkModel(architecture, parameters: parameters)
    }

    /// The joint model after one more turn of the training that members do in each round; nil for
    /// methods in which members only compute gradients, and where it diverges.
    package func tunedModel(
        from state: ModelState, on table: StudyTable
    ) throws(LearningError) -> (any Model)? {
        guard case .updates(let training, _) = method else { return nil }
        do {
            return try personalModel(from: state, on: rows(of: table), training)
        } catch {
            guard error == .contributionNotFinite else { throw error }
            return nil
        }
    }

    /// Eight bytes of a digest as a number.
    static func word(of digest: Digest) -> UInt64 {
        digest.bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}

extension NetworkEngine {
    /// Sets what is added to the gradient at each step.
    func setDrift(_ numbers: [Double]) {
        precondition(numbers.count == layout.count, "one number for each parameter")
        arena.write(numbers.map { Float($0) }, at: drift)
    }
}

/// What rounding does to sums of records' clipped gradients.
enum FloatSums {
    /// How much further than a record's clipped gradient two sums that differ by that record can be
    /// apart, as a share of the clipping bound C.
    ///
    /// A sum of n records that is formed by ``NetworkEngine/clippedSum(of:chosen:normMax:_:)`` is
    /// within n C · 16 · 2^-24 of the true one, and the other within (n + 1) C · 16 · 2^-24, where
    /// all parts may have changed as the records moved up by one. The last factor is more than what
    /// adding the parts as doubles does to 10^8 records at most.
    static func rounding(recordsMax: Int) -> Double {
        let share = 2 * Double(NetworkEngine.exactRowsMax) * 0x1p-24
        return (Double(recordsMax) + 1) * share * (1 + 0x1p-6)
    }
}
