internal import DureCharter
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
        try clearHome(storage)
        tell(.homes)
        let accord = try file("accord.toml")
        let federation = try CoordinatorHome.create(
            at: path("coordinator"), federation: Name("four-hospitals"), accord: accord,
            language: settings.language, clock: clock)
        let data = try DemoData(
            cutting: "\(settings.example)/fed-heart-disease.csv", by: "centre")
        for member in data.members { try makeHome(member.name, csv: member.csv) }
        let names = data.members.map(\.name)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            let cast = DemoCast(members: names)
            defer { cast.stop(unless: settings.keepsRunning) }
            group.addTask {
                try await run(
                    cast.coordinator, ["coordinate", "--port", "0", "--decide-within", "3"])
            }
            let stage = DemoStage(demo: self, federation: federation, cast: cast)
            for name in names {
                try await stage.enrol(name, accord: accord)
            }
            for child in cast.members {
                group.addTask { try await run(child, ["up"]) }
            }
            tell(.members)
            try await stage.awaitMembers(names)
            var studies: [Name] = []
            for manifest in try manifests() {
                studies.append(
                    try await stage.runStudy(manifest, secondsMax: Self.studySecondsMax))
            }
            let outcome = try DemoOutcome(
                settings: settings, federation: federation, members: names, studies: studies,
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

    func file(_ name: String) throws -> [UInt8] {
        let storage = FileStorage(root: settings.example)
        guard let bytes = try storage.read(name, byteCountMax: 1 << 20) else {
            throw NodeError.unreadable(path: "\(settings.example)/\(name)")
        }
        return bytes
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

    private func makeHome(_ name: Name, csv: [UInt8]) throws {
        let charter = try file("charters/\(name.text).toml")
        let economy = try Charter(parsing: charter).economy ?? "XX"
        try MemberHome.create(
            at: path(name.text), name: name, economy: economy, language: settings.language,
            charter: charter, passphrase: nil)
        let home = try open(name)
        try FileStorage(root: path("data")).write(csv, to: "\(name.text).csv")
        _ = try home.importCSV(
            at: path("data/\(name.text).csv"), name: Name("heart"), card: file("card.toml"))
    }

    private func run(_ child: ChildProcess, _ arguments: [String]) async throws {
        let home = path(child.name)
        let status = try await child.run(
            settings.executable, arguments + ["--json", "--home", home],
            log: FileStorage(root: home))
        let isStopped = status == 0 || settings.dropped?.text == child.name
        guard isStopped else {
            throw NodeError.processEnded(name: child.name, status: status)
        }
    }

    /// The exact study, and the private one with the epsilon asked for.
    private func manifests() throws -> [[UInt8]] {
        let exact = try file("heart-joint.toml")
        guard let epsilon = settings.epsilon else { return [exact] }
        let text = String(decoding: try file("heart-private.toml"), as: UTF8.self)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.hasPrefix("epsilon = ") ? "epsilon = \(epsilon)" : String(line)
        }
        return [exact, Array(lines.joined(separator: "\n").utf8)]
    }
}
