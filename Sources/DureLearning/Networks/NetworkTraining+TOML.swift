package import DureCharter
package import DureTensor

extension NetworkTraining {
    /// Reads the settings of a study's table `[algorithm]`.
    ///
    /// Keys: `hidden`, `activation`, `embedding` (a table of widths by column), `seed`, `method`,
    /// `rounds_max`, `weight_records`, `update_max`; `gradient_norm` for the methods with gradients; the tables `local` and `server`.
    ///
    /// - Throws: `TOMLError` with the line and the key of what is wrong.
    package init(
        reading table: TOMLReader, columns: StudyColumns, recordsMin: Int = 1,
        pool: WorkerPool = WorkerPool()
    ) throws(TOMLError) {
        try table.refuseUnknownKeys(allowed: [
            "kind", "hidden", "activation", "embedding", "seed", "method", "rounds_max",
            "weight_records", "update_max", "gradient_norm", "local", "server",
        ])
        let architecture = try Self.architecture(reading: table, columns: columns)
        let method = try Self.method(reading: table, recordsExpected: recordsMin)
        let server = try Self.server(reading: table.optionalTable("server"), method)
        let rounds = try table.optionalInteger("rounds_max", in: 1...10_000) ?? 20
        let epochMax = Self.passCountMax / rounds
        if case .updates(let training, _) = method, training.epochCount > epochMax {
            let local = try table.optionalTable("local") ?? table
            throw local.error("epochs", .tooLarge(limit: epochMax))
        }
        let weight = try table.optionalInteger("weight_records", in: 1...1_000_000_000) ?? 1_000
        let update = try table.optionalDouble("update_max", in: 1e-6...1e6) ?? 16
        self = try Self.placed(table) { () throws(LearningError) in
            try NetworkTraining(
                architecture, method: method, server: server, roundCountMax: rounds,
                weightRecordsMax: weight, updateMax: update, recordsMin: recordsMin, pool: pool)
        }
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

    private static func method(
        reading table: TOMLReader, recordsExpected: Int
    ) throws(TOMLError) -> NetworkMethod {
        let name = try table.optionalChoice("method", of: MethodName.self) ?? .updates
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
            return .clippedGradients(
                normMax: try table.double("gradient_norm", in: norms),
                recordsExpected: recordsExpected)
        case .updates:
            guard let local = try table.optionalTable("local") else {
                return .updates(
                    try placed(table) { () throws(LearningError) in
                        try LocalTraining()
                    }, .free)
            }
            return .updates(try training(reading: local), try drift(reading: local))
        case .privateUpdates:
            return .privateUpdates(try privateTraining(reading: table.table("local")))
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

    private static func privateTraining(
        reading local: TOMLReader
    ) throws(TOMLError) -> PrivateTraining {
        try local.refuseUnknownKeys(allowed: [
            "sampling", "steps", "gradient_norm", "noise", "batch_expected", "rate",
        ])
        let sampling = try local.double("sampling", in: 1e-9...1)
        let steps = try local.integer("steps", in: 1...PrivateTraining.stepCountMax)
        let norm = try local.optionalDouble("gradient_norm", in: 1e-9...1e9) ?? 1
        let noise = try local.double("noise", in: 0.01...20)
        let batch = try local.double("batch_expected", in: 1...1e9)
        let rate = try local.optionalDouble("rate", in: 1e-9...100) ?? 0.1
        return try placed(local) { () throws(LearningError) in
            try PrivateTraining(
                samplingProbability: sampling, stepCount: steps, normMax: norm,
                noiseMultiplier: noise, batchExpected: batch, rate: rate)
        }
    }

    private enum StepName: String {
        case plain
        case adam
        case yogi
        case adagrad
    }

    private static func server(
        reading server: TOMLReader?, _ method: NetworkMethod
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
