package import DureCore

/// What can go wrong between a federation's authority and its members.
///
/// Tokens, secrets and keys are in no case; what to do about each is in ``phrase``.
@nonexhaustive
package enum AuthorityError: Error, Hashable, Sendable {
    /// The token's text is not `dure1:…:…`.
    case tokenMalformed
    /// The authority never issued that token, or has forgotten it.
    case tokenUnknown
    /// The token was used before.
    case tokenUsed(member: Name)
    /// The token's time is over.
    case tokenExpired(member: Name)
    /// The token was made for another member than the one who shows it.
    case tokenForOtherMember(asked: Name)
    /// So many tokens are kept that no more are issued.
    case tokensExhausted(limit: Int)
    /// The request was not made with the token's secret for this server.
    case requestForged
    /// The request is not a certificate request that this authority can answer.
    case requestMalformed
    /// The answer was not made with the token's secret.
    case answerForged
    /// The answer cannot be read, or is not for the key that asked.
    case answerMalformed
    /// The chain does not end in the federation's own root certificate.
    case certificateForeign
    /// A certificate of the chain has run out.
    case certificateExpired(at: Timestamp)
    /// A certificate of the chain is not valid yet.
    case certificateNotYetValid(until: Timestamp)
    /// The certificate belongs to a member where a server's is needed, or the other way about.
    case certificateForOtherRole
    /// The certificate cannot be read, or says other things than Dure's own do.
    case certificateMalformed
    /// The issuing certificate has run out; the root key must make a new one.
    case issuerExpired(at: Timestamp)
    /// The federation invited the member for another economy than the member's settings name.
    case economyOther
    /// There is a member of that name, and its key cannot be replaced now.
    case memberKnown
    /// A file of the authority is missing.
    case fileMissing(path: String)
    /// A file of the authority cannot be read as what it should be.
    case fileMalformed(path: String)
    /// The cryptographic library refused; nothing was issued.
    case cryptography
}

extension AuthorityError {
    /// The short name by which a refusal travels from the authority to a member.
    package var code: String {
        switch self {
        case .tokenMalformed: "token-malformed"
        case .tokenUnknown: "token-unknown"
        case .tokenUsed: "token-used"
        case .tokenExpired: "token-expired"
        case .tokenForOtherMember: "token-for-other-member"
        case .requestForged: "request-forged"
        case .requestMalformed: "request-malformed"
        case .certificateForeign: "certificate-foreign"
        case .certificateExpired: "certificate-expired"
        case .certificateNotYetValid: "certificate-not-yet-valid"
        case .certificateForOtherRole: "certificate-for-other-role"
        case .certificateMalformed: "certificate-malformed"
        case .issuerExpired: "issuer-expired"
        case .economyOther: "economy-other"
        case .memberKnown: "member-known"
        default: "authority-failed"
        }
    }
}
