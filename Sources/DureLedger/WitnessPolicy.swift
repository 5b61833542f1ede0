internal import DureCore

/// Whose signatures make a head good: ledgers, witnesses, groups of them and a quorum (C2SP
/// tlog-policy).
package struct WitnessPolicy: Sendable, Hashable {
    /// The longest policy, in bytes.
    package static let byteCountMax = 1 << 18
    /// The most ledgers, witnesses and groups together.
    private static let lineCountMax = 2_048

    private struct Group: Sendable, Hashable {
        let threshold: Int
        let members: [String]
    }

    /// The ledgers, of which any is taken; empty where the ledger is known otherwise.
    package private(set) var ledgers: [VerifierKey] = []
    /// The witnesses.
    package private(set) var witnesses: [VerifierKey] = []
    private var names: [String: VerifierKey] = [:]
    private var groups: [String: Group] = [:]
    private var quorum: String?

    /// Any so many of the witnesses.
    ///
    /// - Parameter threshold: 1 to the number of witnesses; 0, or no witnesses, asks for none.
    package init(ledger: VerifierKey, witnesses: [VerifierKey], threshold: Int) {
        ledgers = [ledger]
        // Whose key another has given out as its own does not count twice.
        let witnesses = witnesses.indices.filter { index in
            !witnesses[..<index].contains { $0.publicKey == witnesses[index].publicKey }
        }.map { witnesses[$0] }
        self.witnesses = witnesses
        for (index, key) in witnesses.enumerated() { names["w\(index + 1)"] = key }
        guard threshold > 0, !witnesses.isEmpty else {
            quorum = "none"
            return
        }
        let members = witnesses.indices.map { "w\($0 + 1)" }
        groups["members"] = Group(threshold: min(threshold, witnesses.count), members: members)
        quorum = "members"
    }

    /// Whether those witnesses are enough.
    package func isMet(by keys: [VerifierKey]) -> Bool {
        guard let quorum, quorum != "none" else { return true }
        return holds(quorum, Set(keys))
    }

    /// How many of the witnesses the quorum asks for, where it is one witness or one plain group.
    package var threshold: Int? {
        guard let quorum, quorum != "none" else { return 0 }
        if names[quorum] != nil { return 1 }
        return groups[quorum].flatMap { group in
            group.members.allSatisfy { names[$0] != nil } ? group.threshold : nil
        }
    }

    // Groups name only what stands above them, so this ends.
    private func holds(_ name: String, _ keys: Set<VerifierKey>) -> Bool {
        if let key = names[name] { return keys.contains(key) }
        guard let group = groups[name] else { return false }
        return group.members.count { holds($0, keys) } >= group.threshold
    }

    /// The policy's text: what ``init(ledger:witnesses:threshold:)`` made, as a file.
    package var text: String {
        var lines = ledgers.map { "log \($0)" }
        lines += witnesses.indices.map { "witness w\($0 + 1) \(witnesses[$0])" }
        if let quorum, let group = groups[quorum] {
            lines.append(
                "group \(quorum) \(group.threshold) " + group.members.joined(separator: " "))
        }
        lines.append("quorum \(quorum ?? "none")")
        return lines.joined(separator: "\n") + "\n"
    }

    // MARK: Reading

    /// Reads a policy.
    ///
    /// - Throws: ``LedgerError/policyUnreadable(line:)`` with the line, from 1; 0 where there is no
    ///   quorum, or the text is too long or no text.
    package init(parsing bytes: [UInt8]) throws(LedgerError) {
        guard bytes.count <= Self.byteCountMax,
            bytes.allSatisfy({ $0 == 0x09 || $0 == 0x0a || ($0 >= 0x20 && $0 != 0x7f) }),
            let text = String(validating: bytes, as: UTF8.self)
        else { throw .policyUnreadable(line: 0) }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count <= Self.lineCountMax else { throw .policyUnreadable(line: 0) }
        for (index, line) in lines.enumerated() {
            let words = line.split { $0 == " " || $0 == "\t" }.map(String.init)
            guard let first = words.first, !first.hasPrefix("#") else { continue }
            guard take(words) else { throw .policyUnreadable(line: index + 1) }
        }
        guard quorum != nil else { throw .policyUnreadable(line: 0) }
    }

    /// Takes one line; false where it is not one of the format's.
    private mutating func take(_ words: [String]) -> Bool {
        switch words[0] {
        case "log" where words.count == 2 || words.count == 3:
            // A key that cannot be read makes the line unreadable.
            guard let key = try? VerifierKey(parsing: words[1]),
                !ledgers.contains(where: { $0.publicKey == key.publicKey })
            else { return false }
            ledgers.append(key)
            return true
        case "witness" where words.count == 3 || words.count == 4:
            guard isFree(words[1]),
                let key = try? VerifierKey(parsing: words[2], kind: .witness),
                !witnesses.contains(where: { $0.publicKey == key.publicKey })
            else { return false }
            witnesses.append(key)
            names[words[1]] = key
            return true
        case "group" where words.count >= 4:
            return takeGroup(words)
        case "quorum" where words.count == 2:
            guard quorum == nil, words[1] == "none" || isDefined(words[1]) else { return false }
            quorum = words[1]
            return true
        default:
            return false
        }
    }

    private mutating func takeGroup(_ words: [String]) -> Bool {
        let members = Array(words[3...])
        let taken = Set(groups.values.flatMap(\.members))
        guard isFree(words[1]), Set(members).count == members.count,
            members.allSatisfy({ isDefined($0) && !taken.contains($0) })
        else { return false }
        let threshold: Int
        switch words[2] {
        case "all": threshold = members.count
        case "any": threshold = 1
        default:
            guard let number = Int(words[2]), String(number) == words[2] else { return false }
            threshold = number
        }
        guard (1...members.count).contains(threshold) else { return false }
        groups[words[1]] = Group(threshold: threshold, members: members)
        return true
    }

    private func isFree(_ name: String) -> Bool { name != "none" && !isDefined(name) }

    private func isDefined(_ name: String) -> Bool { names[name] != nil || groups[name] != nil }
}

extension LedgerReader {
    /// The policy that lies beside the ledger, as its node wrote it; nil for none.
    package func policy() throws -> WitnessPolicy? {
        try read("policy", byteCountMax: WitnessPolicy.byteCountMax)
            .map { (bytes) throws(LedgerError) in try WitnessPolicy(parsing: bytes) }
    }
}
