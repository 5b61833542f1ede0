/// What can go wrong in the arithmetic and the boxes of secure aggregation.
///
/// No case holds a value, a key or a share.
@nonexhaustive
package enum SecureAggregationError: Error, Hashable, Sendable {
    /// A coordinate is infinite or not a number: the member must not upload.
    case notFinite(coordinate: Int)
    /// A coordinate is larger than the encoding allows.
    case outOfRange(coordinate: Int)
    /// The encoding's parameter is not one that can be used.
    case unusableEncoding(field: String)
    /// The bytes, words or values have another count than was agreed.
    case wrongLength(field: String, expected: Int, found: Int)
    /// Two vectors of different word sizes meet.
    case wordSizesDiffer
    /// No threshold keeps the promise for so many members and colluders.
    case noThreshold(members: Int, colluding: Int)
    /// The group is larger than the protocol is made for.
    case tooManyMembers(found: Int, limit: Int)
    /// A secret cannot be shared so: too few holders, a holder named twice, or one without number.
    case unusableHolders(count: Int)
    /// The share of this holder holds a word outside the field.
    case malformedShare(holder: Int)
    /// The shares do not belong to one secret.
    case sharesDisagree
    /// The bytes are no public key of the suite.
    case badPublicKey
    /// The box was made for another key or another purpose, or was changed on the way.
    case boxRefused
    /// The cryptographic library refused to work.
    case cryptographyFailed(operation: String)
}
