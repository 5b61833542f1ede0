package import DureCore
package import DureTensor

/// A network that members train together: sums of updates or of gradients.
///
/// A state's coefficients are the parameters. All that nodes must agree on to the bit, the first
/// parameters and the coordinator's steps, is `+ - * /` and square root; a member's own training is
/// floats, and differs between machines in its last bits.
package struct NetworkTraining: SumAlgorithm {
    package static let name = "network"
    /// How often a study may go through a member's rows: epochs times rounds.
    package static let passCountMax = 100_000
    /// The most rows that any member may have.
    package static let recordsMaxLimit = 100_000_000

    /// The network.
    package let architecture: NetworkArchitecture
    /// What members compute.
    package let method: NetworkMethod
    /// What members multiply their matrices as, and ``NetworkModel`` never does.
    ///
    /// Where a record's gradient is clipped, and so where an exact one is sent, it is `float`:
    /// what rounding does to a bound is counted for floats.
    package let precision: ProductPrecision
    /// What the coordinator does with the mean.
    package let server: ServerStep
    /// The number of records from which on a member counts in full (protocol.md, 3.7).
    package let weightRecordsMax: Int
    /// The largest magnitude that a member's update of one parameter, or its variate, may have;
    /// more is cut off.
    package let updateMax: Double
    package let roundCountMax: Int
    /// With fewer records in a sum than this, nothing comes of it; where updates are sent, members
    /// above ``weightRecordsMax`` count as that many.
    package let recordsMin: Int
    /// The most rows that a member may have where their gradients are clipped; public.
    ///
    /// What float rounding can do grows with it, and takes a 2^-19th of the bound for each row.
    package let recordsMax: Int
    /// Who computes; changes no result.
    package let pool: WorkerPool

    /// Checks the settings.
    ///
    /// - Throws: ``LearningError/badSetting(name:)``.
    package init(
        _ architecture: NetworkArchitecture, method: NetworkMethod,
        precision: ProductPrecision = .float, server: ServerStep = .plain(rate: 1),
        roundCountMax: Int = 20, weightRecordsMax: Int = 1_000, updateMax: Double = 16,
        recordsMin: Int = 1, recordsMax: Int = 10_000, pool: WorkerPool = .shared
    ) throws(LearningError) {
        func check(_ holds: Bool, _ name: String) throws(LearningError) {
            guard holds else { throw .badSetting(name: name) }
        }
        try method.check()
        try server.check()
        try check((1...10_000).contains(roundCountMax), "rounds")
        try check((1...1_000_000_000).contains(weightRecordsMax), "weight-records")
        try check(updateMax.isFinite && updateMax > 0 && updateMax <= 1e6, "update")
        try check(recordsMin >= 1, "records")
        if case .updates(let training, _) = method {
            try check(training.epochCount <= Self.passCountMax / roundCountMax, "epochs")
        } else {
            try check(precision == .float, "precision")
        }
        if case .privateUpdates(let training) = method {
            let passes =
                training.samplingProbability * Double(training.stepCount) * Double(roundCountMax)
            try check(passes <= Double(Self.passCountMax), "steps")
        }
        try check((1...Self.recordsMaxLimit).contains(recordsMax), "records-max")
        let count = architecture.layout.count
        let memory = count * (server.memoryCount + (method.isControlled ? 2 : 0))
        try check(
            ModelState.holds(coefficientCount: count, memoryCount: memory), "parameters")
        self.architecture = architecture
        self.method = method
        self.precision = precision
        self.server = server
        self.roundCountMax = roundCountMax
        self.weightRecordsMax = weightRecordsMax
        self.updateMax = updateMax
        self.recordsMin = recordsMin
        self.recordsMax = recordsMax
        self.pool = pool
    }

    package var columns: StudyColumns { architecture.columns }

    /// How many parameters there are.
    package var width: Int { architecture.layout.count }

    package var clippingBound: Double? {
        if case .clippedGradients(let normMax, _) = method { normMax } else { nil }
    }

    package var passCountMax: Int {
        switch method {
        case .updates(let training, let drift):
            // Two gradients besides where members are controlled.
            return roundCountMax * (training.epochCount + (drift == .controlled ? 2 : 0))
        case .privateUpdates(let training): return roundCountMax * training.stepCount
        case .gradients, .clippedGradients: return roundCountMax
        }
    }

    package var settings: JSONValue {
        var members: [String: JSONValue] = [
            "algorithm": .string(Self.name), "columns": columns.json,
            "network": architecture.json, "method": method.json, "server": server.json,
            "rounds": .integer(Int64(roundCountMax)),
            "weight-records": .integer(Int64(weightRecordsMax)), "update": .number(updateMax),
            "records": .integer(Int64(recordsMin)), "records-max": .integer(Int64(recordsMax)),
        ]
        // Left out where it is the usual one, so that other studies keep their hashes.
        if precision != .float { members["precision"] = .string(precision.rawValue) }
        return .object(members)
    }

    package func start() -> ModelState {
        ModelState(
            algorithm: Self.name, round: 0, coefficients: architecture.firstParameters())
    }

    package func rows(of table: StudyTable) throws(LearningError) -> NetworkRows {
        NetworkRows(table)
    }

    package func sumLength(at state: ModelState) -> Int {
        switch method {
        case .updates(_, .controlled): 2 * width + 1
        case .updates, .privateUpdates: width + 1
        case .gradients: width + 2
        case .clippedGradients: width
        }
    }

    package func boundsPerRecord(at state: ModelState) -> [Double] {
        switch method {
        case .updates:
            let share = 1 / Double(weightRecordsMax)
            return [Double](repeating: updateMax * share, count: sumLength(at: state) - 1)
                + [share]
        case .privateUpdates:
            // The weight is 1 whatever the count, so the bound is one record's alone.
            return [Double](repeating: updateMax, count: width) + [1]
        case .gradients(let normMax):
            return [Double](repeating: normMax, count: width) + [columns.weight?.upper ?? 1, 1]
        case .clippedGradients(let normMax, _):
            return [Double](repeating: normMax, count: width)
        }
    }

    package func contribution(
        to state: ModelState, from rows: NetworkRows
    ) throws(LearningError) -> [Double] {
        guard isOwn(state) else { throw .stateMismatch }
        let vector: [Double]
        switch method {
        case .updates(let training, let drift):
            vector = update(of: state, on: rows, training, drift)
        case .gradients(let normMax):
            vector =
                gradientSum(at: state.coefficients, of: rows, normMax: normMax, .kept)
                + [totalWeight(of: rows), Double(rows.count)]
        case .clippedGradients(let normMax, _):
            guard rows.count <= recordsMax else { throw .badSetting(name: "records-max") }
            // So much shorter that with or without a record the sums are no further apart.
            let clip = normMax / (1 + FloatSums.rounding(recordsMax: recordsMax))
            vector = gradientSum(at: state.coefficients, of: rows, normMax: clip, .zeroed)
        case .privateUpdates:
            // Noise needs a generator: `contribution(to:from:using:)`.
            throw .badSetting(name: "method")
        }
        guard vector.allSatisfy(\.isFinite) else { throw .contributionNotFinite }
        return vector
    }

    /// Whether a state is this algorithm's.
    func isOwn(_ state: ModelState) -> Bool {
        let memory = expectedMemory(at: state)
        return state.algorithm == Self.name && state.coefficients.count == width
            && state.memory.count == memory && state.coefficients.allSatisfy(\.isFinite)
            && state.memory.allSatisfy(\.isFinite)
    }

    /// How many numbers a state before the last round remembers.
    func expectedMemory(at state: ModelState) -> Int {
        guard state.round > 0, Int(state.round) < roundCountMax else { return 0 }
        return width * (server.memoryCount + (method.isControlled ? 2 : 0))
    }

    private func totalWeight(of rows: NetworkRows) -> Double {
        rows.weights.isEmpty
            ? Double(rows.count) : rows.weights.reduce(0) { $0 + Double($1) }
    }

    package func advance(
        _ state: ModelState, with sum: [Double], survivors: Int
    ) -> Advance {
        if let reason = refusal(state, width: width, sum: sum) { return .failed(reason) }
        guard isOwn(state) else { return .failed(.stateMismatch) }
        var divisor = 0.0
        var sign = 1.0
        switch method {
        case .updates:
            divisor = sum[sum.count - 1]
            let recordCount = divisor * Double(weightRecordsMax)
            // Half a record of tolerance, as fixed-point codes round.
            guard recordCount > 0.5 else { return .failed(.noRecords) }
            guard recordCount > Double(recordsMin) - 0.5 else { return .failed(.tooFewRecords) }
        case .privateUpdates:
            divisor = sum[width]
            guard divisor > 0.5 else { return .failed(.noRecords) }
        case .gradients:
            (divisor, sign) = (sum[width], -1)
            guard sum[width + 1] > 0.5, divisor > 0 else { return .failed(.noRecords) }
            guard sum[width + 1] > Double(recordsMin) - 0.5 else {
                return .failed(.tooFewRecords)
            }
        case .clippedGradients(_, let recordsExpected):
            (divisor, sign) = (Double(recordsExpected), -1)
        }
        return step(from: state, sum: sum, factor: sign / divisor)
    }

    private func step(from state: ModelState, sum: [Double], factor: Double) -> Advance {
        let update = sum[0..<width].map { $0 * factor }
        var parameters = state.coefficients
        var memory = Array(state.memory.prefix(width * server.memoryCount))
        server.move(&parameters, along: update, memory: &memory)
        if method.isControlled {
            memory += state.coefficients
            memory += sum[width..<2 * width].map { $0 * factor }
        }
        // Members compute in floats.
        guard parameters.allSatisfy({ Float($0).isFinite }) else {
            return .failed(.stateNotFinite)
        }
        let isLast = Int(state.round) + 1 >= roundCountMax
        let next = ModelState(
            algorithm: Self.name, round: state.round + 1, coefficients: parameters,
            memory: isLast ? [] : memory)
        return isLast ? .finished(next, .roundMax) : .next(next)
    }

    package func model(from state: ModelState) throws(LearningError) -> any Model {
        guard state.algorithm == Self.name, state.coefficients.count == width else {
            throw .stateMismatch
        }
        return try NetworkModel(architecture, parameters: state.coefficients.map { Float($0) })
    }
}
