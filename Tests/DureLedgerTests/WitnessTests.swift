import enum Crypto.Curve25519
import DureCore
import DureLedger
import DureTesting
import Testing

/// Witnesses: what they sign, and what they find out.
@Suite struct WitnessTests {
    private let key: VerifierKey
    private let time = Timestamp(milliseconds: 1_796_117_400_125)

    init() throws {
        key = try Fixture.verifierKey()
    }

    private func cosigner(_ number: UInt8) throws -> Cosigner {
        try Cosigner(name: "w\(number).example/witness", privateKey: Fixture.key(number))
    }

    /// The document of C2SP tlog-cosignature shows this checkpoint; that its key id is made as
    /// prescribed is all that can be checked without the key.
    @Test func `a cosignature reads back, and says who, when and what`() throws {
        let head = try Fixture.ledger(5, in: MemoryStorage()).checkpoint()
        let cosigner = try cosigner(3)
        let line = try Cosignature(parsing: cosigner.cosign(head, at: time).bytes)
        #expect(line.name == "w3.example/witness")
        #expect(line.time(under: head, key: cosigner.key)?.milliseconds == 1_796_117_400_000)
        let keyText = "w3.example/witness\n\u{4}"
        let id = Digest(of: Array(keyText.utf8) + cosigner.key.publicKey).bytes.prefix(4)
        #expect(cosigner.key.keyID == Array(id))
        let message = Array("cosignature/v1\ntime 1796117400\n".utf8)
        let text = String(decoding: head.note, as: UTF8.self).split(separator: "\n\n")[0] + "\n"
        let text64 = try #require(
            String(decoding: line.bytes, as: UTF8.self).split(separator: " ").last)
        #expect(text64.hasSuffix("\n"))
        let signed = message + Array(text.utf8)
        let made = try Fixture.key(3).signature(for: signed)
        // Ed25519 draws nothing here: the same message has the same signature.
        #expect(Array(line.bytes).count > made.count)
        let other = try Fixture.ledger(6, in: MemoryStorage()).checkpoint()
        #expect(line.time(under: other, key: cosigner.key) == nil)
        #expect(line.time(under: head, key: try self.cosigner(4).key) == nil)
        #expect(try VerifierKey(parsing: cosigner.key.description, kind: .witness) == cosigner.key)
        #expect(throws: LedgerError.verifierKeyUnreadable) {
            try VerifierKey(parsing: cosigner.key.description)
        }
        for index in line.bytes.indices {
            var changed = line.bytes
            changed[index] ^= 1
            let read = try? Cosignature(parsing: changed)
            #expect(read?.time(under: head, key: cosigner.key) == nil, "at \(index)")
        }
    }

    @Test func `signatures of witnesses stand below the head and do not disturb its own`() throws {
        let head = try Fixture.ledger(5, in: MemoryStorage()).checkpoint()
        let cosigners = try (1...3).map { try cosigner($0) }
        var signed = head.adding(try cosigners.map { try $0.cosign(head, at: time) })
        #expect(try Checkpoint(parsing: signed.note, key: key) == signed)
        #expect(signed.witnesses(among: cosigners.map(\.key)).map(\.key) == cosigners.map(\.key))
        let later = Timestamp(milliseconds: time.milliseconds + 5_000)
        signed = signed.adding([try cosigners[0].cosign(head, at: later)])
        #expect(signed.cosignatures.count == 3)
        #expect(
            signed.witnesses(among: [cosigners[0].key]).map(\.time.milliseconds)
                == [1_796_117_405_000])
        #expect(signed.bare(of: key) == head)
    }

    @Test(arguments: Seed.batch(32))
    func `a witness signs what grows, asks back where it knows more, and never goes back`(
        seed: Seed
    ) throws {
        var generator = seed.generator
        let ledger = try Fixture.open(MemoryStorage())
        var known: Checkpoint?
        var older: [WitnessRequest] = []
        var size = 0
        for _ in 0..<6 {
            let count = Int.random(in: 0...90, using: &generator)
            try ledger.append(Fixture.entries(size..<size + count))
            size += count
            let request = try ledger.reader.witnessRequest(from: known?.size ?? 0)
            let read = try WitnessRequest(parsing: request.bytes)
            #expect(read == request)
            #expect(
                Witness.judge(read, key: key, known: known) == .accepted(try ledger.checkpoint()))
            for old in older where (try Checkpoint(parsing: old.checkpoint, key: key)).size < size {
                let answer = Witness.judge(old, key: key, known: try ledger.checkpoint())
                #expect(answer == .conflict(size: size) || answer == .refused(.requestUnreadable))
            }
            older.append(request)
            known = try ledger.checkpoint()
        }
        if let known, known.size > 0 {
            let wrong = try ledger.reader.witnessRequest(from: known.size / 2)
            #expect(Witness.judge(wrong, key: key, known: known) == .conflict(size: known.size))
            #expect(
                Witness.judge(wrong, key: try Fixture.verifierKey(9), known: known)
                    == .refused(.signatureInvalid))
        }
    }

    @Test func `two histories of one size are a fork that everybody can check`() throws {
        let (one, two) = (try Fixture.ledger(20, in: MemoryStorage()), try rewritten(20, at: 7))
        let known = try one.checkpoint()
        let request = try two.reader.witnessRequest(from: 20)
        guard case .fork(let fork) = Witness.judge(request, key: key, known: known) else {
            Issue.record("the fork was not found")
            return
        }
        #expect(fork.isProven)
        let read = try LedgerFork.read(fork.bytes(key: key))
        #expect(read.key == key && read.fork == fork)
        #expect(Witness.compare(known, try two.checkpoint()) == fork)
        #expect(Witness.compare(known, known) == nil)
        // Evidence cannot be made up: nobody else signs, and what goes together shows nothing.
        let made = try JSONValue(parsing: fork.bytes(key: key), byteCountMax: 1 << 20)
        for (name, value) in [
            ("key", JSONValue.string(try Fixture.verifierKey(9).description)),
            ("offered", .string(String(decoding: fork.known.note, as: UTF8.self))),
        ] {
            var members = try #require(made.members)
            members[name] = value
            #expect(throws: LedgerError.evidenceUnreadable) {
                try LedgerFork.read(JSONValue.object(members).canonicalBytes)
            }
        }
    }

    @Test(arguments: [(8, 20), (16, 17), (1, 300), (255, 257)])
    func `a history that was changed and grew is found by its proof`(
        first: Int, second: Int
    ) throws {
        let known = try Fixture.ledger(first, in: MemoryStorage()).checkpoint()
        let two = try rewritten(second, at: first - 1)
        let request = try two.reader.witnessRequest(from: first)
        guard case .fork(let fork) = Witness.judge(request, key: key, known: known) else {
            Issue.record("the fork was not found")
            return
        }
        #expect(!fork.isProven && fork.proof == request.proof)
        #expect(try LedgerFork.read(fork.bytes(key: key)).fork == fork)
    }

    /// A ledger of the same key with another entry at one place.
    private func rewritten(_ count: Int, at place: Int) throws -> Ledger {
        let ledger = try Fixture.open(MemoryStorage())
        for start in stride(from: 0, to: count, by: 200) {
            let entries = (start..<min(count, start + 200)).map {
                Fixture.entry($0 == place ? 90_000 : $0)
            }
            try ledger.append(entries)
        }
        return ledger
    }

    @Test(arguments: [
        "", "old 1", "old 01\n\nx\n", "old -1\n\nx\n", "new 1\n\nx\n", "old 0\nAAAA\n\nx\n",
        "old 1\nnot base 64\n\nx\n",
    ])
    func `a request that is not in the format is refused`(text: String) {
        #expect(throws: LedgerError.requestUnreadable) {
            try WitnessRequest(parsing: Array(text.utf8))
        }
    }
}

/// The ledger with what witnesses signed, on its own disk and on an auditor's.
@Suite struct WitnessedLedgerTests {
    private let key: VerifierKey
    private let cosigners: [Cosigner]
    private let policy: WitnessPolicy
    private let time = Timestamp(milliseconds: 1_796_117_400_000)

    init() throws {
        key = try Fixture.verifierKey()
        cosigners = try (1...3).map {
            try Cosigner(name: "w\($0)", privateKey: Fixture.key(UInt8($0)))
        }
        policy = WitnessPolicy(ledger: key, witnesses: cosigners.map(\.key), threshold: 2)
    }

    private func sign(_ head: Checkpoint, _ count: Int) throws -> Checkpoint {
        head.adding(try cosigners.prefix(count).map { try $0.cosign(head, at: time) })
    }

    @Test func `F04 others vouch for our log, and a rewritten past is found`() throws {
        let storage = MemoryStorage()
        let ledger = try Fixture.ledger(300, in: storage)
        try ledger.keep(witnessed: try sign(ledger.checkpoint(), 3), policy: policy)
        try ledger.append(Fixture.entries(300..<310))
        let audit = LedgerVerifier.verify(storage, key: key, policy: policy)
        #expect(audit.isSound && audit.size == 310)
        #expect(audit.witnessed?.size == 300)
        #expect(audit.witnessed?.signers.map(\.name) == ["w1", "w2", "w3"])
        // The owner changes entry 17 and signs everything anew: by itself it looks sound.
        let rewritten = MemoryStorage()
        let other = try Fixture.open(rewritten)
        for start in stride(from: 0, to: 310, by: 155) {
            try other.append((start..<start + 155).map { Fixture.entry($0 == 17 ? 99_999 : $0) })
        }
        #expect(LedgerVerifier.verify(rewritten, key: key).isSound)
        #expect(LedgerVerifier.verify(rewritten, key: key, policy: policy).fault == .quorum)
        var files = rewritten.files
        files["ledger/witnessed"] = storage.files["ledger/witnessed"]
        #expect(
            LedgerVerifier.verify(MemoryStorage(files: files), key: key, policy: policy).fault
                == .witnessed(size: 300))
        // So does one that leaves out what witnesses saw.
        let short = MemoryStorage()
        _ = try Fixture.ledger(200, in: short)
        files = short.files
        files["ledger/witnessed"] = storage.files["ledger/witnessed"]
        #expect(
            LedgerVerifier.verify(MemoryStorage(files: files), key: key, policy: policy).fault
                == .witnessed(size: 300))
    }

    @Test func `signatures come in the head while it is the newest, and stay beside it after`()
        throws
    {
        let storage = MemoryStorage()
        let ledger = try Fixture.ledger(4, in: storage)
        try ledger.keep(witnessed: try sign(ledger.checkpoint(), 1), policy: policy)
        #expect(try ledger.checkpoint().cosignatures.map(\.name) == ["w1"])
        let both = try ledger.keep(witnessed: try sign(ledger.checkpoint(), 2), policy: policy)
        #expect(both.cosignatures.count == 2)
        try ledger.append(Fixture.entries(4..<5))
        #expect(try ledger.checkpoint().cosignatures.isEmpty)
        #expect(try ledger.reader.witnessed()?.size == 4)
        // One signature under a newer head is not worth two under an older.
        try ledger.keep(witnessed: try sign(ledger.checkpoint(), 1), policy: policy)
        #expect(try ledger.reader.witnessed()?.size == 4)
        try ledger.keep(witnessed: try sign(ledger.checkpoint(), 2), policy: policy)
        #expect(try ledger.reader.witnessed()?.size == 5)
        // They survive a start, and do not stop the ledger from going on.
        let again = try Fixture.open(storage)
        #expect(try again.checkpoint().cosignatures.count == 2)
        try again.append(Fixture.entries(5..<6))
        #expect(LedgerVerifier.verify(storage, key: key, policy: policy).isSound)
    }

    @Test(arguments: [[0, 2, 1], [2, 1, 0], [1, 2], [2, 0, 2]])
    func `an old signature that is sent again takes no newer one's place`(order: [Int]) throws {
        let head = try Fixture.ledger(3, in: MemoryStorage()).checkpoint()
        let lines = try [1_000, 2_000, 256_000].map {
            try cosigners[0].cosign(head, at: Timestamp(milliseconds: $0))
        }
        let signed = order.reduce(head) { $0.adding([lines[$1]]) }
        #expect(
            signed.witnesses(among: [cosigners[0].key]).map(\.time)
                == [Timestamp(milliseconds: 256_000)])
        #expect(signed.cosignatures.count == 1)
    }

    @Test func `who gives cause for evidence again and again leaves room for others`() throws {
        let storage = MemoryStorage()
        let keeper = try Fixture.open(storage)
        for number: UInt8 in [21, 22] {
            let sides = try (0..<2).map { _ in
                try Ledger(
                    opening: MemoryStorage(), origin: Fixture.origin,
                    privateKey: Fixture.key(number))
            }
            let key = try Fixture.verifierKey(number)
            var keptCounts = [true: 0, false: 0]
            for place in 0..<9 {
                let older = try sides[0].checkpoint()
                for (side, ledger) in sides.enumerated() {
                    try ledger.append([Fixture.entry(place == 0 ? side : place + 10)])
                }
                let fork = try #require(
                    Witness.compare(sides[0].checkpoint(), sides[1].checkpoint()))
                if try keeper.keep(fork, key: key) { keptCounts[true, default: 0] += 1 }
                let request = try sides[1].reader.witnessRequest(from: older.size)
                guard case .fork(let other) = Witness.judge(request, key: key, known: older) else {
                    continue
                }
                if try keeper.keep(other, key: key) { keptCounts[false, default: 0] += 1 }
            }
            #expect(keptCounts == [true: LedgerFork.countMax, false: LedgerFork.countMax])
        }
        #expect(try keeper.reader.evidence().count == 4 * LedgerFork.countMax)
        // A name that no archive could hold is none of ours.
        let name = String(repeating: "a", count: 200)
        try storage.write([], to: "ledger/evidence/\(name).json")
        #expect(try keeper.reader.evidence().count == 4 * LedgerFork.countMax)
    }

    @Test func `a receipt is given under a head that witnesses signed, where there is one`() throws
    {
        let ledger = try Fixture.ledger(10, in: MemoryStorage())
        try ledger.keep(witnessed: try sign(ledger.checkpoint(), 2), policy: policy)
        try ledger.append(Fixture.entries(10..<12))
        for (index, size, count) in [(3, 10, 2), (11, 12, 0)] {
            let receipt = try Receipt(parsing: ledger.reader.receipt(index: index).bytes)
            let head = try receipt.verify(entry: try #require(receipt.entry), key: key)
            #expect(head.size == size)
            let signers = head.witnesses(among: policy.witnesses).map(\.key)
            #expect(signers.count == count && policy.isMet(by: signers) == (count == 2))
        }
    }

    @Test func `an exported ledger is sound elsewhere, and holds no more than its head`() throws {
        let storage = MemoryStorage()
        let ledger = try Fixture.ledger(520, in: storage, batchCount: 40)
        try ledger.keep(policy: policy)
        try ledger.keep(witnessed: try sign(ledger.checkpoint(), 2), policy: policy)
        let export = try LedgerExport(of: ledger.reader)
        // The node goes on meanwhile.
        try ledger.append(Fixture.entries(520..<776))
        let copy = MemoryStorage()
        var last = ""
        try export.files { path, bytes in
            try copy.write(bytes, to: path)
            last = path
        }
        #expect(last == "ledger/checkpoint")
        #expect(copy.files["ledger/journal"] == nil && copy.files["ledger/lock"] == nil)
        let audit = LedgerVerifier.verify(copy, key: key, policy: policy)
        #expect(audit.isSound && audit.size == 520)
        #expect(audit.witnessed?.signers.count == 2)
        #expect(try LedgerReader(copy, key: key).policy() == policy)
    }
}

@Suite struct WitnessPolicyTests {
    private func keys(_ kind: VerifierKey.Kind, _ count: Int) throws -> [VerifierKey] {
        try (1...count).map {
            try VerifierKey(
                name: "k\($0)", publicKey: [UInt8](repeating: UInt8($0), count: 32), kind: kind)
        }
    }

    @Test func `the policy of the document holds as it says`() throws {
        let witnesses = try keys(.witness, 6)
        let lines =
            ["# two levels", "log \(try keys(.ledger, 1)[0])  https://log.example/"]
            + witnesses.enumerated().map { "\twitness W\($0.offset) \($0.element)" } + [
                "group X 2 W0 W1 W2", "group Y any W3 W4 W5", "group both all X Y", "quorum both",
            ]
        let policy = try WitnessPolicy(parsing: Array(lines.joined(separator: "\n").utf8))
        #expect(policy.ledgers.count == 1 && policy.witnesses == witnesses)
        for mask in 0..<64 {
            let signed = witnesses.indices.filter { mask >> $0 & 1 == 1 }
            let isMet = signed.count { $0 < 3 } >= 2 && signed.contains { $0 >= 3 }
            #expect(policy.isMet(by: signed.map { witnesses[$0] }) == isMet)
        }
        #expect(policy.threshold == nil)
    }

    @Test func `a key that two give out as theirs counts once`() throws {
        let witnesses = try keys(.witness, 2)
        let alias = try VerifierKey(
            name: "alias", publicKey: witnesses[0].publicKey, kind: .witness)
        let policy = WitnessPolicy(
            ledger: try keys(.ledger, 1)[0],
            witnesses: [witnesses[0], witnesses[0], alias, witnesses[1]], threshold: 2)
        #expect(!policy.isMet(by: [witnesses[0], alias]))
        #expect(policy.isMet(by: witnesses))
        let read = try WitnessPolicy(parsing: Array(policy.text.utf8))
        #expect(read.witnesses == witnesses && read.threshold == 2)
    }

    @Test(arguments: [0, 1, 2, 3])
    func `a policy that was made reads back`(threshold: Int) throws {
        let witnesses = try keys(.witness, 3)
        let policy = WitnessPolicy(
            ledger: try keys(.ledger, 1)[0], witnesses: witnesses, threshold: threshold)
        #expect(try WitnessPolicy(parsing: Array(policy.text.utf8)).text == policy.text)
        #expect(policy.threshold == threshold)
        for count in 0...3 {
            #expect(policy.isMet(by: Array(witnesses.prefix(count))) == (count >= threshold))
        }
    }

    @Test(arguments: [
        ("", 0), ("quorum none\nquorum none\n", 2), ("quorum W\n", 1), ("log x\nquorum none\n", 1),
        ("witness a LOG\nquorum none", 1), ("log WITNESS\nquorum none", 1),
        ("witness none WITNESS\nquorum none", 1), ("witness a WITNESS\nwitness b WITNESS\n", 2),
        ("witness a WITNESS\ngroup g 2 a\nquorum g", 2), ("group g any a\nquorum g", 1),
        ("witness a WITNESS\ngroup g any a a\nquorum g", 2),
        ("witness a WITNESS\ngroup g any a\ngroup h any a\nquorum h", 3),
        ("witness a WITNESS\ngroup g 01 a\nquorum g", 2), ("quorum\n", 1), ("frobnicate x y\n", 1),
        ("quorum none\r\n", 0),
    ])
    func `a policy that is not in the format is refused with its line`(
        text: String, line: Int
    ) throws {
        let filled = text.replacing("LOG", with: try keys(.ledger, 1)[0].description)
            .replacing("WITNESS", with: try keys(.witness, 1)[0].description)
        #expect(throws: LedgerError.policyUnreadable(line: line)) {
            try WitnessPolicy(parsing: Array(filled.utf8))
        }
    }
}
