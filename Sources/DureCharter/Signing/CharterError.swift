package import DureCore

/// Why a version of a charter cannot be signed, or is not what was signed.
@nonexhaustive
package enum CharterError: Error, Hashable, Sendable {
    /// The file is an accord; members of a federation sign it in another way.
    case notACharter
    /// The charter names no people who sign it.
    case noSigners
    /// The file is another charter than the one before.
    case otherCharter(last: String)
    /// The versions are counted up by one.
    case wrongVersion(found: Int, expected: Int)
    /// `previous` is not the hash of the version before.
    case wrongPrevious(expected: Digest)
    /// The first day lies before that of the version before.
    case beforeLast(found: String, last: String)
    /// A change cannot hold from a day that is over.
    case inThePast(found: String, today: String)
    /// Lint found so many errors.
    case lint(count: Int)
    /// There is no file of tests where it must lie.
    case testsMissing(path: String)
    /// The file of tests holds none.
    case noTests
    /// So many tests failed.
    case testsFailed(count: Int)
    /// The key belongs to none of those who may sign.
    case notASigner
    /// This person has signed the version already.
    case signedAlready(person: Name)
    /// A kept version's signatures are missing, or not of those who may sign.
    case badSignatures(version: Int)
    /// The ledger says that these versions were signed, and they are not kept.
    case versionsGone([Digest])
    /// The charter itself says who may change it, and does not permit this.
    case changeRefused(reasons: [String])
    /// The rules in the home are none of the signed versions.
    case unsigned(path: String)
    /// No signed version is in force yet.
    case noneInForce(from: String)
    /// The key file can be read by others, or is no key file.
    case badKey(path: String)
    /// A person's key does not belong into a node's home.
    case keyInHome(path: String)
    /// The request cannot be read at this field.
    case badRequest(field: String)
    /// There is no pack of that name.
    case unknownPack(name: String)
}
