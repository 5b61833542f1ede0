import DureCore
import Foundation
import Testing

/// What a new member is shown before it agrees to anything.
@Suite(.enabled(if: Program.isBuilt, Program.missing), .serialized)
struct JoiningTests {
    /// A federation whose coordinator listens, with two members that do not run.
    private final class Pair {
        let folder: TemporaryFolder
        let coordinator: NodeProcess
        let port: Int

        init() async throws {
            folder = try TemporaryFolder()
            let federation = "\(folder.path)/federation"
            try Hospitals.found(federation)
            (coordinator, port) = try await Hospitals.listen(federation)
        }

        func home(_ name: String) -> String { "\(folder.path)/\(name)" }

        /// Makes a home and a token for it.
        func invite(_ name: String) throws -> String {
            try succeed(["init", "--home", home(name), "--name", name, "--economy", "KR"])
            try nameResponsible(in: home(name))
            return try succeed([
                "federation", "token", "--home", coordinator.home, "--member", name, "--economy",
                "KR",
            ]).trimmingCharacters(in: .whitespacesAndNewlines)
        }

        func join(
            _ name: String, _ token: String, _ more: [String] = []
        ) throws -> Program.Outcome {
            try Program.run(
                [
                    "federation", "join", "--home", home(name), "--coordinator",
                    "127.0.0.1:\(port)", "--token", token, "--json",
                ] + more)
        }
    }

    @Test func `the accord is fetched, and one that was handed over is compared`() async throws {
        let pair = try await Pair()
        defer { pair.coordinator.kill() }
        let token = try pair.invite("clinic")
        let accord = try String(contentsOfFile: "\(Hospitals.example)/accord.toml", encoding: .utf8)
        let other = try pair.folder.file("other.toml", accord + "\n# another\n")
        let refused = try pair.join("clinic", token, ["--accord", other])
        #expect(refused.status != 0)
        let file = pair.home("clinic") + "/federation/accord.toml"
        #expect(!FileManager.default.fileExists(atPath: file))
        // The token is spent, the credential kept: the same command without the file joins.
        let joined = try pair.join("clinic", token)
        #expect(joined.status == 0, "\(joined.error)")
        #expect(try String(contentsOfFile: file, encoding: .utf8) == accord)
        #expect(
            try Hospitals.json(joined.output)["accord"]?.text
                == Digest(of: Array(accord.utf8)).hex)
    }

    @Test func `a study is reviewed by a node that has never run`() async throws {
        let pair = try await Pair()
        defer { pair.coordinator.kill() }
        for name in ["clinic", "proposer"] {
            let joined = try pair.join(name, pair.invite(name))
            #expect(joined.status == 0, "\(joined.error)")
        }
        try succeed([
            "study", "propose", "\(Hospitals.example)/heart-joint.toml", "--home",
            pair.home("proposer"),
        ])
        let review = try Program.run([
            "study", "review", "heart-joint", "--home", pair.home("clinic"), "--json",
        ])
        #expect(review.status == 0, "\(review.error)")
        let said = try Hospitals.json(review.output)
        #expect(said["received"] == .bool(false))
        #expect(said["answer"]?.text != nil)
        let unknown = try Program.run([
            "study", "review", "no-such-study", "--home", pair.home("clinic"),
        ])
        #expect(unknown.status != 0)
    }
}
