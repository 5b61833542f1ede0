package import DureCore

/// What can go wrong in a federation.
///
/// No case carries a value of data, a key or a share.
@nonexhaustive
package enum FederationError: Error, Hashable, Sendable {
    /// A message from outside cannot be read.
    case unreadable(message: String, reason: WireError)
    /// A message is signed by nobody on the roster, or by another than it says.
    case unsigned(message: String)
    /// The plan differs from what this node approved; `field` says where.
    case planRefused(field: String)
    /// The attempt had to be given up; `reason` is one of our own words.
    case attemptAbandoned(reason: AbandonReason)
    /// There is no study of that name here.
    case unknownStudy(Name)
    /// The study already exists, with another manifest.
    case studyExists(Name)
    /// The study is in another state than the step needs.
    case wrongState(study: Name, state: String)
    /// A state file of this node cannot be read; it is left as it is.
    case damagedState(file: String)
}

/// Why an attempt at a round ended without a release.
package enum AbandonReason: String, Hashable, Sendable {
    /// Fewer members answered than the threshold.
    case tooFewMembers = "too-few-members"
    /// A member accused another of a bad box or share.
    case blame
    /// The members did not all compute on the same model.
    case modelsDiffer = "models-differ"
    /// A revealed share or secret does not match what was promised before.
    case badShare = "bad-share"
    /// The survivor list was not signed by enough members.
    case tooFewSignatures = "too-few-signatures"
    /// The coordinator or a member broke the protocol.
    case protocolBroken = "protocol-broken"
    /// The coordinator was restarted in mid-round.
    case restarted
}
