package import DureCore
package import DureLearning
package import DurePrivacy

/// The numbers of a study, the same at every node: what is summed, how it is encoded, what noise
/// each member adds. They follow from the manifest and the roster alone.
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
    /// The noise, where there is any.
    package let noise: NoisePlan?

    /// Works the numbers out.
    ///
    /// - Parameter memberCount: How many members are on the study's roster.
    /// - Throws: `LearningError`, `PrivacyError` or `SecureAggregationError` where the manifest asks
    ///   for what cannot be computed.
    package init(
        manifest: StudyManifest, manifestHash: Digest, memberCount: Int
    ) throws {
        self.manifest = manifest
        self.manifestHash = manifestHash
        thresholds = try Thresholds(
            memberCount: memberCount, colludingCount: manifest.colludingCount,
            survivorsMin: manifest.requiresAll ? memberCount : nil)
        algorithm = try Self.algorithm(for: manifest)
        switch manifest.privacy {
        case .none:
            noise = nil
            coordinateBound = algorithm.bound(recordsMax: manifest.recordCountMax)
            let encoding = try RingEncoding(
                coordinateBound: coordinateBound, memberCount: memberCount)
            mechanism = NoiseMechanism(encoding: encoding, share: nil)
        case .recordJoint(let epsilon, let delta, let clip):
            let noise = try NoisePlan(
                epsilon: epsilon, delta: delta, clip: clip,
                roundCount: algorithm.roundCountMax, vectorLength: algorithm.sumLength,
                honestCount: thresholds.honestSurvivors)
            self.noise = noise
            // A member's sum may hold as many clipped records as the manifest allows.
            coordinateBound = clip * Double(manifest.recordCountMax)
            mechanism = NoiseMechanism(
                encoding: try RingEncoding(
                    scale: noise.scale, coordinateBound: coordinateBound,
                    memberCount: memberCount),
                share: noise.share)
        }
    }

    private static func algorithm(for manifest: StudyManifest) throws -> any SumAlgorithm {
        switch manifest.privacy {
        case .none:
            try NewtonLogistic(
                features: manifest.features, ridge: manifest.penalty,
                roundCountMax: manifest.roundCountMax)
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
        canonical.append(noise?.sigma ?? 0)
        return canonical.digest
    }

    /// Decodes an opened sum into numbers.
    package func decode(_ sum: RingVector) throws -> [Double] {
        guard sum.count == algorithm.sumLength else {
            throw FederationError.attemptAbandoned(reason: .protocolBroken)
        }
        return mechanism.encoding.decode(sum)
    }
}
