internal import DureLearning
package import DurePrivacy

/// What a study promises about one record.
extension StudyManifest {
    /// The privacy loss of the whole study for one record that comes or goes, in nats at the study's
    /// delta: what charters limit and books count, whatever the mode.
    ///
    /// That is the promise itself but in mode `member/joint`, which promises it for a member's whole
    /// vector that is there or not. A record changes its member's vector from one within the bound
    /// to another, which is twice as far.
    ///
    /// - Returns: Nil where sums are exact.
    /// - Throws: `PrivacyError` where no noise reaches what is promised.
    package func recordEpsilon() throws(PrivacyError) -> Double? {
        guard let privacy else { return nil }
        guard privacy.mode == .memberJoint else { return privacy.epsilon }
        let steps = try GaussianSteps(
            sigma: calibratedSigma(privacy), samplingProbability: 1,
            steps: algorithm.roundCountMax, noise: .discreteGaussian, relation: .replace)
        return try PrivacyAccountant.figures(of: [steps], delta: privacy.delta, effort: .full)
            .best?.epsilon
    }

    /// The least noise over sensitivity of one round whose noise is in the sum.
    func calibratedSigma(_ privacy: StudyPrivacy) throws(PrivacyError) -> Double {
        try PrivacyAccountant.calibratedSigma(
            epsilon: privacy.epsilon, delta: privacy.delta, steps: algorithm.roundCountMax,
            noise: .discreteGaussian, relation: .addRemove)
    }
}

/// What a study's rounds cost.
extension StudyPlan {
    /// So many rounds as the study's promise counts them: against the coordinator and colluding
    /// members, with or without one record, or with `member/joint` one member's contribution.
    ///
    /// - Returns: Nil where the study has no noise or there are no rounds.
    /// - Throws: `PrivacyError` past the accountants' limits.
    package func promised(rounds: Int) throws(PrivacyError) -> GaussianSteps? {
        try steps(rounds: rounds, relation: .addRemove)
    }

    /// So many rounds as the owner's book counts them, which speaks of one record.
    ///
    /// A record that comes or goes changes its member's whole contribution in mode `member/joint`,
    /// from one vector within the bound to another: twice as much as one that is there or not.
    ///
    /// - Returns: Nil where the study has no noise or there are no rounds.
    /// - Throws: `PrivacyError` past the accountants' limits.
    package func charged(rounds: Int) throws(PrivacyError) -> GaussianSteps? {
        try steps(
            rounds: rounds,
            relation: manifest.privacy?.mode == .memberJoint ? .replace : .addRemove)
    }

    /// The best valid figure for so many rounds; nil where ``promised(rounds:)`` is.
    ///
    /// - Throws: `PrivacyError` past the accountants' limits.
    package func figure(rounds: Int) throws(PrivacyError) -> PrivacyFigure? {
        try figure(of: promised(rounds: rounds))
    }

    /// The same against those who see results only, if all members stay and are trusted; nil also
    /// where noise does not come from all, but from the member itself.
    ///
    /// - Throws: `PrivacyError` past the accountants' limits.
    package func figureAgainstOutsiders(rounds: Int) throws(PrivacyError) -> PrivacyFigure? {
        guard let shares = mechanism.shares, rounds > 0 else { return nil }
        return try figure(
            of: GaussianSteps(
                sigma: shares.sigmaAgainstOutsiders(survivors: thresholds.memberCount),
                samplingProbability: 1, steps: rounds, noise: .discreteGaussian,
                relation: .addRemove))
    }

    private func figure(of part: GaussianSteps?) throws(PrivacyError) -> PrivacyFigure? {
        guard let part, let privacy = manifest.privacy else { return nil }
        // What the table of a member's own noise may add to δ is not there for ε.
        let delta = privacy.delta - algorithm.noiseSlack(epsilon: privacy.epsilon)
        return try PrivacyAccountant.figures(of: [part], delta: delta, effort: .full).best
    }

    private func steps(
        rounds: Int, relation: NeighbourRelation
    ) throws(PrivacyError) -> GaussianSteps? {
        guard rounds > 0 else { return nil }
        if let own = algorithm.ownNoise {
            return try GaussianSteps(
                sigma: own.sigma, samplingProbability: own.samplingProbability,
                steps: own.steps * rounds, noise: own.noise, relation: relation)
        }
        guard let shares = mechanism.shares else { return nil }
        return try GaussianSteps(
            sigma: shares.sigmaAgainstCoalition, samplingProbability: 1, steps: rounds,
            noise: .discreteGaussian, relation: relation)
    }

    /// The expected length of the noise on the mean of all members over the length of the longest
    /// possible mean; nil but in mode `member/joint`.
    package var noiseOverUpdate: Double? {
        guard manifest.privacy?.mode == .memberJoint, let shares = mechanism.shares else {
            return nil
        }
        let members = Double(thresholds.memberCount)
        let deviation = (shares.share.sigmaSquared * members).squareRoot() / shares.clipSteps
        return deviation * Double(shares.dimension).squareRoot() / members
    }
}
