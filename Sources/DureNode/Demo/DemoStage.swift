internal import DureCharter
internal import DureCore
internal import DureFederation
internal import DureLedger

/// The processes of a demonstration.
struct DemoCast: Sendable {
    let coordinator = ChildProcess(name: "coordinator")
    let members: [ChildProcess]

    init(members names: [Name]) {
        members = names.map { ChildProcess(name: $0.text) }
    }

    func stop(unless isKept: Bool) {
        guard !isKept else { return }
        for child in members + [coordinator] { child.order(.stop) }
    }

    func kill(_ name: Name) {
        members.first { $0.name == name.text }?.order(.kill)
    }
}

/// What happens on it: enrolment, proposals, approvals, waiting.
final class DemoStage {
    /// How often, 100 ms apart, it is looked whether the ledgers are signed.
    private static let signatureAttemptsMax = 100

    private let demo: Demo
    private let federation: CoordinatorHome
    private let cast: DemoCast
    private var lines: AsyncStream<JSONValue>.Iterator
    private var address: NodeSettings.Address?
    private var gone: Set<String> = []

    init(demo: Demo, federation: CoordinatorHome, cast: DemoCast) {
        self.demo = demo
        self.federation = federation
        self.cast = cast
        lines = cast.coordinator.lines.makeAsyncIterator()
    }

    /// Waits until the coordinator listens, then enrols a member with a fresh one-time token.
    func enrol(_ name: Name, accord: [UInt8]) async throws {
        let address = try await listening()
        let home = try demo.open(name)
        var generator = SystemSecureGenerator()
        let token = try federation.invite(
            name, economy: home.base.settings.economy, clock: SystemWallClock(),
            using: &generator)
        try await home.join(address, token: token, accord: accord)
        demo.tell(.enrolled(member: name))
    }

    private func listening() async throws -> NodeSettings.Address {
        if let address { return address }
        let line = try await next { $0["event"]?.text == "listening" }
        let port = Int(line["port"]?.int ?? 0)
        let found = NodeSettings.Address(host: line["host"]?.text ?? "127.0.0.1", port: port)
        address = found
        demo.tell(.coordinator(port: port))
        return found
    }

    /// Waits until each member's own process has its stream open.
    func awaitMembers(_ names: [Name]) async throws {
        var missing = Set(names.map(\.text))
        while !missing.isEmpty {
            let line = try await next { $0["event"]?.text == "connected" }
            missing.remove(line["member"]?.text ?? "")
        }
    }

    /// Proposes a study as its first member would and follows it to its end.
    func runStudy(_ manifest: [UInt8], secondsMax: Double) async throws -> Name {
        let study = try StudyManifest(parsing: manifest).study
        let author = cast.members[0].name
        let home = try demo.open(Name(author))
        let identity = try home.federation().1.identity
        let proposal = try StudyProposal(study: study, manifest: manifest, by: identity)
        demo.tell(.proposed(study: study))
        try await FederationCommand.with(home) { try await $0.propose(proposal) }
        var measured: Set<String> = []
        var expected = Set(cast.members.map(\.name))
        let deadline = demo.seconds + secondsMax
        while true {
            guard demo.seconds < deadline else {
                throw NodeError.timedOut(step: study.text)
            }
            let line = try await next {
                $0["study"]?.text == study.text || $0 == ChildProcess.tick
            }
            guard line != ChildProcess.tick else { continue }
            demo.onProgress(.coordinator(line))
            switch line["event"]?.text {
            case "decided":
                try decided(line, study: study)
                // Whoever stays out of the study has no outcome to judge.
                if line["answer"]?.text == "refused" { expected.remove(line["member"]?.text ?? "") }
            case "roundOpened": vanishIfAsked(line)
            case "measured": measured.insert(line["member"]?.text ?? "")
            case "failed": return study
            default: break
            }
            expected.subtract(gone)
            if measured.isSuperset(of: expected) { return study }
        }
    }

    /// Waits until enough of the others have signed each member's whole ledger; not for ever.
    func awaitSignatures(_ names: [Name]) async throws {
        let waiting = try names.filter { !gone.contains($0.text) }.map { name in
            let storage = FileStorage(root: demo.path(name.text))
            let key = try storage.read("ledger/verifier", byteCountMax: 4_096) ?? []
            return LedgerReader(
                storage, key: try VerifierKey(parsing: String(decoding: key, as: UTF8.self)))
        }
        for _ in 0..<Self.signatureAttemptsMax {
            if try waiting.allSatisfy(Self.isSigned) { return }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    private static func isSigned(_ reader: LedgerReader) throws -> Bool {
        guard let policy = try reader.policy(), let head = try reader.witnessed() else {
            return false
        }
        let signers = head.witnesses(among: policy.witnesses).map(\.key)
        return try policy.isMet(by: signers) && reader.checkpoint().size == head.size
    }

    /// The coordinator's next line of that kind.
    private func next(_ isWanted: (JSONValue) -> Bool) async throws -> JSONValue {
        while let line = await lines.next(isolation: #isolation) {
            if isWanted(line) { return line }
        }
        try Task.checkCancellation()
        throw NodeError.processEnded(
            name: "coordinator", status: 1, said: cast.coordinator.lastWords.text)
    }

    /// Shows what a charter said, and plays the person whom it asks.
    private func decided(_ line: JSONValue, study: Name) throws {
        guard let text = line["member"]?.text else { return }
        let name = try Name(text)
        let home = try demo.open(name)
        let answer = line["answer"]?.text ?? ""
        demo.onProgress(
            .answer(
                member: name, study: study, answer: answer,
                reasons: try StudyRecord(storage: home.base.storage, study: study).reasons))
        guard answer == "pending" else { return }
        demo.tell(.approving(study: study, member: name))
        try home.approve(study, as: Approval(person: "officer-1", role: "privacy-officer"))
    }

    /// From the second round on, one member vanishes as a process does that is killed.
    private func vanishIfAsked(_ line: JSONValue) {
        guard let name = demo.settings.dropped, !gone.contains(name.text),
            (line["round"]?.int ?? 0) >= 2
        else { return }
        gone.insert(name.text)
        cast.kill(name)
        demo.tell(.vanished(member: name))
    }
}
