/// What can go wrong in judging a model.
///
/// Rows are counted from 1; no case holds a value.
@nonexhaustive
package enum AssessmentError: Error, Hashable, Sendable {
    /// There are not as many labels as predictions, or the two models saw different rows.
    case rowsDiffer
    /// That row's prediction is no number from 0 to 1.
    case notAProbability(row: Int)
    /// The text is no outcome, or the named part of it is wrong.
    case malformed(field: String)
    /// More members than an outcome may list.
    case tooManyMembers(limit: Int)
}
