import DureCore
import DureFederation
import DureTesting
import Testing

/// Changes of the roster: what a coordinator cannot do alone, and what a quorum can do together.
@Suite struct RosterChangeTests {
    /// Four members who have been through a study together.
    private func experienced() throws -> SimulatedFederation {
        var (federation, proposal) = try SimulatedStudy.federation(rounds: 1)
        try federation.run(proposal)
        return federation
    }

    private func newcomer(_ name: String = "new") throws -> RosterMember {
        RosterMember(name: try Name(name), economy: "KR", key: NodeIdentity().publicKey)
    }

    private func roster(
        after pinned: FederationRoster, members: [RosterMember], version: UInt32? = nil,
        coordinator: PublicIdentity? = nil, accord: Digest? = nil
    ) -> FederationRoster {
        FederationRoster(
            federation: pinned.federation, version: version ?? pinned.version + 1,
            accordHash: accord ?? pinned.accordHash,
            coordinator: coordinator ?? pinned.coordinator, members: members)
    }

    private func step(
        to newer: FederationRoster, after previous: Digest, signers: [NodeIdentity],
        signing: Digest? = nil
    ) throws -> RosterStep {
        let change = RosterChange(previous: previous, roster: newer)
        return RosterStep(
            change,
            consents: try signers.map { try RosterConsent(signing ?? change.hash, by: $0) })
    }

    /// The version that the first member has pinned after it was told of a step.
    private func pinned(
        _ step: RosterStep, in federation: SimulatedFederation
    ) throws -> UInt32? {
        var machine = try #require(federation.members[0].machine)
        var generator = federation.generator
        _ = try machine.handle(.message(.roster(step)), using: &generator)
        return machine.roster?.version
    }

    /// Steps until nothing is on its way and some time has passed.
    private func settle(_ federation: inout SimulatedFederation) throws {
        for _ in 0..<200 { try federation.step() }
    }

    @Test func `a member takes a changed roster from a quorum and from nobody less`() throws {
        let federation = try experienced()
        let before = federation.roster
        let keys = federation.members.map(\.identity)
        let outsiders = (0..<4).map { _ in NodeIdentity() }
        let more = before.members + [try newcomer()]
        let newer = roster(after: before, members: more)
        #expect(before.quorum == 3)
        // A quorum signs: the canary of all that follows.
        #expect(
            try pinned(
                step(to: newer, after: before.hash, signers: Array(keys[1...])), in: federation)
                == 2)
        let refused: [(String, RosterStep)] = [
            ("nobody", try step(to: newer, after: before.hash, signers: [])),
            ("too few", try step(to: newer, after: before.hash, signers: Array(keys[2...]))),
            (
                "one, thrice",
                try step(
                    to: newer, after: before.hash, signers: [keys[0], keys[0], keys[0], keys[1]])
            ),
            ("strangers", try step(to: newer, after: before.hash, signers: outsiders)),
            (
                "the coordinator",
                try step(
                    to: newer, after: before.hash,
                    signers: [keys[0], keys[1], federation.coordinatorIdentity])
            ),
            (
                "another change",
                try step(
                    to: newer, after: before.hash, signers: keys,
                    signing: RosterChange(previous: newer.hash, roster: newer).hash)
            ),
            ("after another roster", try step(to: newer, after: newer.hash, signers: keys)),
            (
                "same version",
                try step(
                    to: roster(after: before, members: more, version: 1), after: before.hash,
                    signers: keys)
            ),
            (
                "other accord",
                try step(
                    to: roster(after: before, members: more, accord: Digest(of: [9])),
                    after: before.hash, signers: keys)
            ),
            (
                "other coordinator",
                try step(
                    to: roster(after: before, members: more, coordinator: keys[1].publicKey),
                    after: before.hash, signers: keys)
            ),
        ]
        for (name, step) in refused {
            #expect(try pinned(step, in: federation) == 1, "\(name)")
        }
    }

    @Test func `until its first approval a node takes additions and nothing else`() throws {
        var (federation, _) = try SimulatedStudy.federation(rounds: 1)
        try federation.startCoordinator()
        for position in federation.members.indices { try federation.startMember(position) }
        try settle(&federation)
        let before = federation.roster
        let more = roster(after: before, members: before.members + [try newcomer()])
        #expect(try pinned(RosterStep(founding: more), in: federation) == 2)
        let fewer = roster(after: before, members: Array(before.members.dropLast()))
        #expect(try pinned(RosterStep(founding: fewer), in: federation) == 1)
        let rekeyed = roster(
            after: before,
            members: before.members.dropLast() + [try newcomer(before.members[3].name.text)])
        #expect(try pinned(RosterStep(founding: rekeyed), in: federation) == 1)
    }

    @Test(arguments: ["join", "leave", "new key"])
    func `what the members sign becomes the roster of all`(kind: String) throws {
        var federation = try experienced()
        let name = try Name("m3")
        let replacement = try newcomer("m3")
        let newcomer = try newcomer()
        try federation.drive { machine in
            switch kind {
            case "join": try machine.enrol(newcomer)
            case "leave": try machine.remove(name)
            default: try machine.enrol(replacement)
            }
        }
        #expect(federation.coordinator?.roster.version == 1, "nobody was asked")
        try settle(&federation)
        let roster = try #require(federation.coordinator?.roster)
        #expect(roster.version == 2)
        switch kind {
        case "join": #expect(roster.members.contains(newcomer) && roster.members.count == 5)
        case "leave": #expect(roster.member(named: name) == nil && roster.members.count == 3)
        default: #expect(roster.member(named: name) == replacement)
        }
        // Who goes hears of it when it knocks.
        for member in federation.members.prefix(kind == "join" ? 4 : 3) {
            #expect(member.machine?.roster == roster)
        }
        if kind != "join" {
            // The old key is shown the door.
            try federation.connect(3)
            #expect(federation.members[3].connection == nil)
        }
    }

    @Test func `without a quorum the roster stays, and a change can be taken back`() throws {
        var federation = try experienced()
        for position in 1...3 { federation.gone.insert(position) }
        for position in 1...3 { try federation.disconnect(position) }
        let newcomer = try newcomer()
        try federation.drive { try $0.enrol(newcomer) }
        try settle(&federation)
        #expect(federation.coordinator?.roster.version == 1)
        let change = federation.coordinator?.status()["change"]
        #expect(change?["signed"]?.elements?.count == 1)
        #expect(change?["joins"]?.elements == [.string("new")])
        #expect(federation.coordinatorDisk.has(CoordinatorMachine.pendingPath))
        try federation.drive { try $0.remove(newcomer.name) }
        #expect(federation.coordinator?.status()["change"] == .null)
        try settle(&federation)
        #expect(!federation.members[0].disk.has(MemberMachine.changePath))
    }

    @Test func `a member that was away takes every step in its turn`() throws {
        var federation = try experienced()
        federation.gone.insert(0)
        try federation.disconnect(0)
        let (name, newcomer) = (try Name("m3"), try newcomer())
        try federation.drive { try $0.remove(name) }
        try settle(&federation)
        try federation.drive { try $0.enrol(newcomer) }
        try settle(&federation)
        #expect(federation.coordinator?.roster.version == 3)
        #expect(federation.members[0].machine?.roster?.version == 1)
        federation.gone.remove(0)
        try settle(&federation)
        #expect(federation.members[0].machine?.roster == federation.coordinator?.roster)
    }

    @Test(arguments: 0..<8, [true, false])
    func `a coordinator that crashes in a change goes on with it`(
        writes: Int, written: Bool
    ) throws {
        var federation = try experienced()
        let newcomer = try newcomer()
        try federation.drive { try $0.enrol(newcomer) }
        federation.coordinatorDisk.crash(afterWrites: writes, written: written)
        try settle(&federation)
        #expect(federation.coordinator?.roster.version == 2)
        #expect(federation.coordinator?.status()["change"] == .null)
        for member in federation.members {
            #expect(member.machine?.roster == federation.coordinator?.roster)
        }
    }

    @Test func `a change signed in the middle of a study waits for the end of the round`() throws {
        var (federation, proposal) = try SimulatedStudy.federation(rounds: 4)
        let newcomer = try newcomer()
        var isAsked = false
        var versions: Set<UInt32> = []
        try federation.startCoordinator()
        for position in federation.members.indices { try federation.startMember(position) }
        try settle(&federation)
        try federation.propose(proposal)
        for _ in 0..<4_000 {
            try federation.step()
            if !isAsked, !federation.plans.isEmpty {
                isAsked = true
                try federation.drive { try $0.enrol(newcomer) }
            }
            if federation.progress.contains(where: {
                if case .finished = $0 { true } else { false }
            }) {
                break
            }
        }
        versions = Set(federation.plans.map(\.rosterVersion))
        #expect(versions == [1, 2])
        let state = try #require(try federation.finalState(of: proposal.study))
        #expect(state["phase"]?.text == "finished", "\(state.canonicalText)")
        #expect(federation.violations == [])
    }

    @Test func `a study ends when one of its members goes`() throws {
        var (federation, proposal) = try SimulatedStudy.federation(rounds: 4)
        let name = try Name("m2")
        try federation.startCoordinator()
        for position in federation.members.indices { try federation.startMember(position) }
        try settle(&federation)
        try federation.propose(proposal)
        while federation.plans.isEmpty { try federation.step() }
        try federation.drive { try $0.remove(name) }
        try settle(&federation)
        let state = try #require(try federation.finalState(of: proposal.study))
        #expect(state["phase"]?.text == "failed")
        #expect(state["reason"]?.text == "roster-changed")
        #expect(federation.coordinator?.roster.members.count == 3)
        // Its answer is still shown by its name.
        let answered = (state["decisions"]?.elements ?? []).compactMap { $0["member"]?.text }
        #expect(answered.sorted() == ["m0", "m1", "m2", "m3"])
    }

    /// Who leaves could have opened one sum of a round, and who stays could open another.
    @Test(arguments: [true, false])
    func `a study that has begun goes on among its own roster or not at all`(
        leaves: Bool
    ) throws {
        var (federation, proposal) = try SimulatedStudy.federation(rounds: 5)
        try federation.startCoordinator()
        for position in federation.members.indices { try federation.startMember(position) }
        try settle(&federation)
        try federation.propose(proposal)
        while federation.plans.last?.round != 2 { try federation.step() }
        let began = try #require(federation.plans.last)
        let joining = MemberProgress.joined(
            study: proposal.study, round: 2, attempt: began.attempt)
        while federation.memberProgress.count(where: { $0 == joining }) < 4 {
            try federation.step()
        }
        // A quorum signs, and the coordinator asks for the same round once more.
        let before = federation.roster
        let staying = before.members.filter { !leaves || $0.name.text != "m3" }
        let newer = try roster(
            after: before, members: leaves ? staying : staying + [newcomer()])
        var machine = try #require(federation.members[0].machine)
        let signed = try step(
            to: newer, after: before.hash, signers: federation.members.map(\.identity))
        _ = try machine.handle(.message(.roster(signed)), using: &federation.generator)
        #expect(machine.roster == newer)
        let studyRoster = StudyRoster(newer.members.filter { staying.contains($0) })
        let manifest = try StudyManifest(parsing: proposal.manifest)
        let plan = try StudyPlan(
            manifest: manifest, manifestHash: proposal.manifestHash,
            memberCount: studyRoster.count, federationCount: newer.members.count)
        let again = RoundPlan(
            suite: began.suite, federation: began.federation, accordHash: began.accordHash,
            rosterVersion: newer.version, roster: studyRoster, study: began.study,
            manifestHash: began.manifestHash, round: began.round, attempt: began.attempt + 1,
            rule: plan.thresholds, coordinator: federation.coordinatorIdentity.publicKey)
        let message = try SignedMessage(
            .plan, sctx: again.sctx, sender: SignedMessage.coordinator, body: again.bytes,
            by: federation.coordinatorIdentity)
        let actions = try machine.handle(
            .message(.round(study: proposal.study, message)), using: &federation.generator)
        let progress = actions.compactMap { if case .progress(let step) = $0 { step } else { nil } }
        #expect(
            progress.contains(
                .joined(study: proposal.study, round: again.round, attempt: again.attempt))
                == !leaves)
        #expect(
            progress.contains(
                .left(study: proposal.study, round: again.round, reason: "members")) == leaves)
    }

    @Test func `who waits for the members may read the accord and nothing more`() throws {
        var federation = try experienced()
        for position in 0...3 { federation.gone.insert(position) }
        for position in 0...3 { try federation.disconnect(position) }
        let newcomer = try newcomer()
        try federation.drive { try $0.enrol(newcomer) }
        var machine = try #require(federation.coordinator)
        let now = Timestamp(milliseconds: federation.now)
        func said(_ message: WireMessage) throws -> [String] {
            try machine.handle(.message(900, message), at: now).compactMap { action in
                guard case .send(let answer, 900) = action else { return nil }
                if case .refused(let code, _) = answer { return code }
                return "\(answer.code)"
            }
        }
        #expect(try machine.handle(.opened(900, newcomer.key), at: now).isEmpty)
        #expect(try said(.hello(Hello(role: .command, rosterVersion: 0))) == ["17"])
        #expect(try said(.status) == ["awaits-members"])
        #expect(try said(.hello(Hello(role: .node, rosterVersion: 0))) == ["awaits-members"])
        // Once the change is taken back it is nobody at all.
        _ = try machine.remove(newcomer.name)
        #expect(try said(.status) == ["not-on-roster"])
    }
}
