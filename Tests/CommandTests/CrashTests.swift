import DureCore
import Foundation
import Testing

/// Real processes under `kill -9`: whatever dies when, the study ends, and every book is right.
@Suite(.serialized, .enabled(if: Program.isBuilt, Program.missing))
struct CrashTests {
    private static let moments = [
        "proposed", "decided", "enrolled", "roundOpened", "roundReleased", "roundOpened",
        "roundReleased", "finished", "measured",
    ]

    @Test(arguments: CrashSeed.batch(1))
    func `a coordinator that is killed again and again brings its study to its end`(
        seed: CrashSeed
    ) async throws {
        let hospitals = try await Hospitals()
        defer { hospitals.end() }
        var chaos = Chaos(seed: seed, moments: Self.moments, targets: [hospitals.coordinator])
        try await hospitals.run("heart-private", under: &chaos)
        #expect(chaos.killCount >= 6, "\(seed)")
        try hospitals.leaveHalfWrittenFiles()
        try hospitals.check("heart-private", measuredBy: 4, "\(seed)")
        try await hospitals.runInPeace("heart-joint", "\(seed)")
    }

    @Test(arguments: CrashSeed.batch(2))
    func `members that are killed one after another bring the study to its end`(
        seed: CrashSeed
    ) async throws {
        let hospitals = try await Hospitals()
        defer { hospitals.end() }
        var chaos = Chaos(seed: seed, moments: Self.moments, targets: hospitals.members)
        try await hospitals.run("heart-private", under: &chaos)
        #expect(chaos.killCount >= 6, "\(seed)")
        try hospitals.leaveHalfWrittenFiles()
        try hospitals.check("heart-private", measuredBy: 4, "\(seed)")
        try await hospitals.runInPeace("heart-joint", "\(seed)")
    }

    @Test(arguments: CrashSeed.batch(3))
    func `the others go on without a member that is killed for good`(
        seed: CrashSeed
    ) async throws {
        let hospitals = try await Hospitals()
        defer { hospitals.end() }
        var chaos = Chaos(
            seed: seed, moments: ["roundOpened"], targets: [hospitals.members[3]],
            isForGood: true)
        try await hospitals.run("heart-private", under: &chaos)
        #expect(chaos.killCount == 1)
        try hospitals.check("heart-private", measuredBy: 3, "\(seed)")
    }

    @Test func `a coordinator that was away waits for those who are coming back`() async throws {
        let hospitals = try await Hospitals()
        defer { hospitals.end() }
        try hospitals.propose("heart-joint")
        try await wait(60, for: "four answers") { try hospitals.count("decided") >= 4 }
        hospitals.coordinator.kill()
        // Longer than the 3 seconds that a study waits for who is not connected.
        try await Task.sleep(for: .seconds(4))
        let known = try hospitals.count("connected")
        try hospitals.coordinator.start()
        try await wait(60, for: "all to come back") {
            try hospitals.count("connected") >= known + 4
        }
        try await wait(60, for: "the approval") {
            try hospitals.approveIfAsked("heart-joint")
            return try hospitals.count("enrolled") + hospitals.count("failed") > 0
        }
        let enrolled = try hospitals.coordinator.events().first { $0["event"]?.text == "enrolled" }
        #expect(enrolled?["count"]?.int == 4)
    }
}

/// Kills at moments of a study: some random time after the coordinator told of an event.
private struct Chaos {
    private static let delayMilliseconds = 250
    private static let pauseMilliseconds = 800

    private var seed: CrashSeed
    private var moments: [String]
    private let targets: [NodeProcess]
    /// Whether what was killed stays dead.
    let isForGood: Bool
    private(set) var killCount = 0

    init(
        seed: CrashSeed, moments: [String], targets: [NodeProcess], isForGood: Bool = false
    ) {
        self.seed = seed
        self.moments = moments
        self.targets = targets
        self.isForGood = isForGood
    }

    /// Kills if this event is one of the moments that are left, and starts again a little later.
    mutating func take(_ event: String) async throws {
        guard let next = moments.firstIndex(of: event) else { return }
        moments.remove(at: next)
        let target = targets[seed.next(below: targets.count)]
        let delay = seed.next(below: Self.delayMilliseconds)
        let pause = seed.next(below: Self.pauseMilliseconds)
        try await Task.sleep(for: .milliseconds(delay))
        let errors = try target.errors()
        #expect(target.isRunning, "\(target.name) ended by itself: \(errors)")
        target.kill()
        killCount += 1
        print("\(seed): \(event) + \(delay) ms: \(target.name) killed")
        guard !isForGood else { return }
        try await Task.sleep(for: .milliseconds(pause))
        try target.start()
    }
}

extension Hospitals {
    private static let studySeconds = 180.0

    /// Runs a study to its end, its measures included, while things are killed.
    fileprivate func run(_ study: String, under chaos: inout Chaos) async throws {
        var known = try coordinator.events().count
        try propose(study)
        let began = Date()
        var quiet = Date()
        while Date().timeIntervalSince(began) < Self.studySeconds {
            try await Task.sleep(for: .milliseconds(10))
            try approveIfAsked(study)
            let events = try coordinator.events()
            for event in events.dropFirst(known) where event["study"]?.text == study {
                quiet = Date()
                try await chaos.take(event["event"]?.text ?? "")
            }
            known = max(known, events.count)
            guard Date().timeIntervalSince(quiet) > 0.7 else { continue }
            quiet = Date()
            if let state = try state(of: study), isOver(state) {
                let seconds = Date().timeIntervalSince(began)
                print("\(study): \(state["phase"]?.text ?? "") after \(seconds) s")
                return
            }
        }
        let errors = try all.map { "\($0.name): \(try $0.errors())" }.joined(separator: "\n")
        throw TimedOut(
            description: "waited for \(study): \(try coordinator.events().suffix(12)) \(errors)")
    }

    /// Whether nothing more is to come of those that run.
    private func isOver(_ state: JSONValue) -> Bool {
        guard state["phase"]?.text == "finished" else { return state["phase"]?.text == "failed" }
        let missing = members.filter { $0.isRunning && state["measures"]?[$0.name] == nil }
        return missing.isEmpty
    }

    /// Starts everything that was killed, and runs a study that nothing disturbs.
    fileprivate func runInPeace(_ study: String, _ seed: Comment) async throws {
        end()
        let known = try count("connected")
        for process in all { try process.start() }
        // A list of studies says nothing: a member answers it from its own record.
        try await wait(60, for: "all to come back") {
            try count("connected") >= known + members.count
        }
        var peace = Chaos(seed: CrashSeed(0), moments: [], targets: [])
        try await run(study, under: &peace)
        try check(study, measuredBy: 4, seed)
    }

    /// What must hold of a finished study, and of every home once all have been killed.
    ///
    /// Nothing runs any more after it.
    fileprivate func check(
        _ study: String, measuredBy count: Int, _ seed: Comment
    ) throws {
        let state = try #require(try state(of: study))
        #expect(state["phase"]?.text == "finished", "\(state["reason"]?.text ?? "") \(seed)")
        #expect(state["measures"]?.members?.count == count, seed)
        let result = try Program.run([
            "study", "result", study, "--home", members[0].home, "--json",
        ])
        #expect(result.status == 0, "\(result.error)")
        for process in members where process.isRunning {
            #expect(try !process.events().contains { $0["event"]?.text == "auditFailed" })
        }
        #expect(coordinator.isRunning)
        let dead = members.filter { !$0.isRunning }
        for member in dead where count == members.count {
            Issue.record("\(member.name) ended by itself: \(try member.errors()) \(seed)")
        }
        end()
        for process in all {
            let verified = try Program.run(["ledger", "verify", process.home])
            #expect(verified.status == 0, "\(process.name): \(verified.output)")
        }
        let released = try rounds("study.round.released", of: study, in: coordinator)
        #expect(!released.isEmpty && Set(released).count == released.count, "\(released)")
        for member in members {
            let charged = try checkBudget(member, study: study)
            // Not of those that are dead, who may have died before their first round.
            #expect(charged || dead.contains { $0 === member }, "\(member.name)")
        }
    }

    /// Every round to whose release a member lent its shares is in its book, and all of them
    /// together are within what the study promised.
    ///
    /// - Returns: Whether there is such a round.
    private func checkBudget(_ member: NodeProcess, study: String) throws -> Bool {
        let released = Set(try rounds("study.shares.released", of: study, in: member))
        let budget = try Self.json(
            succeed(["privacy", "budget", "heart", "--home", member.home, "--json"]))
        let book = try #require(budget.elements?.first)
        let entry = book["studies"]?.elements?.first { $0["study"]?.text == study }
        let charged = entry?["charges"]?.int ?? 0
        let unbounded = entry?["releases_without_noise"]?.int ?? 0
        if study == "heart-private" {
            #expect(charged >= released.count, "\(member.name)")
            #expect(charged <= 12, "\(member.name)")
            #expect((entry?["figure"]?["epsilon"]?.double ?? 0) <= 1 + 1e-9, "\(member.name)")
        } else {
            #expect(unbounded >= released.count, "\(member.name)")
        }
        return !released.isEmpty
    }

    /// The rounds of a study that a ledger names under an action.
    private func rounds(
        _ action: String, of study: String, in process: NodeProcess
    ) throws -> [Int64] {
        let shown = try succeed(["ledger", "show", process.home, "--last", "10000", "--json"])
        return (try Self.json(shown).elements ?? []).compactMap { entry in
            guard entry["action"]?.text == action, entry["details"]?["study"]?.text == study
            else { return nil }
            return entry["details"]?["round"]?.int
        }
    }

    /// Leaves beside every file what a write that was cut short leaves: half of it, under the name
    /// that it has until it is whole.
    fileprivate func leaveHalfWrittenFiles() throws {
        for process in all {
            let files =
                FileManager.default.enumerator(atPath: process.home)?
                .compactMap { $0 as? String } ?? []
            let left = files.filter { $0.contains(".tmp") }
            if !left.isEmpty { print("\(process.name) left \(left)") }
            for file in files {
                let path = "\(process.home)/\(file)"
                // Folders cannot be read so.
                guard let bytes = try? Data(contentsOf: URL(filePath: path)) else { continue }
                _ = FileManager.default.createFile(
                    atPath: path + ".tmp99999", contents: bytes.prefix(bytes.count / 2),
                    attributes: [.posixPermissions: 0o600])
            }
        }
    }
}
