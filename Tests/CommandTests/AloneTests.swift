import DureCore
import Foundation
import Testing

/// One coordinator and one member: what goes wrong between two homes, and what is said about it.
@Suite(.serialized, .enabled(if: Program.isBuilt, Program.missing))
struct AloneTests {
    @Test func `a home takes one process, and commands beside it`() async throws {
        let pair = try await Pair()
        defer { pair.end() }
        for (process, number) in [
            (["coordinate", "--port", "0"], pair.coordinator.number),
            (["up"], pair.member.number),
        ] {
            let home = process[0] == "up" ? pair.member.home : pair.coordinator.home
            let second = try Program.run(process + ["--home", home])
            #expect(second.status == 1)
            #expect(second.error.contains("is running on the home \(home) already"))
            #expect(second.error.contains("(\(number ?? 0))"), "\(second.error)")
            #expect(try Program.run(["ledger", "verify", home]).status == 0)
            #expect(try Program.run(["federation", "members", "--home", home]).status == 0)
        }
        #expect(try Program.run(["data", "list", "--home", pair.member.home]).status == 0)
        // What a crash left goes with the next start; what a living process writes does not.
        pair.member.kill()
        let left = pair.member.home + "/charter.toml.tmp2147483646"
        try Data([1]).write(to: URL(filePath: left))
        try pair.member.start()
        try await wait(60, for: "the member to be back") { try pair.count("connected") == 2 }
        #expect(!FileManager.default.fileExists(atPath: left))
    }

    @Test func `a port that is taken is named`() async throws {
        let pair = try await Pair()
        defer { pair.end() }
        let other = try pair.found("other")
        let run = try Program.run(["coordinate", "--home", other, "--port", "\(pair.port)"])
        #expect(run.status == 1)
        #expect(run.error.contains("Port \(pair.port) on 127.0.0.1 is in use"), "\(run.error)")
    }

    @Test func `Ctrl-C ends with 130, and SIGTERM ends a service well`() async throws {
        let pair = try await Pair()
        defer { pair.end() }
        #expect(pair.member.stop(SIGINT) == 130)
        #expect(try pair.member.errors().contains("Stopped."))
        #expect(pair.coordinator.stop(SIGTERM) == 0)
        #expect(try Program.run(["ledger", "verify", pair.coordinator.home]).status == 0)
    }

    @Test func `a token is refused with what to do, and a wrong economy costs none`() async throws {
        let pair = try await Pair()
        defer { pair.end() }
        let second = try pair.make("second")
        func join(_ token: String) throws -> Program.Outcome { try pair.join(second, token: token) }
        let used = try join(pair.token)
        #expect(used.status == 1 && used.error.contains("already used"), "\(used.error)")
        let forOther = try join(pair.invite("third"))
        #expect(forOther.error.contains("not made for second"), "\(forOther.error)")
        let foreign = try join(pair.invite("second", from: pair.found("other")))
        #expect(foreign.status == 1)
        #expect(foreign.error.contains("does not belong to this federation"), "\(foreign.error)")
        let cut = try join(String(pair.token.dropLast()))
        #expect(cut.error.contains("not an invitation token"), "\(cut.error)")
        let abroad = try pair.invite("second", economy: "JP")
        for _ in 0..<2 {
            let refused = try join(abroad)
            #expect(refused.status == 1)
            #expect(refused.error.contains("another economy"), "\(refused.error)")
        }
        let members = try Program.run([
            "federation", "members", "--home", pair.coordinator.home,
        ])
        #expect(members.output.contains("clinic") && !members.output.contains("second"))
        #expect(try join(pair.invite("second")).status == 0)
    }

    @Test func `a study that cannot be proposed, or has failed, says so`() async throws {
        let pair = try await Pair()
        defer { pair.end() }
        func propose(_ text: String) throws -> Program.Outcome {
            try Program.run([
                "study", "propose", pair.folder.file("study.toml", text), "--home",
                pair.member.home,
            ])
        }
        let text = StudyTests.manifest
        let other = try propose(text.replacingOccurrences(of: "hospitals", with: "schools"))
        #expect(other.status == 1 && other.error.contains("for the federation schools"))
        try #require(try propose(text).status == 0)
        try await wait(60, for: "the study to fail") { try pair.count("failed") == 1 }
        let again = try propose(text)
        #expect(again.status == 1)
        #expect(again.error.contains("it has failed. Fewer members approved"), "\(again.error)")
        #expect(again.error.contains("a new id"))
        let changed = try propose(text.replacingOccurrences(of: "400", with: "500"))
        #expect(changed.status == 1)
        #expect(changed.error.contains("another study called heart-2026"), "\(changed.error)")
        let result = try Program.run([
            "study", "result", "heart-2026", "--home", pair.member.home,
        ])
        #expect(result.status == 1)
        #expect(!result.error.contains("too-few-approvals"), "\(result.error)")
        // Without its coordinator the node says what it knows itself.
        pair.coordinator.kill()
        let known = try Program.run(["study", "list", "--home", pair.member.home])
        #expect(known.status == 0)
        #expect(known.output.contains("clinic: refused") && known.error.contains("own record"))
        let members = try Program.run(["federation", "members", "--home", pair.member.home])
        #expect(members.status == 0 && members.output.contains("clinic"))
    }

    @Test func `an accord and its federation have one name`() throws {
        let folder = try TemporaryFolder()
        let accord = try folder.file("accord.toml", Pair.accord)
        let home = folder.path + "/federation"
        let created = try Program.run([
            "federation", "create", "--home", home, "--name", "clinics", "--accord", accord,
        ])
        #expect(created.status == 1)
        #expect(created.error.contains("Give --name hospitals"), "\(created.error)")
        #expect(!FileManager.default.fileExists(atPath: home))
    }
}

/// A coordinator and a member that has joined, both running.
final class Pair {
    static let accord = """
        [accord]
        id = "hospitals"
        version = 1
        languages = ["en"]
        in_force = 2026-01-01

        """

    let folder: TemporaryFolder
    private let accord: String
    let coordinator: NodeProcess
    let member: NodeProcess
    /// The member's token, used up.
    private(set) var token = ""
    private(set) var port: Int64 = 0

    init(accord: String = Pair.accord) async throws {
        folder = try TemporaryFolder()
        self.accord = accord
        coordinator = NodeProcess(
            name: "coordinator", home: folder.path + "/federation",
            ["coordinate", "--port", "0", "--decide-within", "3"])
        member = NodeProcess(name: "clinic", home: folder.path + "/clinic", ["up"])
        _ = try found("federation")
        try coordinator.start()
        do {
            try await wait(60, for: "the port") { try !coordinator.events().isEmpty }
            port = try coordinator.events().first?["port"]?.int ?? 0
            _ = try make("clinic")
            token = try invite("clinic")
            try #require(try join(member.home, token: token).status == 0)
            try member.start()
            try await wait(60, for: "the member") { try count("connected") == 1 }
        } catch {
            end()
            throw error
        }
    }

    func end() {
        member.kill()
        coordinator.kill()
    }

    func count(_ event: String) throws -> Int {
        try coordinator.events().count { $0["event"]?.text == event }
    }

    /// A federation's home; all of them have one name.
    func found(_ name: String) throws -> String {
        let home = "\(folder.path)/\(name)"
        try succeed([
            "federation", "create", "--home", home, "--name", "hospitals", "--accord",
            folder.file("accord.toml", accord),
        ])
        return home
    }

    /// A member's home.
    func make(_ name: String) throws -> String {
        let home = "\(folder.path)/\(name)"
        try succeed(["init", "--home", home, "--name", name, "--economy", "KR"])
        try nameResponsible(in: home)
        return home
    }

    func invite(
        _ name: String, economy: String = "KR", from home: String? = nil
    ) throws -> String {
        try succeed([
            "federation", "token", "--home", home ?? coordinator.home, "--member", name,
            "--economy", economy,
        ]).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    func join(_ home: String, token: String) throws -> Program.Outcome {
        try Program.run([
            "federation", "join", "--home", home, "--coordinator", "127.0.0.1:\(port)", "--token",
            token, "--accord", folder.file("accord.toml", accord),
        ])
    }
}
