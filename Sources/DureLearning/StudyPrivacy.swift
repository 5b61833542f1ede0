package import DureCharter
package import DurePrivacy

/// How a study promises privacy, as its manifest says it in `[privacy]`.
package struct StudyPrivacy: Sendable, Hashable {
    /// How DP-SGD draws the records of a step; the same at every member.
    package struct Sampling: Sendable, Hashable {
        /// The public number of records that a step expects: the divisor of its sum.
        package let batch: Int
        /// The public number of records that a member is taken to have.
        ///
        /// How many it truly has is nobody's business, so nothing is computed from that: the
        /// promise holds whatever it is. A member with more takes larger batches.
        package let records: Int

        /// Both above 0, and no more in a batch than there are.
        package init(batch: Int, records: Int) {
            precondition(batch > 0 && batch <= records, "a share of the records")
            self.batch = batch
            self.records = records
        }

        /// The probability with which a record joins a step; above 0, at most 1.
        package var probability: Double { Double(batch) / Double(records) }
    }

    /// Whose record is protected, and against whom.
    package let mode: PrivacyMode
    /// The privacy loss of the whole study, in nats, at ``delta``.
    package let epsilon: Double
    /// The probability with which the loss may be larger.
    package let delta: Double
    /// The L2 norm to which a record's part, or with `member/joint` a member's, is clipped, as
    /// written; nil for ``clipDefault``, or for what the algorithm knows better.
    package let clip: Double?
    /// How records are drawn; `record/local` alone.
    package let sampling: Sampling?
    /// Whether noise longer than the largest mean is what the author wants; `member/joint` alone.
    package let acceptsNoise: Bool

    /// A promise as it is; for what manifests refuse see ``read(_:)``.
    package init(
        mode: PrivacyMode, epsilon: Double, delta: Double, clip: Double? = nil,
        sampling: Sampling? = nil, acceptsNoise: Bool = false
    ) {
        self.mode = mode
        self.epsilon = epsilon
        self.delta = delta
        self.clip = clip
        self.sampling = sampling
        self.acceptsNoise = acceptsNoise
    }

    /// The clipping bound where none is written.
    package static let clipDefault = 1.0
    /// The word of a study without noise.
    private static let none = "none"

    /// Reads the table `[privacy]`.
    ///
    /// - Returns: Nil for `mode = "none"`: exact sums, and no guarantee of what they say.
    /// - Throws: `TOMLError` with the line and the key of what is wrong.
    package static func read(_ table: TOMLReader) throws(TOMLError) -> StudyPrivacy? {
        if try table.string("mode") == none {
            try table.refuseUnknownKeys(allowed: ["mode"])
            return nil
        }
        return try StudyPrivacy(table)
    }

    private init(_ table: TOMLReader) throws(TOMLError) {
        let mode: PrivacyMode = try table.choice("mode")
        var keys: Set<String> = ["mode", "epsilon", "delta", "clip"]
        switch mode {
        case .recordJoint: break
        case .recordLocal: keys.formUnion(["batch", "records"])
        case .memberJoint: keys.insert("accept_noise")
        // The coordinator would see the raw sum: no study is run like that.
        case .central: throw table.error("mode", .unknownValue)
        }
        try table.refuseUnknownKeys(allowed: keys)
        try self.init(
            mode: mode, epsilon: table.double("epsilon", in: 1e-3...100),
            delta: table.double("delta", in: 1e-15...0.1),
            clip: table.optionalDouble("clip", in: 1e-6...1e6),
            sampling: mode == .recordLocal ? Self.sampling(table) : nil,
            acceptsNoise: table.optionalBool("accept_noise") ?? false)
    }

    private static func sampling(_ table: TOMLReader) throws(TOMLError) -> Sampling {
        let records = try table.integer("records", in: 1...100_000_000)
        let batch = try table.integer("batch", in: 1...1_000_000)
        guard batch <= records else { throw table.error("batch", .notTogether(with: "records")) }
        return Sampling(batch: batch, records: records)
    }
}
