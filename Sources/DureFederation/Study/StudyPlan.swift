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
    private static let clipSteps = 1_048_576.0

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
            let sensitivity =
                (Self.clipSteps + Double(algorithm.sumLength).squareRoot()) / Self.clipSteps
            let sigma = try PrivacyAccountant.calibratedSigma(
                epsilon: epsilon, delta: delta, steps: algorithm.roundCountMax,
                noise: .discreteGaussian, relation: .addRemove)
            mechanism = try NoiseMechanism(
                shares: NoiseShares(
                    noiseMultiplier: sigma * sensitivity, clipSteps: Self.clipSteps,
                    dimension: algorithm.sumLength, survivorsMin: thresholds.survivorsMin,
                    colluding: thresholds.colludingCount),
                clip: clip)
        }
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

    /// The hash that `mctx` binds: nobody can compute with other numbers unnoticed.
    package var hash: Digest {
        var canonical = CanonicalBytes(label: "dure/study1/plan")
        canonical.append(manifestHash)
        canonical.append(UInt32(thresholds.memberCount))
        canonical.append(UInt32(thresholds.colludingCount))
        canonical.append(Array(algorithm.settings.canonicalBytes))
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
        return try mechanism.encoding.decode(sum)
    }
}
