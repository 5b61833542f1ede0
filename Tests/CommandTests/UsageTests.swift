import Foundation
import Testing

@Suite(.enabled(if: Program.isBuilt, Program.missing))
struct UsageTests {
    @Test func `help names every command and goes to standard output`() throws {
        let help = try Program.run(["--help"])
        #expect(help.status == 0)
        #expect(help.error.isEmpty)
        for name in [
            "init", "charter", "data", "federation", "study", "up", "coordinate", "ledger", "model",
            "privacy", "demo",
        ] { #expect(help.output.contains("\n  \(name)"), "\(name)") }
    }

    @Test(arguments: [
        ["init"], ["data", "import"], ["data", "connect"], ["data", "connection", "check"],
        ["data", "connection", "password"], ["data", "scan"], ["data", "show"], ["study", "check"],
        ["study", "watch"],
        ["study", "result"], ["ledger", "verify"], ["ledger", "show"], ["ledger", "audit"],
        ["ledger", "receipt"], ["ledger", "export"], ["ledger", "people"], ["model", "predict"],
        ["privacy", "epsilon"],
        ["federation", "create"], ["federation", "token"], ["federation", "join"],
        ["federation", "members"], ["study", "propose"], ["study", "approve"], ["up"],
        ["coordinate"],
    ])
    func `each command has help with an example`(command: [String]) throws {
        let help = try Program.run(command + ["--help"])
        #expect(help.status == 0)
        #expect(help.output.contains("Example:") || help.output.contains("Examples:"))
    }

    @Test func `the version is one line`() throws {
        let version = try Program.run(["--version"])
        #expect(version.status == 0)
        #expect(version.output == "0.1.0\n")
    }

    @Test(arguments: [
        ["no-such-command"], ["init"], ["data", "import", "x.csv", "--name", "x"],
        ["data", "show", "Not A Name"], ["ledger", "show", ".", "--last", "0"],
        ["privacy", "epsilon", "--sigma", "1", "--steps", "1", "--delta", "1"],
        ["privacy", "epsilon", "--sigma", "0", "--steps", "1", "--delta", "1e-5"],
        ["privacy", "epsilon", "--sigma=-1", "--steps", "1", "--delta", "1e-5"],
        ["privacy", "epsilon", "--sigma", "nan", "--steps", "1", "--delta", "1e-5"],
        ["privacy", "epsilon", "--sigma", "1", "--q", "0", "--steps", "1", "--delta", "1e-5"],
        ["privacy", "epsilon", "--sigma", "1", "--steps", "0", "--delta", "1e-5"],
        ["privacy", "sigma", "--epsilon", "inf", "--steps", "1", "--delta", "1e-5"],
        ["init", "--name", "clinic", "--economy", "Korea"],
        ["federation", "token", "--member", "clinic", "--economy", "kr"],
        ["federation", "join", "--coordinator", "7374", "--token", "x", "--accord", "a.toml"],
        ["coordinate", "--port", "70000"], ["demo", "--epsilon", "0"],
        ["demo", "--epsilon", "nan"], ["demo", "--epsilon=-1"], ["demo", "--epsilon", "11"],
        ["demo", "--members", "4"], ["demo", "--data", "x.csv"],
    ])
    func `wrong usage is exit code 2 and says what is wanted`(arguments: [String]) throws {
        let outcome = try Program.run(arguments)
        #expect(outcome.status == 2)
        #expect(outcome.output.isEmpty)
        #expect(outcome.error.hasPrefix("Error: "))
    }

    @Test func `the help shows the way by hand, and hides what is not for people`() throws {
        let help = try Program.run(["--help"]).output
        for step in [
            "federation create", "federation token", "federation join", "--accord", "dure up",
            "coordinate", "study propose", "study approve", "study result",
        ] { #expect(help.contains(step), "\(step)") }
        #expect(try !Program.run(["up", "--help"]).output.contains("--parent"))
    }

    @Test func `figures of privacy are rounded up for people, and in full as JSON`() throws {
        let arguments = ["privacy", "epsilon", "--sigma", "3", "--steps", "7", "--delta", "1e-5"]
        let full = try #require(try json(arguments)["epsilon"] as? Double)
        let said = try Program.run(arguments).output.split(separator: " ")
        let shown = try #require(said.count > 1 ? Double(said[1]) : nil)
        #expect(shown >= full && shown < full + 1e-4 && "\(shown)".count <= 6)
    }

    @Test func `a completion script is printed`() throws {
        let script = try Program.run(["--generate-completion-script", "bash"])
        #expect(script.status == 0)
        #expect(script.output.contains("complete"))
        #expect(script.output.contains("ledger"))
    }

    @Test func `epsilon is the known answer, and says who computed it`() throws {
        let members = try json([
            "privacy", "epsilon", "--sigma", "1", "--q", "0.01", "--steps", "1000", "--delta",
            "1e-5",
        ])
        let epsilon = try #require(members["epsilon"] as? Double)
        #expect(abs(epsilon - 1.828_243_7) < 1e-5)
        #expect(members["accountant"] as? String == "pld")
    }

    @Test func `the sigma that is found keeps the epsilon asked for`() throws {
        let found = try json([
            "privacy", "sigma", "--epsilon", "1", "--steps", "12", "--delta", "1e-5",
        ])
        let sigma = try #require(found["sigma"] as? Double)
        let checked = try json([
            "privacy", "epsilon", "--sigma", "\(sigma)", "--steps", "12", "--delta", "1e-5",
        ])
        let epsilon = try #require(checked["epsilon"] as? Double)
        #expect(epsilon <= 1 && epsilon > 0.999)
    }

    private func json(_ arguments: [String]) throws -> [String: Any] {
        let outcome = try Program.run(arguments + ["--json"])
        #expect(outcome.status == 0, "\(outcome.error)")
        let json = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
        return try #require(json as? [String: Any])
    }
}
