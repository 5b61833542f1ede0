internal import DureCore

/// What the coordinator does with the members' mean update: `+ - * /` and square root alone.
package enum ServerStep: Sendable, Hashable {
    /// x += rate · update; with rate 1, federated averaging (McMahan et al. 2017, Algorithm 1).
    case plain(rate: Double)
    /// An adaptive step (Reddi et al. 2021, Algorithm 2).
    case adaptive(Adaptive)

    /// The constants of an adaptive step.
    package struct Adaptive: Sendable, Hashable {
        /// How the second moment is formed.
        package enum Kind: String, Sendable, Hashable, CaseIterable {
            case adagrad
            case adam
            case yogi
        }

        package let kind: Kind
        /// The length of a step; more than 0.
        package let rate: Double
        /// How much of the mean update stays; 0 to less than 1.
        package let beta1: Double
        /// How much of the second moment stays; 0 to less than 1, and all with Adagrad.
        package let beta2: Double
        /// What is added to the divisor; more than 0.
        package let tau: Double

        /// The paper's constants, where nothing else is said; checked with the algorithm.
        package init(
            _ kind: Kind, rate: Double = 0.01, beta1: Double = 0.9, beta2: Double = 0.99,
            tau: Double = 1e-3
        ) {
            self.kind = kind
            self.rate = rate
            self.beta1 = beta1
            self.beta2 = beta2
            self.tau = tau
        }
    }

    /// How many numbers it remembers for each parameter.
    var memoryCount: Int {
        if case .adaptive = self { 2 } else { 0 }
    }

    func check() throws(LearningError) {
        func check(_ holds: Bool, _ name: String) throws(LearningError) {
            guard holds else { throw .badSetting(name: name) }
        }
        switch self {
        case .plain(let rate): try check(rate.isFinite && rate > 0 && rate <= 1e6, "server.rate")
        case .adaptive(let step):
            try check(step.rate.isFinite && step.rate > 0 && step.rate <= 1e6, "server.rate")
            try check(step.beta1 >= 0 && step.beta1 < 1, "server.beta1")
            try check(step.beta2 >= 0 && step.beta2 < 1, "server.beta2")
            try check(step.tau.isFinite && step.tau > 0, "server.tau")
        }
    }

    /// Moves parameters along an update.
    ///
    /// - Parameter memory: The first moments, then the second; empty before the first step.
    func move(_ parameters: inout [Double], along update: [Double], memory: inout [Double]) {
        switch self {
        case .plain(let rate):
            for place in parameters.indices { parameters[place] += rate * update[place] }
        case .adaptive(let step):
            let count = parameters.count
            if memory.isEmpty {
                memory = [Double](repeating: 0, count: count)
                memory += [Double](repeating: step.tau * step.tau, count: count)
            }
            for place in 0..<count {
                let delta = update[place]
                let square = delta * delta
                let mean = step.beta1 * memory[place] + (1 - step.beta1) * delta
                let old = memory[count + place]
                let size =
                    switch step.kind {
                    case .adagrad: old + square
                    case .adam: step.beta2 * old + (1 - step.beta2) * square
                    case .yogi:
                        old > square
                            ? old - (1 - step.beta2) * square
                            : old < square ? old + (1 - step.beta2) * square : old
                    }
                memory[place] = mean
                memory[count + place] = size
                parameters[place] += step.rate * mean / (size.squareRoot() + step.tau)
            }
        }
    }

    var json: JSONValue {
        switch self {
        case .plain(let rate):
            .object(["step": .string("plain"), "rate": .number(rate)])
        case .adaptive(let step):
            .object([
                "step": .string(step.kind.rawValue), "rate": .number(step.rate),
                "beta1": .number(step.beta1 + 0), "beta2": .number(step.beta2 + 0),
                "tau": .number(step.tau),
            ])
        }
    }
}
