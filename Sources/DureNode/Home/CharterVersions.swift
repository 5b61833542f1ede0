package import DureCharter
package import DureCore
package import DureLedger

/// The signed versions of a home's charter: each with its tests and signatures, none ever removed.
///
/// Signing is set up by the founding version, the first that two people have signed. From then on
/// `charter.toml` counts only while it is one of these versions, byte for byte, and the newest one
/// whose day has come decides.
package struct CharterVersions: Sendable {
    /// The most versions of one charter.
    package static let countMax = 10_000
    private static let folder = "charter/versions"
    private static let pendingFolder = "charter/pending"
    private static let lockPath = "charter/lock"

    private let storage: any Storage

    /// The versions in a home.
    package init(storage: any Storage) {
        self.storage = storage
    }

    /// All versions, the founding one first, with every signature and every link checked.
    ///
    /// - Throws: ``CharterError``; ``NodeError/damaged(path:)`` where a file is gone.
    package func all() throws -> [SignedCharter] {
        let numbers = try storage.list(Self.folder).compactMap { file -> Int? in
            file.hasSuffix(".tests.toml") || !file.hasSuffix(".toml")
                ? nil : Int(file.dropLast(".toml".count))
        }
        guard numbers.count <= Self.countMax else {
            throw NodeError.damaged(path: Self.folder)
        }
        var versions: [SignedCharter] = []
        for number in numbers.sorted() {
            let version = try read(
                "\(Self.folder)/\(Self.name(of: number))", after: versions.last?.charter)
            guard version.isComplete, version.charter.version == number else {
                throw CharterError.badSignatures(version: number)
            }
            versions.append(version)
        }
        return versions
    }

    /// The versions that the ledger says were signed and that are not kept any more, by their
    /// hashes, in its order.
    ///
    /// Who can write to the home can remove its newest versions, and then an older one decides; the
    /// ledger's entries they cannot remove unseen.
    ///
    /// - Throws: What ``all()`` and the reader throw.
    /// - Complexity: Linear in the ledger.
    package func missing(in ledger: LedgerReader) throws -> [Digest] {
        var known = Set(try all().map(\.charter.hash))
        let head = try ledger.checkpoint()
        var missing: [Digest] = []
        for start in stride(from: 0, to: head.size, by: LedgerReader.entryCountMax) {
            let end = min(head.size, start + LedgerReader.entryCountMax)
            for bytes in try ledger.entries(start..<end, under: head) {
                let entry = try LedgerEntry(parsing: bytes)
                guard entry.action == Self.signedAction, let hash = entry.object,
                    known.insert(hash).inserted
                else { continue }
                missing.append(hash)
            }
        }
        return missing
    }

    private static let signedAction = "charter.signed"

    /// The rules that decide on a day, given what lies in `charter.toml`.
    ///
    /// - Parameter path: The file that errors name.
    /// - Throws: ``CharterError/unsigned(path:)``, ``CharterError/noneInForce(from:)``, and what
    ///   ``all()`` throws.
    func charter(deciding current: Charter, on date: String, path: String) throws -> Charter {
        let versions = try all()
        guard let first = versions.first else {
            // Who names signers, or a version before, has signed versions: then they are missing.
            guard current.signers.isEmpty, current.previous == nil else {
                throw CharterError.unsigned(path: path)
            }
            return current
        }
        guard versions.contains(where: { $0.charter.hash == current.hash }) else {
            throw CharterError.unsigned(path: path)
        }
        // The founding version was followed before it was signed; it decides until the next.
        guard let deciding = versions.last(where: { $0.charter.isInForce(on: date) }) else {
            throw CharterError.noneInForce(from: first.charter.inForce)
        }
        return deciding.charter
    }

    // MARK: Signing

    /// What a person's signature led to.
    package struct Outcome: Sendable {
        /// The version with all its signatures.
        package let version: SignedCharter
        /// The version before; nil for the founding one.
        package let last: Charter?
    }

    /// A version as the next one after those signed, with the signatures that it has so far.
    ///
    /// - Throws: ``CharterError``, `TOMLError`.
    package func proposal(
        _ text: [UInt8], tests: [UInt8], on date: String
    ) throws -> Outcome {
        let last = try all().last?.charter
        let fresh = try SignedCharter(proposing: text, tests: tests, after: last)
        if last != nil, fresh.charter.inForce < date {
            throw CharterError.inThePast(found: fresh.charter.inForce, today: date)
        }
        let base = "\(Self.pendingFolder)/\(fresh.charter.hash.hex)"
        guard try exists("\(base).sig.json") else { return Outcome(version: fresh, last: last) }
        let pending = try read(base, after: last)
        // Signatures are of the tests too: with others they begin anew.
        return Outcome(
            version: pending.statement == fresh.statement ? pending : fresh, last: last)
    }

    /// Adds a person's signature; with the second one the version is signed and takes the place of
    /// `charter.toml`.
    ///
    /// Both are in the ledger before they count.
    ///
    /// - Throws: ``CharterError``, `TOMLError`, or what storage and ledger throw.
    package func sign(
        _ text: [UInt8], tests: [UInt8], with identity: NodeIdentity, at time: Timestamp,
        log: LedgerLog
    ) throws -> Outcome {
        try storage.locked(Self.lockPath) {
            let proposal = try proposal(text, tests: tests, on: time.date)
            var version = proposal.version
            let signer = try version.signer(with: identity.publicKey)
            try version.sign(with: identity, at: time)
            // Where it only waits for more people, so does the version.
            if let decision = version.changeDecision, decision.verdict > .needsApproval {
                throw CharterError.changeRefused(reasons: decision.ruleIDs)
            }
            var details = Self.details(of: version)
            details["person"] = .string(signer.person.text)
            details["role"] = .string(signer.role)
            try log.record("charter.approved", object: version.charter.hash, details: details)
            if version.isComplete {
                try log.record(
                    Self.signedAction, object: version.charter.hash,
                    details: Self.details(of: version))
                try keep(version)
            } else {
                try write(version, to: "\(Self.pendingFolder)/\(version.charter.hash.hex)")
            }
            return Outcome(version: version, last: proposal.last)
        }
    }

    private func keep(_ version: SignedCharter) throws {
        try write(version, to: "\(Self.folder)/\(Self.name(of: version.charter.version))")
        try storage.write(version.tests, to: "charter.tests.toml")
        try storage.write(version.text, to: "charter.toml")
        let pending = "\(Self.pendingFolder)/\(version.charter.hash.hex)"
        for ending in [".sig.json", ".tests.toml", ".toml"] {
            try storage.remove(pending + ending)
        }
    }

    private static func details(of version: SignedCharter) -> [String: JSONValue] {
        var details: [String: JSONValue] = [
            "version": .integer(Int64(version.charter.version)),
            "in_force": .string(version.charter.inForce),
            "tests": .string(version.statement.tests.hex),
        ]
        details["previous"] = version.charter.previous.map { .string($0.hex) }
        return details
    }

    // MARK: Files

    private static func name(of number: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, 6 - text.count)) + text
    }

    private func exists(_ path: String) throws -> Bool {
        try storage.read(path, byteCountMax: Charter.byteCountMax) != nil
    }

    private func read(_ base: String, after last: Charter?) throws -> SignedCharter {
        func file(_ ending: String, _ byteCountMax: Int) throws -> [UInt8] {
            guard let bytes = try storage.read(base + ending, byteCountMax: byteCountMax) else {
                throw NodeError.damaged(path: base + ending)
            }
            return bytes
        }
        return try SignedCharter(
            keeping: file(".toml", Charter.byteCountMax),
            tests: file(".tests.toml", Charter.byteCountMax),
            signatures: file(".sig.json", SignedCharter.byteCountMax), after: last)
    }

    /// The charter's own file comes last: without it there is no version.
    private func write(_ version: SignedCharter, to base: String) throws {
        try storage.write(version.tests, to: base + ".tests.toml")
        try storage.write(version.signatureFile, to: base + ".sig.json")
        try storage.write(version.text, to: base + ".toml")
    }
}
