package import DureCharter
internal import DurePrivacy
package import DureTensor

/// Reads `[algorithm]` of `kind = "network"`.
///
/// Keys: `hidden`, `activation`, `embedding` (a table of widths by column), `seed`, `method`,
/// `precision`, `rounds_max`, `weight_records`, `update_max`; `gradient_norm` for the methods with gradients;
/// the tables `local` and `server`.
package struct NetworkReader {
    private let table: TOMLReader
    private let context: AlgorithmKind.Context
    private let pool: WorkerPool
    private let roundCountMax: Int
    private let recordsMax: Int
    private let architecture: NetworkArchitecture

    /// Reads what all methods have.
    ///
    /// - Throws: `TOMLError` with the line and the key of what is wrong.
    package init(
        _ table: TOMLReader, _ context: AlgorithmKind.Context, pool: WorkerPool = .shared
    ) throws(TOMLError) {
        try table.refuseUnknownKeys(allowed: [
            "kind", "hidden", "activation", "embedding", "seed", "method", "precision",
            "rounds_max", "weight_records", "update_max", "gradient_norm", "local", "server",
        ])
        self.table = table
        self.context = context
        self.pool = pool
        recordsMax = min(context.recordsMax, NetworkTraining.recordsMaxLimit)
        roundCountMax = try table.optionalInteger("rounds_max", in: 1...10_000) ?? 20
        architecture = try Self.architecture(reading: table, columns: context.columns)
    }

    /// The training.
    ///
    /// - Throws: `TOMLError` with the line and the key of what is wrong; among others for a method
    ///   that the study's privacy does not go with, or noise that no setting reaches.
    package func algorithm() throws(TOMLError) -> NetworkTraining {
        let method = try method()
        let server = try Self.server(reading: table.optionalTable("server"))
        let epochMax = NetworkTraining.passCountMax / roundCountMax
        if case .updates(let training, _) = method, training.epochCount > epochMax {
            let local = try table.optionalTable("local") ?? table
            throw local.error("epochs", .tooLarge(limit: epochMax))
        }
        let precision = try precision(for: method)
        let weight = try table.optionalInteger("weight_records", in: 1...1_000_000_000) ?? 1_000
        let update = try table.optionalDouble("update_max", in: 1e-6...1e6) ?? 16
        return try Self.placed(table) { () throws(LearningError) in
            try NetworkTraining(
                architecture, method: method, precision: precision, server: server,
                roundCountMax: roundCountMax, weightRecordsMax: weight, updateMax: update,
                recordsMin: context.recordsMin, recordsMax: recordsMax, pool: pool)
        }
    }

    private func precision(for method: NetworkMethod) throws(TOMLError) -> ProductPrecision {
        let precision = try table.optionalChoice("precision", of: ProductPrecision.self) ?? .float
        if case .updates = method { return precision }
        guard precision == .float else {
            throw table.error("precision", .notTogether(with: "method"))
        }
        return precision
    }

    private static func architecture(
        reading table: TOMLReader, columns: StudyColumns
    ) throws(TOMLError) -> NetworkArchitecture {
        let hidden = try table.optionalIntegers("hidden") ?? [32]
        let seed = try table.optionalInteger("seed", in: 0...Int.max) ?? 0
        let activation = try table.optionalChoice("activation", of: Activation.self) ?? .relu
        var widths: [String: Int] = [:]
        if let embedding = try table.optionalTable("embedding") {
            for column in embedding.keys {
                widths[column] = try embedding.integer(
                    column, in: 1...NetworkArchitecture.embeddingWidthMax)
            }
        }
        return try placed(table) { () throws(LearningError) in
            try NetworkArchitecture(
                columns: columns, hiddenWidths: hidden, activation: activation,
                embeddingWidths: widths, seed: UInt64(seed))
        }
    }

    private enum MethodName: String {
        case updates
        case gradients
        case clippedGradients = "clipped-gradients"
        case privateUpdates = "private-updates"
    }

    private func method() throws(TOMLError) -> NetworkMethod {
        let standard = context.privacy?.mode == .recordLocal ? MethodName.privateUpdates : .updates
        let name = try table.optionalChoice("method", of: MethodName.self) ?? standard
        let norms = 1e-9...1e9
        for (key, belongs) in [
            ("gradient_norm", name == .gradients || name == .clippedGradients),
            ("local", name == .updates || name == .privateUpdates),
        ] where table.has(key) && !belongs {
            throw table.error(key, .notTogether(with: "method"))
        }
        switch name {
        case .gradients:
            return .gradients(normMax: try table.optionalDouble("gradient_norm", in: norms) ?? 1e3)
        case .clippedGradients:
            return try clippedGradients(normMax: table.double("gradient_norm", in: norms))
        case .updates:
            guard let local = try table.optionalTable("local") else {
                return .updates(
                    try Self.placed(table) { () throws(LearningError) in
                        try LocalTraining()
                    }, .free)
            }
            // A member's own training knows the keys of training with noise, and needs none.
            if context.isOwn, local.has("steps") { return try ownUpdates(reading: local) }
            return .updates(
                try Self.training(reading: local), try Self.drift(reading: local))
        case .privateUpdates: return try privateUpdates(reading: table.table("local"))
        }
    }

    private func clippedGradients(normMax: Double) throws(TOMLError) -> NetworkMethod {
        // One member's own steps need no public divisor, and its rows no margin.
        if context.isOwn { return .gradients(normMax: normMax) }
        guard context.clippingBound == nil || context.clippingBound == normMax else {
            throw table.error("gradient_norm", .notTogether(with: "privacy.clip"))
        }
        return .clippedGradients(normMax: normMax, recordsExpected: context.recordsMin)
    }

    /// DP-SGD with the noise that the study's promise asks for.
    private func privateUpdates(reading local: TOMLReader) throws(TOMLError) -> NetworkMethod {
        if context.isOwn { return try ownUpdates(reading: local) }
        guard let privacy = context.privacy, let sampling = privacy.sampling else {
            throw table.error("method", .notTogether(with: "privacy.mode"))
        }
        let (steps, rate) = try steps(reading: local)
        let slack = PrivateTraining.deltaOfNoise(
            rounds: roundCountMax, steps: steps, parameters: architecture.layout.count,
            epsilon: privacy.epsilon)
        // A thousandth of δ is kept for the table that noise is drawn from.
        guard slack <= privacy.delta / 1_000 else {
            throw local.error("steps", .notTogether(with: "privacy.epsilon"))
        }
        let sigma: Double
        do {
            sigma = try PrivacyAccountant.calibratedSigma(
                epsilon: privacy.epsilon, delta: privacy.delta - slack,
                samplingProbability: sampling.probability, steps: steps * roundCountMax)
        } catch {
            // No noise is enough: steps and rounds are too many for that ε and δ.
            throw local.error("steps", .notTogether(with: "privacy.epsilon"))
        }
        return try Self.placed(local) { () throws(LearningError) in
            guard sigma <= PrivateTraining.noiseMultiplierMax else {
                throw .badSetting(name: "steps")
            }
            return .privateUpdates(
                try PrivateTraining(
                    samplingProbability: sampling.probability, stepCount: steps,
                    normMax: privacy.clip ?? StudyPrivacy.clipDefault,
                    // More than enough noise costs little; none of less is accounted for.
                    noiseMultiplier: max(sigma, PrivateTraining.noiseMultiplierMin),
                    batchExpected: Double(sampling.batch), rate: rate,
                    recordsMax: recordsMax))
        }
    }

    private func steps(
        reading local: TOMLReader
    ) throws(TOMLError) -> (steps: Int, rate: Double) {
        try local.refuseUnknownKeys(allowed: ["steps", "rate"])
        return (
            try local.integer("steps", in: 1...PrivateTraining.stepCountMax),
            try local.optionalDouble("rate", in: 1e-9...100) ?? 0.1
        )
    }

    /// The same training in the member's own house: its rate, and an epoch for each round.
    private func ownUpdates(reading local: TOMLReader) throws(TOMLError) -> NetworkMethod {
        let rate = try steps(reading: local).rate
        return try Self.placed(local) { () throws(LearningError) in
            .updates(try LocalTraining(rate: rate), .free)
        }
    }

    private enum OptimizerName: String {
        case descent
        case adam
    }

    private static func training(reading local: TOMLReader) throws(TOMLError) -> LocalTraining {
        try local.refuseUnknownKeys(allowed: [
            "optimizer", "momentum", "rate", "decay", "batch", "epochs", "drift", "proximal",
        ])
        let name = try local.optionalChoice("optimizer", of: OptimizerName.self) ?? .descent
        let momentum = try local.optionalDouble("momentum", in: 0...0.9999)
        if name == .adam, momentum != nil {
            throw local.error("momentum", .notTogether(with: "optimizer"))
        }
        let rate = try local.optionalDouble("rate", in: 1e-9...100) ?? 0.05
        let decay = try local.optionalDouble("decay", in: 0...100) ?? 0
        let batch = try local.optionalInteger("batch", in: 1...1_000_000) ?? 32
        let epochs = try local.optionalInteger("epochs", in: 1...LocalTraining.epochCountMax) ?? 1
        return try placed(local) { () throws(LearningError) in
            try LocalTraining(
                optimizer: name == .adam ? .adam : .descent(momentum: momentum ?? 0), rate: rate,
                decay: decay, batchRowCount: batch, epochCount: epochs)
        }
    }

    private enum DriftName: String {
        case free
        case proximal
        case controlled
    }

    private static func drift(
        reading local: TOMLReader
    ) throws(TOMLError) -> NetworkMethod.Drift {
        let name = try local.optionalChoice("drift", of: DriftName.self) ?? .free
        if name != .proximal, local.has("proximal") {
            throw local.error("proximal", .notTogether(with: "drift"))
        }
        return switch name {
        case .free: .free
        case .controlled: .controlled
        case .proximal: .proximal(pull: try local.double("proximal", in: 0...1e6))
        }
    }

    private enum StepName: String {
        case plain
        case adam
        case yogi
        case adagrad
    }

    private static func server(
        reading server: TOMLReader?
    ) throws(TOMLError) -> ServerStep {
        guard let server else { return .plain(rate: 1) }
        try server.refuseUnknownKeys(allowed: ["step", "rate", "beta1", "beta2", "tau"])
        let name = try server.optionalChoice("step", of: StepName.self) ?? .plain
        let rate = try server.optionalDouble("rate", in: 1e-9...1e6)
        guard let kind = ServerStep.Adaptive.Kind(rawValue: name.rawValue) else {
            for key in ["beta1", "beta2", "tau"] where server.has(key) {
                throw server.error(key, .notTogether(with: "step"))
            }
            return .plain(rate: rate ?? 1)
        }
        let beta1 = try server.optionalDouble("beta1", in: 0...0.999999) ?? 0.9
        let beta2 = try server.optionalDouble("beta2", in: 0...0.999999) ?? 0.99
        let tau = try server.optionalDouble("tau", in: 1e-12...1e6) ?? 1e-3
        return .adaptive(.init(kind, rate: rate ?? 0.01, beta1: beta1, beta2: beta2, tau: tau))
    }

    /// The value, or the refused setting as an error at its key.
    private static func placed<Value>(
        _ table: TOMLReader, _ body: () throws(LearningError) -> Value
    ) throws(TOMLError) -> Value {
        do {
            return try body()
        } catch {
            guard case .badSetting(let name) = error else {
                throw table.error("hidden", .unknownValue)
            }
            let key = String(name.map { $0 == "-" ? "_" : $0 })
            // What no key says of its own, such as the number of parameters, the widths cause.
            throw table.error(table.has(key) ? key : "hidden", .unknownValue)
        }
    }
}
