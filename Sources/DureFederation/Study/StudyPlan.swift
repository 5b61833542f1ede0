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
    /// The mathematics, told how wide the noise on the way is.
    package let algorithm: any SumAlgorithm
    /// Thresholds of the secure sum.
    package let thresholds: Thresholds
    /// The largest absolute value of one coordinate of one member's contribution, scaled.
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
    /// - Throws: `PrivacyError` or `SecureAggregationError` where the manifest asks for what cannot be
    ///   computed, or, unless it accepts that, for noise that is longer than any mean of members.
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
        let algorithm = manifest.algorithm
        let bound = Self.coordinateBound(of: manifest)
        coordinateBound = bound
        guard let privacy = manifest.privacy, let clip = algorithm.clippingBound else {
            // Scaled so that no record gives more than 1 to any coordinate, or, where the noise is
            // inside, no member.
            mechanism = try NoiseMechanism(exactWithin: bound, memberCount: memberCount)
            self.algorithm = algorithm
            return
        }
        let sigma = try manifest.calibratedSigma(privacy)
        mechanism = try Self.mechanism(
            sigma: sigma, clip: clip, clipsMax: Int(bound / clip),
            dimension: algorithm.sumLengthMax, thresholds: thresholds)
        let deviation = (mechanism.shares?.share.sigmaSquared ?? 0).squareRoot()
        self.algorithm = algorithm.knowing(
            noisePerMember: deviation / mechanism.encoding.scale)
        if let ratio = noiseOverUpdate, ratio > 1, !privacy.acceptsNoise {
            throw PrivacyError.noiseDrowns(
                ratio: ratio, members: memberCount, dimension: mechanism.shares?.dimension ?? 0)
        }
    }

    /// The largest magnitude of one coordinate of a member's contribution.
    private static func coordinateBound(of manifest: StudyManifest) -> Double {
        let records = Double(manifest.recordCountMax)
        let clip = manifest.algorithm.clippingBound ?? 1
        return switch manifest.privacy?.mode {
        case nil: records
        case .recordLocal?: 1
        // A member's sum may hold as many clipped records as the manifest allows.
        case .recordJoint?, .central?: clip * records
        case .memberJoint?: clip
        }
    }

    /// The finest encoding whose sums fit 32-bit words; of 64 bits where none of them does.
    private static func mechanism(
        sigma: Double, clip: Double, clipsMax: Int, dimension: Int, thresholds: Thresholds
    ) throws -> NoiseMechanism {
        func shares(_ exponent: Int) throws -> NoiseShares {
            let steps = Double(1 << exponent)
            let sensitivity = NoiseShares.sensitivitySteps(clipSteps: steps, dimension: dimension)
            return try NoiseShares(
                noiseMultiplier: sigma * sensitivity / steps, clipSteps: steps,
                dimension: dimension,
                survivorsMin: thresholds.survivorsMin, colluding: thresholds.colludingCount)
        }
        for exponent in (clipExponents.least...clipExponents.most).reversed() {
            let shares = try shares(exponent)
            let fits = NoiseMechanism.fits32(
                shares, memberCount: thresholds.memberCount, clipsMax: clipsMax)
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

    /// How many numbers a contribution to that state has.
    package func sumLength(at state: ModelState) -> Int { algorithm.sumLength(at: state) }

    /// What makes contributions to that state fit to leave.
    package func encoder(at state: ModelState) -> ContributionEncoder {
        ContributionEncoder(
            length: sumLength(at: state), coordinateBound: coordinateBound, mechanism: mechanism,
            factors: exponents(at: state)?.map { Self.power(-$0) })
    }

    /// Makes a contribution fit to leave: scaled, checked against its bound, encoded, noised.
    ///
    /// - Throws: As ``ContributionEncoder/update(_:using:)``.
    package func update(
        _ contribution: [Double], to state: ModelState,
        using generator: inout some SecureRandomNumberGenerator
    ) throws -> NoisedUpdate {
        try encoder(at: state).update(contribution, using: &generator)
    }

    /// Decodes an opened sum of contributions to that state into numbers.
    package func decode(_ sum: RingVector, at state: ModelState) throws -> [Double] {
        guard sum.count == sumLength(at: state) else {
            throw FederationError.attemptAbandoned(reason: .protocolBroken)
        }
        var values = try mechanism.decode(sum)
        guard let exponents = exponents(at: state) else { return values }
        for index in values.indices { values[index] *= Self.power(exponents[index]) }
        return values
    }

    /// By coordinate, the power of two that one record's part stays within; nil where there is
    /// noise, which is measured against one clipping bound for all coordinates.
    private func exponents(at state: ModelState) -> [Int]? {
        guard mechanism.shares == nil else { return nil }
        return algorithm.boundsPerRecord(at: state).map { bound in
            bound > 0 && bound.isFinite ? Int(bound.exponent) + 1 : 0
        }
    }

    /// 2 to the power of an exponent in -1022...1023.
    private static func power(_ exponent: Int) -> Double {
        Double(sign: .plus, exponent: exponent, significand: 1)
    }
}
