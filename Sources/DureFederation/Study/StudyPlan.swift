package import DureCore
package import DureLearning
package import DurePrivacy

/// The numbers of a study, the same at every node: what is summed, how it is encoded, what noise
/// each member adds.
///
/// They follow from the manifest and the roster alone.
package struct StudyPlan: Sendable {
    /// The study as written.
    package let manifest: StudyManifest
    /// SHA-256 of the manifest's bytes.
    package let manifestHash: Digest
    /// The mathematics.
    package let algorithm: any SumAlgorithm
    /// Thresholds of the secure sum.
    package let thresholds: Thresholds
    /// The largest absolute value of one coordinate of one member's contribution.
    package let coordinateBound: Double
    /// Encoding and noise of each contribution.
    package let mechanism: NoiseMechanism

    /// Ring steps to the clipping bound where there is noise: the noise is then some hundred
    /// thousand steps wide, and rounding adds a millionth to the sensitivity.
    ///
    /// As many of these steps as 32-bit words hold are taken; where they do not hold the least,
    /// words of 64 bits hold the most.
    private static let clipExponents = (least: 16, most: 20)

    /// Works the numbers out.
    ///
    /// - Parameters:
    ///   - memberCount: How many members are on the study's roster.
    ///   - federationCount: How many are on the federation's. Colluding members are counted against
    ///     this: whoever picks the study's members must not pick the number of liars among them.
    /// - Throws: `LearningError`, `PrivacyError` or `SecureAggregationError` where the manifest asks
    ///   for what cannot be computed.
    package init(
        manifest: StudyManifest, manifestHash: Digest, memberCount: Int, federationCount: Int? = nil
    ) throws {
        let colluding = Self.colludingCount(
            of: manifest, memberCount: memberCount, federationCount: federationCount)
        self.manifest = manifest
        self.manifestHash = manifestHash
        thresholds = try Thresholds(
            memberCount: memberCount, colludingCount: colluding,
            survivorsMin: manifest.requiresAll ? memberCount : nil)
        algorithm = try Self.algorithm(for: manifest)
        switch manifest.privacy {
        case .none:
            coordinateBound = algorithm.bound(recordsMax: manifest.recordCountMax)
            mechanism = try NoiseMechanism(exactWithin: coordinateBound)
        case .recordJoint(let epsilon, let delta, let clip):
            // A member's sum may hold as many clipped records as the manifest allows.
            coordinateBound = clip * Double(manifest.recordCountMax)
            let sigma = try PrivacyAccountant.calibratedSigma(
                epsilon: epsilon, delta: delta, steps: algorithm.roundCountMax,
                noise: .discreteGaussian, relation: .addRemove)
            mechanism = try Self.mechanism(
                sigma: sigma, clip: clip, recordCountMax: manifest.recordCountMax,
                dimension: algorithm.sumLength, thresholds: thresholds)
        }
    }

    /// The finest encoding whose sums fit 32-bit words; of 64 bits where none of them does.
    private static func mechanism(
        sigma: Double, clip: Double, recordCountMax: Int, dimension: Int, thresholds: Thresholds
    ) throws -> NoiseMechanism {
        func shares(_ exponent: Int) throws -> NoiseShares {
            let steps = Double(1 << exponent)
            let sensitivity = (steps + Double(dimension).squareRoot()) / steps
            return try NoiseShares(
                noiseMultiplier: sigma * sensitivity, clipSteps: steps, dimension: dimension,
                survivorsMin: thresholds.survivorsMin, colluding: thresholds.colludingCount)
        }
        for exponent in (clipExponents.least...clipExponents.most).reversed() {
            let shares = try shares(exponent)
            let fits = NoiseMechanism.fits32(
                shares, memberCount: thresholds.memberCount, recordCountMax: recordCountMax)
            if fits { return try NoiseMechanism(shares: shares, clip: clip, wordSize: .w32) }
        }
        return try NoiseMechanism(shares: shares(clipExponents.most), clip: clip)
    }

    /// How many members of a study may collude with the coordinator.
    static func colludingCount(
        of manifest: StudyManifest, memberCount: Int, federationCount: Int?
    ) -> Int {
        max(
            manifest.colludingCount ?? 0,
            Thresholds.defaultColluding(memberCount: max(memberCount, federationCount ?? 0)))
    }

    private static func algorithm(for manifest: StudyManifest) throws -> any SumAlgorithm {
        switch manifest.privacy {
        case .none:
            try NewtonLogistic(
                features: manifest.features, ridge: manifest.penalty,
                roundCountMax: manifest.roundCountMax, recordsMin: manifest.recordCountMin)
        case .recordJoint(_, _, let clip):
            try NoisyGradientLogistic(
                features: manifest.features, recordsExpected: manifest.recordCountMin,
                gradientNormMax: clip, roundCountMax: manifest.roundCountMax,
                ridge: manifest.penalty)
        }
    }

    /// The words in which contributions are masked, sent and summed.
    package var wordSize: WordSize { mechanism.wordSize }

    /// The hash that `mctx` binds: nobody can compute with other numbers unnoticed.
    package var hash: Digest {
        var canonical = CanonicalBytes(label: "dure/study1/plan")
        canonical.append(manifestHash)
        canonical.append(UInt32(thresholds.memberCount))
        canonical.append(UInt32(thresholds.colludingCount))
        canonical.append(Array(algorithm.settings.canonicalBytes))
        canonical.append(UInt32(mechanism.wordSize.byteCount))
        canonical.append(mechanism.encoding.scale)
        canonical.append(mechanism.shares?.share.numerator ?? 0)
        canonical.append(mechanism.shares?.share.denominator ?? 0)
        return canonical.digest
    }

    /// Decodes an opened sum into numbers.
    package func decode(_ sum: RingVector) throws -> [Double] {
        guard sum.count == algorithm.sumLength else {
            throw FederationError.attemptAbandoned(reason: .protocolBroken)
        }
        return try mechanism.decode(sum)
    }
}
