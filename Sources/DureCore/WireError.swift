/// What can be wrong with bytes that came from outside.
///
/// The bytes themselves are never kept.
@nonexhaustive
package enum WireError: Error, Hashable, Sendable {
    /// The bytes end before the field does.
    case truncated(field: String)
    /// Bytes are left after the last field.
    case trailing
    /// The field holds something other than its type allows.
    case malformed(field: String)
    /// The field has another length than its type.
    case wrongLength(field: String)
    /// The field is larger than the named limit.
    case tooLarge(field: String, limit: Int)
    /// The format is of another version than this program reads.
    case version(found: UInt32)
}
