package import DureCore

/// The ledger as the machines see it: an entry is durable when the call returns.
package protocol EventLog: Sendable {
    /// Enters an event before it takes effect.
    ///
    /// - Parameters:
    ///   - action: What is about to happen, as in `study.round.released`.
    ///   - object: The hash of what it happens to.
    ///   - details: Public details: names, counts and hashes, never personal data.
    func record(_ action: String, object: Digest?, details: [String: JSONValue]) throws
}
