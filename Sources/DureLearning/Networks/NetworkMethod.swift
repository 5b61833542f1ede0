internal import DureCore

/// What a network's members compute and send.
package enum NetworkMethod: Sendable, Hashable {
    /// Each trains on its own rows and sends the update of the parameters, times its weight.
    case updates(LocalTraining, Drift)
    /// Each sends the exact gradient of its rows; the steps are those of pooled rows.
    ///
    /// `normMax`: The norm that one record's gradient may have; longer ones are shortened, so that
    /// what one record can do has a bound. More than 0.
    case gradients(normMax: Double)
    /// Each sends the sum of clipped gradients, for a study with noise in the sum (`record/joint`).
    ///
    /// `recordsExpected`: The public divisor of the steps, over all members.
    case clippedGradients(normMax: Double, recordsExpected: Int)
    /// Each trains by DP-SGD and sends the update, with noise in it already (`record/local`).
    case privateUpdates(PrivateTraining)

    /// What keeps a member's training from drifting away from the others'.
    package enum Drift: Sendable, Hashable {
        /// Nothing.
        case free
        /// A pull of so much to where the round began (FedProx: Li et al. 2020, eq. 2).
        case proximal(pull: Double)
        /// Control variates (SCAFFOLD: Karimireddy et al. 2020, Algorithm 1, option I).
        ///
        /// A member's own variate is the gradient of its rows at the parameters of the round
        /// before. The state carries these parameters and the members' mean variate; a member
        /// computes its own again, at the price of a pass, and keeps nothing between rounds. The
        /// same as the paper's where all take part.
        case controlled
    }

    func check() throws(LearningError) {
        func check(_ holds: Bool, _ name: String) throws(LearningError) {
            guard holds else { throw .badSetting(name: name) }
        }
        switch self {
        case .updates(_, .proximal(let pull)):
            try check(pull.isFinite && pull >= 0 && pull <= 1e6, "proximal")
        case .updates, .privateUpdates: break
        case .gradients(let normMax):
            try check(normMax.isFinite && normMax > 0 && normMax <= 1e9, "gradient-norm")
        case .clippedGradients(let normMax, let recordsExpected):
            try check(normMax.isFinite && normMax > 0 && normMax <= 1e9, "gradient-norm")
            try check((1...1_000_000_000).contains(recordsExpected), "records-expected")
        }
    }

    var isControlled: Bool {
        if case .updates(_, .controlled) = self { true } else { false }
    }

    var json: JSONValue {
        switch self {
        case .updates(let training, let drift):
            var members: [String: JSONValue] = [
                "method": .string("updates"), "local": training.json,
            ]
            switch drift {
            case .free: members["drift"] = .string("free")
            case .controlled: members["drift"] = .string("controlled")
            case .proximal(let pull):
                members["drift"] = .string("proximal")
                members["proximal"] = .number(pull + 0)
            }
            return .object(members)
        case .gradients(let normMax):
            return .object([
                "method": .string("gradients"), "gradient-norm": .number(normMax),
            ])
        case .clippedGradients(let normMax, let recordsExpected):
            return .object([
                "method": .string("clipped-gradients"), "gradient-norm": .number(normMax),
                "records-expected": .integer(Int64(recordsExpected)),
            ])
        case .privateUpdates(let training):
            return .object(["method": .string("private-updates"), "local": training.json])
        }
    }
}
