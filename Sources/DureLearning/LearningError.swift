/// What can go wrong between rows and a model.
///
/// Rows are counted from 1; no case holds a value.
@nonexhaustive
package enum LearningError: Error, Hashable, Sendable {
    /// The data has no such column.
    case unknownColumn(column: String)
    /// The column holds texts where numbers are needed.
    case notNumbers(column: String)
    /// The column holds numbers where texts are needed.
    case notTexts(column: String)
    /// An infinite number stands in that row.
    case notFinite(row: Int, column: String)
    /// The label of that row is neither 0 nor 1.
    case labelNotBinary(row: Int, column: String)
    /// A column's public range or scaling cannot be used; `field` says which part.
    case badSpecification(column: String, field: String)
    /// The same column is named twice.
    case duplicateColumn(column: String)
    /// There are no features, or more than the limit.
    case featureCount(limit: Int)
    /// A setting of an algorithm is outside what it can use.
    case badSetting(name: String)
    /// The state belongs to another algorithm or another list of features.
    case stateMismatch
    /// The contribution came out as something other than finite numbers, so it must not leave.
    case contributionNotFinite
    /// The computation ended without a model.
    case failed(FailureReason)
    /// The computation ended without a model, and these columns or terms are why.
    case columnsAtFault(FailureReason, columns: [String])
    /// The text is no model, or the named part of it is wrong.
    case malformedModel(field: String)
    /// The model is not the one that its hash names.
    case modelHashMismatch
    /// The rows could not be read again, or are not those that were counted.
    case rowsUnreadable
    /// The method has to hold its rows, and they take more memory than it may have.
    case doesNotFit(neededByteCount: Int, limitByteCount: Int)
    /// Models of that kind have no form in that format.
    case notExportable(kind: String, format: String)
}

/// Why the coordinator could not make a next state from a sum.
package enum FailureReason: String, Sendable, Hashable, CaseIterable {
    /// The sum has another length than the algorithm's.
    case sumLength
    /// The sum holds NaN or infinity.
    case sumNotFinite
    /// The sum holds counts or shares that no rows have: one of the members sent garbage.
    case sumImpossible = "sum-impossible"
    /// The state belongs to another algorithm.
    case stateMismatch
    /// The sum led to numbers that are not finite.
    case stateNotFinite = "state-not-finite"
    /// The sum led to more numbers than a state may have.
    case stateTooLarge = "state-too-large"
    /// Nobody has a record.
    case noRecords = "no-records"
    /// The sum covers fewer records than the study demands.
    case tooFewRecords = "too-few-records"
    /// A fold covers fewer records than the study demands of a sum.
    case tooFewInFold = "too-few-in-fold"
    /// Fewer than three members have an intercept of their own: sums over them would tell it.
    case tooFewIntercepts = "too-few-intercepts"
    /// All records of all members carry the same label.
    case oneClass
    /// Nobody had the event by the horizon.
    case noEvents = "no-events"
    /// The equations have no single answer: some columns tell the same, and there is no ridge.
    case singular
    /// Some terms foretell the target without error, so that their coefficients grow without end.
    case separated
}

extension FailureReason {
    /// Why a sum over so many records makes no model; nil where it does.
    ///
    /// Half a record of tolerance, as fixed-point codes round.
    init?(records: Double, least: Int) {
        guard records > 0.5 else {
            self = .noRecords
            return
        }
        guard records <= Double(least) - 0.5 else { return nil }
        self = .tooFewRecords
    }
}
