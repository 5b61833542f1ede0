internal import DureCore
internal import DureFederation
internal import FoundationEssentials

/// A whole federation on this machine: real homes, real processes, real rounds.
package struct Demo: Sendable {
    /// A study may take this long, in seconds, before the demonstration gives up.
    private static let studySecondsMax = 120.0
    /// Says that a demonstration made the folder; its lock says that one is running.
    private static let marker = "demo.json"
    /// How long the processes of a demonstration that was killed are given to end.
    private static let endingAttemptsMax = 30

    /// The exit code of a process that was stopped with Ctrl-C.
    private static let interrupted: Int32 = 130
    private static let processNumber = ProcessInfo.processInfo.processIdentifier

    let settings: DemoSettings
    let onProgress: @Sendable (DemoProgress) -> Void
    private let clock = SystemWallClock()
    private let began = ContinuousClock.now

    /// A demonstration with those settings.
    package init(
        _ settings: DemoSettings, onProgress: @escaping @Sendable (DemoProgress) -> Void
    ) {
        self.settings = settings
        self.onProgress = onProgress
    }

    /// Runs everything and answers what came out; the report is written beside the homes.
    package func run() async throws -> DemoOutcome {
        let storage = FileStorage(root: settings.home)
        let script = try script()
        let names = script.parts.map(\.name)
        if let dropped = settings.dropped, !names.contains(dropped) {
            throw NodeError.noSuchMember(dropped, members: names)
        }
        let lock = try await clearHome(storage)
        defer { withExtendedLifetime(lock) {} }
        tell(.homes)
        let federation = try CoordinatorHome.create(
            at: path("coordinator"), federation: script.federation, accord: script.accord,
            language: settings.language, clock: clock)
        for part in script.parts { try makeHome(part, script) }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            let cast = DemoCast(members: names)
            defer { cast.stop(unless: settings.keepsRunning) }
            group.addTask {
                try await run(
                    cast.coordinator, ["coordinate", "--port", "0", "--decide-within", "15"])
            }
            // Nothing may ever come of a study that waits: its time is looked at all the same.
            let clock = Task {
                while true {
                    try await Task.sleep(for: .seconds(1))
                    cast.coordinator.tick()
                }
            }
            defer { clock.cancel() }
            let stage = DemoStage(demo: self, federation: federation, cast: cast)
            for name in names {
                try await stage.enrol(name, accord: script.accord)
            }
            for child in cast.members {
                group.addTask { try await run(child, ["up"]) }
            }
            tell(.members)
            try await stage.awaitMembers(names)
            var studies: [Name] = []
            for manifest in script.manifests {
                studies.append(
                    try await stage.runStudy(manifest, secondsMax: Self.studySecondsMax))
            }
            try await stage.awaitSignatures(names)
            var outcome = try DemoOutcome(
                settings: settings, script: script, federation: federation, studies: studies,
                seconds: seconds)
            try storage.write(Array(outcome.report.utf8), to: "report.html")
            tell(.report(path: path("report.html")))
            outcome.seconds = seconds
            if settings.keepsRunning { try await group.waitForAll() }
            return outcome
        }
    }

    /// The time since the beginning.
    var seconds: Double {
        let duration = ContinuousClock.now - began
        return Double(duration.components.seconds)
            + Double(duration.components.attoseconds) / 1e18
    }

    func tell(_ step: DemoStep) {
        onProgress(.step(step, seconds: seconds))
    }

    func path(_ part: String) -> String { "\(settings.home)/\(part)" }

    func open(_ member: Name) throws -> MemberHome {
        try MemberHome(opening: path(member.text), passphrase: nil, clock: clock)
    }

    /// A folder that an earlier demonstration made is remade; any other is left alone, and so is
    /// one on which a demonstration runs.
    private func clearHome(_ storage: FileStorage) async throws -> HeldLock {
        let names = try storage.list("")
        guard names.isEmpty || names.contains(Self.marker) else {
            throw NodeError.folderNotEmpty(path: settings.home)
        }
        guard let lock = try storage.hold(Self.marker) else {
            throw NodeError.alreadyRunning(
                path: settings.home, process: try storage.holder(of: Self.marker))
        }
        for name in names where name != Self.marker {
            let part = FileStorage(root: path(name))
            try await awaitEnd(of: part)
            try part.removeAll()
        }
        return lock
    }

    /// Waits until no process runs on a home: those of a killed demonstration end by themselves.
    private func awaitEnd(of part: FileStorage) async throws {
        guard try part.read("node.toml", byteCountMax: 1 << 20) != nil else { return }
        for _ in 0..<Self.endingAttemptsMax {
            if try part.hold(NodeHome.lockPath) != nil { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw NodeError.alreadyRunning(
            path: part.root, process: try part.holder(of: NodeHome.lockPath))
    }

    private func script() throws -> DemoScript {
        guard let table = settings.table else {
            return try DemoExample(folder: settings.example).script(
                data: settings.exampleData, epsilon: settings.epsilon)
        }
        return try .table(table, epsilon: settings.epsilon)
    }

    private func makeHome(_ part: DemoScript.Part, _ script: DemoScript) throws {
        let name = part.name
        try MemberHome.create(
            at: path(name.text), name: name, economy: part.economy, language: settings.language,
            charter: part.charter, passphrase: nil)
        try FileStorage(root: path("data")).write(part.csv, to: "\(name.text).csv")
        _ = try open(name).importCSV(
            at: path("data/\(name.text).csv"), name: script.dataset, card: script.card)
    }

    private func run(_ child: ChildProcess, _ arguments: [String]) async throws {
        let home = path(child.name)
        let status = try await child.run(
            settings.executable,
            arguments + ["--json", "--home", home, "--parent", "\(Self.processNumber)"],
            log: FileStorage(root: home))
        try Task.checkCancellation()
        // Ctrl-C on a terminal reaches the processes before this one has told them.
        if status == Self.interrupted { throw CancellationError() }
        let isStopped = status == 0 || settings.dropped?.text == child.name
        guard isStopped else {
            throw NodeError.processEnded(
                name: child.name, status: status, said: child.lastWords.text)
        }
    }
}
