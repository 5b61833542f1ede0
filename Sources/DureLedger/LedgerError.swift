/// What can be wrong with a ledger or with what is to be entered in it.
@nonexhaustive
package enum LedgerError: Error, Hashable, Sendable {
    /// An origin must be 1 to 200 bytes without spaces and `+`.
    case originUnusable
    /// The folder holds the ledger of another key or origin.
    case otherLedger
    /// There are tiles, but no checkpoint.
    case checkpointMissing
    /// The checkpoint is not in the format.
    case checkpointUnreadable
    /// The checkpoint has no valid signature of the ledger's key.
    case signatureInvalid
    /// A tile that the checkpoint vouches for is not there.
    case tileMissing(path: String)
    /// A tile has another length, other entries or other hashes than the checkpoint vouches for.
    case tileDamaged(path: String)
    /// An entry has more bytes than its length can say.
    case entryTooLarge(limit: Int)
    /// An entry's text is not in the format.
    case entryUnreadable
    /// More entries than one batch may have.
    case batchTooLarge(limit: Int)
    /// No such entry, or no tree of that size.
    case outside(index: Int, size: Int)
    /// A verifier key's text is not in the format.
    case verifierKeyUnreadable
    /// A receipt's text is not in the format, or longer than it may be.
    case receiptUnreadable
    /// A witness's signature is not in the format.
    case cosignatureUnreadable
    /// A request to a witness is not in the format, or longer than it may be.
    case requestUnreadable
    /// A policy is not in the format; the line is counted from 1, and 0 for the whole.
    case policyUnreadable(line: Int)
    /// A piece of evidence is not in the format, or shows nothing.
    case evidenceUnreadable
    /// The ledger can hold no more.
    case full
}
