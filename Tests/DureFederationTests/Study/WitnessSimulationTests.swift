import DureCore
import DureFederation
import DureLedger
import DureTesting
import Testing

/// Members as witnesses of each other, through the real machines of members and coordinator.
@Suite struct WitnessSimulationTests {
    private static func federation(
        _ seed: Seed, faults: Faults = .none
    ) throws -> SimulatedFederation {
        let rows = SimulatedStudy.rows(members: 4, seed: seed)
        var federation = try SimulatedFederation(seed: seed, rows: rows, faults: faults)
        federation.desks = try (0..<4).map {
            try SimulatedDesk("m\($0).example", key: UInt8(0x31 + $0))
        }
        for desk in federation.desks { try SimulatedDesk.enter(5, into: desk.ledger) }
        try federation.startCoordinator()
        for position in federation.members.indices { try federation.startMember(position) }
        return federation
    }

    private static func run(_ federation: inout SimulatedFederation, seconds: Int64) throws {
        let end = federation.now + 1_000 * seconds
        while federation.now < end { try federation.step() }
    }

    private static func forks(_ federation: SimulatedFederation) -> [Bool] {
        federation.memberProgress.compactMap {
            if case .ledgerForked(_, let isProven) = $0 { isProven } else { nil }
        }
    }

    @Test func `every member's ledger is signed by all others, and again as it grows`() throws {
        var federation = try Self.federation(Seed(1))
        for size in [5, 6, 300] {
            for desk in federation.desks {
                let count = size - (try desk.ledger.checkpoint().size)
                for start in stride(from: 0, to: count, by: 200) {
                    try SimulatedDesk.enter(min(200, count - start), into: desk.ledger)
                }
            }
            try Self.run(&federation, seconds: 6)
            for desk in federation.desks {
                let audit = try desk.audit()
                #expect(audit.isSound && audit.size == size)
                #expect(audit.witnessed?.size == size)
                #expect(audit.witnessed?.signers.count == 3)
                #expect(audit.witnessed?.isEnough == true)
                #expect(try desk.evidence().isEmpty)
            }
        }
    }

    @Test func `F04 a member that shows two histories is found out by those who saw either`()
        throws
    {
        var federation = try Self.federation(Seed(2))
        // m0 shows m1 its ledger, and m2 and m3 one in which entry 3 is another.
        let other = try federation.desks[0].rewritten(5, changed: 3)
        let request = try other.reader.witnessRequest(from: 0)
        let identity = federation.members[0].identity
        let misled = Set(federation.members[2...].map(\.identity.publicKey))
        federation.forge = { message, position in
            guard position == 0, case .submission(let submission) = message,
                misled.contains(submission.witness),
                let forged = try? LedgerSubmission(request, to: submission.witness, by: identity)
            else { return nil }
            return .submission(forged)
        }
        try Self.run(&federation, seconds: 10)
        let heads = [try federation.desks[0].head().root, try other.checkpoint().root]
        for position in 1...3 {
            let evidence = try federation.desks[position].evidence()
            #expect(evidence.count == 1, "m\(position)")
            let fork = try #require(evidence.first)
            #expect(fork.isProven)
            #expect(Set([fork.known.root, fork.offered.root]) == Set(heads))
            let actions = federation.members[position].disk.events.map(\.action)
            #expect(actions.filter { $0 == "federation.ledger.forked" }.count == 1)
        }
        #expect(Self.forks(federation) == [true, true, true])
        // The others stay in good standing with each other.
        for position in 1...3 {
            let audit = try federation.desks[position].audit()
            #expect(audit.isSound && audit.witnessed?.signers.count ?? 0 >= 2)
        }
    }

    @Test
    func `who gives out another's key as its own is told of, and counts for no second witness`()
        throws
    {
        let seed = Seed(5)
        var federation = try SimulatedFederation(
            seed: seed, rows: SimulatedStudy.rows(members: 4, seed: seed), faults: .none)
        federation.desks = try (0..<4).map {
            try SimulatedDesk("m\($0).example", key: UInt8(0x31 + $0))
        }
        let (own, stolen) = (federation.desks[0].ledgerKey, federation.desks[1].witnessKey)
        let identity = federation.members[0].identity
        federation.forge = { message, position in
            guard position == 0, case .ledgerKeys = message,
                let forged = try? LedgerAnnouncement(ledger: own, witness: stolen, by: identity)
            else { return nil }
            return .ledgerKeys(forged)
        }
        try federation.startCoordinator()
        for position in federation.members.indices { try federation.startMember(position) }
        try Self.run(&federation, seconds: 10)
        for position in 1...3 {
            let policy = try #require(try federation.desks[position].ledger.reader.policy())
            #expect(policy.witnesses.count == 2 && policy.threshold == 2, "m\(position)")
            #expect(Set(policy.witnesses.map(\.publicKey)).count == 2, "m\(position)")
        }
        let refusedCount = federation.memberProgress.count {
            if case .ledgerKeysRefused = $0 { true } else { false }
        }
        #expect(refusedCount == 3)
    }

    @Test func `who leaves the roster is no witness any more`() throws {
        var federation = try Self.federation(Seed(6))
        try Self.run(&federation, seconds: 6)
        let reader = federation.desks[0].ledger.reader
        #expect(try reader.policy()?.witnesses.count == 3)
        let (before, leaving) = (federation.roster, federation.members[3].identity.publicKey)
        let newer = FederationRoster(
            federation: before.federation, version: before.version + 1,
            accordHash: before.accordHash, coordinator: before.coordinator,
            members: before.members.filter { $0.key != leaving })
        let change = RosterChange(previous: before.hash, roster: newer)
        let step = RosterStep(
            change,
            consents: try federation.members.map { try RosterConsent(change.hash, by: $0.identity) }
        )
        var machine = try #require(federation.members[0].machine)
        _ = try machine.handle(.message(.roster(step)), using: &federation.generator)
        #expect(machine.roster == newer)
        let policy = try #require(try reader.policy())
        #expect(policy.witnesses.count == 2 && policy.threshold == 2)
    }

    @Test(arguments: [5, 9])
    func `F04 a past that is signed anew gets no signature and is kept as evidence`(
        size: Int
    ) throws {
        var federation = try Self.federation(Seed(3))
        try Self.run(&federation, seconds: 6)
        // What a witness has signed it remembers across a crash.
        try federation.disconnect(1)
        try federation.startMember(1)
        let rewritten = try federation.desks[0].rewritten(size, changed: 2)
        federation.desks[0].show(rewritten)
        // At the same size nobody would ask: its owner has to start anew to be asked at all.
        try federation.disconnect(0)
        try federation.startMember(0)
        try Self.run(&federation, seconds: 40)
        for position in 1...3 {
            let evidence = try federation.desks[position].evidence()
            #expect(evidence.count == 1, "m\(position)")
            #expect(evidence.first?.isProven == (size == 5))
        }
        #expect(try rewritten.checkpoint().cosignatures.isEmpty)
        #expect(try rewritten.reader.witnessed() == nil)
    }

    @Test(arguments: Seed.batch(4))
    func `under any faults nobody honest is accused, and all ledgers are signed in the end`(
        seed: Seed
    ) throws {
        var faults = Faults.harsh
        // A stream that breaks takes messages along; it does not lose one and go on.
        faults.omission = 0
        faults.loss = 0.03
        var federation = try Self.federation(seed, faults: faults)
        for _ in 0..<10 {
            for desk in federation.desks {
                let count = Int.random(in: 0...40, using: &federation.generator)
                if count > 0 { try SimulatedDesk.enter(count, into: desk.ledger) }
            }
            try Self.run(&federation, seconds: 2)
        }
        try Self.run(&federation, seconds: 70)
        #expect(Self.forks(federation).isEmpty, "\(seed)")
        for desk in federation.desks {
            let audit = try desk.audit()
            #expect(audit.isSound && audit.witnessed?.size == audit.size, "\(seed) \(audit)")
            #expect(audit.witnessed?.isEnough == true, "\(seed)")
            #expect(try desk.evidence().isEmpty, "\(seed)")
        }
    }
}
