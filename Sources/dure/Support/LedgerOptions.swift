import ArgumentParser
import DureCore
import DureLedger
import DureNode

/// The keys with which a ledger is checked: its own, and those of its witnesses.
struct LedgerKeys: ParsableArguments {
    @Option(name: .long, help: "The ledger's public key, a copy of its file ledger/verifier.")
    var key: String?

    @Option(
        name: .long,
        help: "A witness that must have signed: a copy of its file ledger/cosigner. Repeat it.")
    var witnessKey: [String] = []

    @Option(
        name: .long,
        help: "A tlog-policy file: which witnesses must have signed, and how many of them.")
    var policy: String?

    func validate() throws {
        guard witnessKey.isEmpty || policy == nil else {
            throw ValidationError(Speech.say(LedgerCommandPhrases.keysOrPolicy))
        }
    }

    /// Whether the ledger's key came from elsewhere than the ledger's own folder.
    var isGiven: Bool { key != nil || policy != nil }

    /// The ledger's key: the one that was given, the only one of the policy, or the one in the
    /// folder.
    func ledgerKey(at path: String?) throws -> VerifierKey {
        if key == nil, let only = try policyFile()?.ledgers, only.count == 1 { return only[0] }
        return try Self.read(key ?? "\(path ?? "")/\(LedgerReader.folder)/verifier", .ledger)
    }

    /// What the witnesses must be, where the user said it.
    func required(_ ledger: VerifierKey) throws -> WitnessPolicy? {
        if let policy = try policyFile() { return policy }
        guard !witnessKey.isEmpty else { return nil }
        let keys = try witnessKey.map { try Self.read($0, .witness) }
        return WitnessPolicy(ledger: ledger, witnesses: keys, threshold: keys.count)
    }

    private func policyFile() throws -> WitnessPolicy? {
        try policy.map {
            try WitnessPolicy(
                parsing: UserFile.read($0, byteCountMax: WitnessPolicy.byteCountMax))
        }
    }

    private static func read(_ path: String, _ kind: VerifierKey.Kind) throws -> VerifierKey {
        let bytes = try UserFile.read(path, byteCountMax: 4_096)
        do throws(LedgerError) {
            return try VerifierKey(parsing: String(decoding: bytes, as: UTF8.self), kind: kind)
        } catch {
            let phrase =
                kind == .ledger
                ? LedgerCommandPhrases.notLedgerKey : LedgerCommandPhrases.notWitnessKey
            StandardStreams.error(Speech.say(phrase, ["path": path]))
            throw ExitCode(1)
        }
    }
}

/// A ledger below a folder, and the keys to check it with.
struct LedgerSource: ParsableArguments {
    @Argument(help: "The home, or a copy of it: the folder that holds ledger/.")
    var path: String

    @OptionGroup var keys: LedgerKeys

    var storage: FileStorage { FileStorage(root: path) }

    /// A reader of a ledger that was found to be sound.
    ///
    /// An entry that was changed may still be readable: only the whole says that it is right.
    ///
    /// - Throws: `ExitCode` 1, once the fault has been told.
    func soundReader() throws -> LedgerReader {
        let key = try keys.ledgerKey(at: path)
        let audit = LedgerVerifier.verify(storage, key: key, policy: try keys.required(key))
        guard audit.isSound else {
            StandardStreams.error(audit.sentence(Speech.language))
            StandardStreams.error(Speech.say(LedgerCommandPhrases.notShown, ["path": path]))
            throw ExitCode(1)
        }
        return LedgerReader(storage, key: key)
    }
}

/// What a check of a whole ledger found, for people and programs.
struct LedgerReport {
    let audit: LedgerAudit
    /// The policy that lies beside the ledger, where no other was given.
    let beside: WitnessPolicy?
    let evidence: [(file: String, found: (key: VerifierKey, fork: LedgerFork)?)]

    var json: JSONValue {
        var json = audit.answer(Speech.language).members ?? [:]
        if !evidence.isEmpty { json["evidence"] = .array(evidence.map(Self.json)) }
        return .object(json)
    }

    func lines(hasOwnKey: Bool) -> [String] {
        var lines = [audit.sentence(Speech.language)]
        if audit.isSound {
            if let root = audit.root {
                lines.append(Speech.say(LedgerCommandPhrases.root, ["root": root.hex]))
            }
            lines += witnessLines
            if hasOwnKey { lines.append(Speech.say(LedgerCommandPhrases.ownKey)) }
        }
        return lines + evidenceLines
    }

    private var witnessLines: [String] {
        guard let witnessed = audit.witnessed, !witnessed.signers.isEmpty else {
            return [Speech.say(LedgerCommandPhrases.noWitness)]
        }
        var lines = [
            Speech.say(
                LedgerCommandPhrases.witnessed,
                ["size": "\(witnessed.size)", "count": "\(witnessed.signers.count)"])
        ]
        lines += witnessed.signers.map { Self.line($0.name, $0.time) }
        if let beside, let threshold = beside.threshold {
            lines.append(
                Speech.say(
                    LedgerCommandPhrases.ownPolicy,
                    ["threshold": "\(threshold)", "all": "\(beside.witnesses.count)"]))
        }
        return lines
    }

    /// Evidence against others, for whoever looks at this ledger.
    var evidenceLines: [String] {
        evidence.map { file, found in
            let file = file.plain(keepsLines: false)
            guard let (key, fork) = found else {
                return Speech.say(LedgerCommandPhrases.badEvidence, ["file": file])
            }
            return Speech.say(
                fork.isProven ? LedgerCommandPhrases.fork : LedgerCommandPhrases.unproven,
                [
                    "ledger": key.name, "known": "\(fork.known.size)",
                    "offered": "\(fork.offered.size)", "file": file,
                ])
        }
    }

    static func line(_ name: String, _ time: Timestamp) -> String { "  \(time)  \(name)" }

    static func json(
        _ evidence: (file: String, found: (key: VerifierKey, fork: LedgerFork)?)
    ) -> JSONValue {
        guard let (key, fork) = evidence.found else {
            return ["file": .string(evidence.file), "readable": false]
        }
        return [
            "file": .string(evidence.file), "ledger": .string(key.name),
            "known": .count(fork.known.size), "offered": .count(fork.offered.size),
            "proven": .bool(fork.isProven),
        ]
    }
}
