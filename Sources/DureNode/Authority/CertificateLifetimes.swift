/// How long things of the authority live, in milliseconds.
package enum CertificateLifetimes {
    static let day: Int64 = 86_400_000

    /// The self-signed root: ten years.
    package static let rootMilliseconds = 3_652 * day
    /// The issuing certificate and the server's: one year.
    package static let issuerMilliseconds = 365 * day
    /// A member's certificate: thirty days.
    package static let memberMilliseconds = 30 * day
    /// A member renews from that age on: twenty days.
    package static let renewalAgeMilliseconds = 20 * day
    /// A certificate is good from a little before it was made: clocks may differ by five minutes.
    package static let clockSkewMilliseconds: Int64 = 300_000
    /// A token waits that long for its member: 72 hours.
    package static let tokenMilliseconds = 3 * day
}
