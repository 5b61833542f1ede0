package import DureCore

/// How noise enters, and against whom it is promised (protocol.md, 4.1).
package enum PrivacyMode: String, Hashable, Sendable, CaseIterable {
    /// One record of one member; noise inside the member; against everybody.
    case recordLocal = "record/local"
    /// One record of any member; noise shares in the sum; against coordinator and c members.
    case recordJoint = "record/joint"
    /// One whole institution; noise shares in the sum; against coordinator and c members.
    case memberJoint = "member/joint"
    /// The coordinator adds the noise and sees the raw sum; against outsiders only.
    case central
}

/// One use of a dataset that is paid for.
package struct BudgetCharge: Hashable, Sendable {
    /// The longest key or study id, in UTF-8 bytes.
    package static let textByteCountMax = 200

    /// Names the charge: the same key is never charged twice.
    package let key: String
    /// The study that pays.
    package let study: String
    /// Who asked for it; nil where nobody wrote it down.
    package let asker: String?
    /// What the accountants compute with.
    package let mechanism: GaussianSteps
    /// The delta that the study states for itself; the book composes at its own.
    package let delta: Double
    /// The mode shown with every epsilon.
    package let mode: PrivacyMode
    /// When it was charged; not compared when a charge is repeated after a crash.
    package let time: Timestamp

    /// Checks texts and delta.
    ///
    /// - Throws: ``PrivacyError/invalid(_:)`` for an empty or overlong text, or delta outside
    ///   (0, 1).
    package init(
        key: String, study: String, mechanism: GaussianSteps, delta: Double, mode: PrivacyMode,
        time: Timestamp, asker: String? = nil
    ) throws(PrivacyError) {
        try Self.check(key)
        try Self.check(study)
        if let asker { try Self.check(asker) }
        try PrivacyAccountant.check(delta: delta)
        self.key = key
        self.study = study
        self.mechanism = mechanism
        self.delta = delta
        self.mode = mode
        self.time = time
        self.asker = asker
    }

    static func check(_ text: String) throws(PrivacyError) {
        guard !text.isEmpty, text.utf8.count <= textByteCountMax else { throw .invalid(.text) }
    }

    /// Whether both pay for the same thing, whenever they were written; who asks, the study says.
    func isSame(as other: BudgetCharge) -> Bool {
        key == other.key && study == other.study && mechanism == other.mechanism
            && delta == other.delta && mode == other.mode
    }
}

/// A release without noise: no guarantee, so no epsilon; listed so that nobody forgets it.
package struct UnboundedRelease: Hashable, Sendable {
    /// Names the release.
    package let key: String
    /// The study that released.
    package let study: String
    /// Who asked for it; nil where nobody wrote it down.
    package let asker: String?
    /// When it was recorded.
    package let time: Timestamp

    /// Checks the texts.
    ///
    /// - Throws: ``PrivacyError/invalid(_:)`` for an empty or overlong one.
    package init(
        key: String, study: String, time: Timestamp, asker: String? = nil
    ) throws(PrivacyError) {
        try BudgetCharge.check(key)
        try BudgetCharge.check(study)
        if let asker { try BudgetCharge.check(asker) }
        self.asker = asker
        self.key = key
        self.study = study
        self.time = time
    }
}

/// One line of a book.
package enum BudgetEntry: Hashable, Sendable {
    /// Counts.
    case charge(BudgetCharge)
    /// Was charged and given back, in a book of an earlier version. Does not count.
    case refunded(BudgetCharge)
    /// Has no guarantee and is only listed.
    case unbounded(UnboundedRelease)

    /// The study that the entry is of.
    package var study: String {
        switch self {
        case .charge(let charge), .refunded(let charge): charge.study
        case .unbounded(let release): release.study
        }
    }

    /// Who asked for the study; nil where nobody wrote it down.
    package var asker: String? {
        switch self {
        case .charge(let charge), .refunded(let charge): charge.asker
        case .unbounded(let release): release.asker
        }
    }

    /// The entry's key.
    package var key: String {
        switch self {
        case .charge(let charge), .refunded(let charge): charge.key
        case .unbounded(let release): release.key
        }
    }
}
