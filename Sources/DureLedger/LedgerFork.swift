package import DureCore

/// Evidence that a ledger has two histories: two heads that it signed.
///
/// Two heads of one size with different roots prove it to everybody. A head whose proof does not
/// lead to it from an older one shows that its sender could not prove what it claimed; the heads
/// are kept for people to follow up.
package struct LedgerFork: Sendable, Hashable {
    /// The longest piece of evidence, in bytes.
    package static let byteCountMax = 400_000
    /// The folder below a ledger's own in which a witness keeps what it found of others.
    package static let folder = "evidence"
    /// The most pieces against one ledger: so many that prove it, and so many that do not.
    package static let countMax = 4
    /// The longest name of a file of evidence, in bytes; a longer one is none of ours.
    static let nameByteCountMax = 64
    private static let type = "dure/ledger-fork1"

    /// The head that was accepted first; of two that have one size, the one with the lower root.
    package let known: Checkpoint
    /// The head that does not go with it.
    package let offered: Checkpoint
    /// The proof that came with it and does not lead there; nil where the sizes are equal.
    package let proof: [Digest]?

    init(known: Checkpoint, offered: Checkpoint, proof: [Digest]?) {
        // Whichever was seen first: one fork is one piece of evidence.
        let isInOrder =
            known.size != offered.size
            || known.root.bytes.lexicographicallyPrecedes(offered.root.bytes)
        self.known = isInOrder ? known : offered
        self.offered = isInOrder ? offered : known
        self.proof = proof
    }

    /// Whether the heads alone prove it.
    package var isProven: Bool { known.size == offered.size }

    /// The evidence as a file: canonical JSON with the key and both heads as they were signed.
    package func bytes(key: VerifierKey) -> [UInt8] {
        var json: [String: JSONValue] = [
            "type": .string(Self.type), "key": .string(key.description),
            "known": .string(String(decoding: known.note, as: UTF8.self)),
            "offered": .string(String(decoding: offered.note, as: UTF8.self)),
        ]
        json["proof"] = proof.map { .array($0.map { .string(Base64.encode($0.bytes)) }) }
        return JSONValue.object(json).canonicalBytes
    }

    /// The file's name: the same fork is kept once, whoever has signed below its heads.
    package func fileName(key: VerifierKey) -> String {
        var canonical = CanonicalBytes(label: Self.type)
        canonical.append(UInt64(known.size))
        canonical.append(known.root)
        canonical.append(UInt64(offered.size))
        canonical.append(offered.root)
        let digest = canonical.digest
        return "\(Self.prefix(of: key))\(offered.size)-\(digest.hex.prefix(16)).json"
    }

    static func prefix(of key: VerifierKey) -> String { "\(Hex.encode(key.keyID))-" }

    /// Reads evidence and checks that it shows something: both heads are signed by the key that is
    /// named, and do not go together.
    ///
    /// - Throws: ``LedgerError/evidenceUnreadable``.
    package static func read(
        _ bytes: [UInt8]
    ) throws(LedgerError) -> (key: VerifierKey, fork: LedgerFork) {
        // Whatever is wrong with a file, it shows nothing then.
        guard let json = try? JSONValue(parsing: bytes, byteCountMax: byteCountMax),
            json["type"]?.text == type, let text = json["key"]?.text,
            let key = try? VerifierKey(parsing: text),
            let known = json["known"]?.text.flatMap({ try? Checkpoint(parsing: $0, key: key) }),
            let offered = json["offered"]?.text.flatMap({ try? Checkpoint(parsing: $0, key: key) })
        else { throw .evidenceUnreadable }
        let proof = json["proof"]?.elements?.compactMap {
            // A hash of another length makes the proof one that leads nowhere, as it was.
            $0.text.flatMap(Base64.decode).flatMap { try? Digest(bytes: $0) }
        }
        let fork = LedgerFork(known: known, offered: offered, proof: proof)
        guard known.root != offered.root || known.size != offered.size else {
            throw .evidenceUnreadable
        }
        if let proof {
            let isConsistent = MerkleTree.verifyConsistency(
                first: known.size, firstRoot: known.root, second: offered.size,
                secondRoot: offered.root, proof: proof)
            guard !isConsistent else { throw .evidenceUnreadable }
        } else if !fork.isProven {
            throw .evidenceUnreadable
        }
        return (key, fork)
    }
}

extension Checkpoint {
    fileprivate init(parsing text: String, key: VerifierKey) throws(LedgerError) {
        try self.init(parsing: Array(text.utf8), key: key)
    }
}

extension LedgerReader {
    /// The evidence against other ledgers that this node has kept, by its files' names.
    ///
    /// - Returns: Nil in place of what cannot be read or shows nothing.
    package func evidence() throws -> [(file: String, found: (key: VerifierKey, fork: LedgerFork)?)]
    {
        try evidence(in: storage.list("\(folder)/\(LedgerFork.folder)"))
    }

    func evidence(
        in files: [String]
    ) throws -> [(file: String, found: (key: VerifierKey, fork: LedgerFork)?)] {
        try files.filter { $0.hasSuffix(".json") && $0.utf8.count <= LedgerFork.nameByteCountMax }
            .prefix(Self.evidenceCountMax).map { file in
                let bytes = try read(
                    "\(LedgerFork.folder)/\(file)", byteCountMax: LedgerFork.byteCountMax)
                return (file, bytes.flatMap { try? LedgerFork.read($0) })
            }
    }

    /// The most pieces of evidence that are kept: more than all members of a federation can give
    /// cause for.
    package static let evidenceCountMax = 4_096
}
