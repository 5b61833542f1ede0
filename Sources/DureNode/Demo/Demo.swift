internal import DureCore
internal import DureFederation

/// A whole federation on this machine: real homes, real processes, real rounds.
package struct Demo: Sendable {
    /// A study may take this long, in seconds, before the demonstration gives up.
    private static let studySecondsMax = 120.0
    private static let marker = "demo.json"

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
        try clearHome(storage)
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
            let outcome = try DemoOutcome(
                settings: settings, script: script, federation: federation, studies: studies,
                seconds: seconds)
            try storage.write(Array(outcome.report.utf8), to: "report.html")
            tell(.report(path: path("report.html")))
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

    /// A folder that an earlier demonstration made is remade; any other is left alone.
    private func clearHome(_ storage: FileStorage) throws {
        let names = try storage.list("")
        guard !names.isEmpty else {
            return try storage.write([], to: Self.marker)
        }
        guard names.contains(Self.marker) else {
            throw NodeError.homeExists(path: settings.home)
        }
        try storage.removeAll()
        try storage.write([], to: Self.marker)
    }

    private func script() throws -> DemoScript {
        guard let table = settings.table else {
            return try .heartDisease(folder: settings.example, epsilon: settings.epsilon)
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
            settings.executable, arguments + ["--json", "--home", home],
            log: FileStorage(root: home))
        try Task.checkCancellation()
        let isStopped = status == 0 || settings.dropped?.text == child.name
        guard isStopped else {
            throw NodeError.processEnded(name: child.name, status: status)
        }
    }
}
