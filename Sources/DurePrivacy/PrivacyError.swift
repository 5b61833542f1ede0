package import DureCore

/// What can go wrong with privacy parameters, noise and budgets.
///
/// No case carries data.
@nonexhaustive
package enum PrivacyError: Error, Hashable, Sendable {
    /// The quantity is not a number, or outside the range that it can have at all.
    case invalid(PrivacyQuantity)
    /// The quantity is possible, but beyond the named limit of this program.
    case beyondLimit(PrivacyQuantity, limit: Double)
    /// No accountant can give a finite figure for these parameters.
    case noFigure
    /// No noise within the limits reaches the target.
    case unreachable(epsilon: Double, delta: Double)
    /// The charge does not fit: `spent` before it, `asked` with it, `limit` of the book, in nats.
    case budgetExhausted(spent: Double, asked: Double, limit: Double)
    /// One asker's charges would exceed what the dataset allows each of them; nothing was written.
    case askerExhausted(asker: String, spent: Double, asked: Double, limit: Double)
    /// The key stands in the book for something else, or for a charge that was given back.
    case chargeKeyReused(key: String)
    /// There is no book at the path. A lost book is not an empty one.
    case bookMissing(path: String)
    /// There is a book at the path already. A book is never begun anew.
    case bookExists(path: String)
    /// The book at the path is torn, altered or of another version.
    case bookDamaged(path: String)
    /// The book has as many entries as it may.
    case bookFull(limit: Int)
    /// The noise on the mean of so many members' vectors of that length would be `ratio` times as
    /// long as the longest mean.
    case noiseDrowns(ratio: Double, members: Int, dimension: Int)
    /// The disk refused.
    case storage(StorageError)
}

/// The quantities that a privacy computation takes.
package enum PrivacyQuantity: String, Hashable, Sendable, CaseIterable {
    /// Noise standard deviation divided by sensitivity.
    case sigma
    /// Probability with which a record enters one step.
    case samplingProbability
    /// Number of steps or rounds.
    case steps
    /// Number of different mechanisms composed.
    case parts
    /// Probability with which the epsilon may be exceeded.
    case delta
    /// Privacy loss, in nats.
    case epsilon
    /// Variance parameter of the discrete Gaussian, in squared ring steps.
    case sigmaSquared
    /// Clipping bound in ring steps.
    case clipSteps
    /// Members that stay, and members that collude.
    case members
    /// Number of coordinates of the vector.
    case dimension
    /// Key, study or mode of a charge.
    case text
}
