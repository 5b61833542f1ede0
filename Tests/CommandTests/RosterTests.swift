import DureCore
import Foundation
import Testing

/// A federation that changes after its first study: real processes, and people who sign.
@Suite(.enabled(if: Program.isBuilt, Program.missing), .serialized)
struct RosterTests {
    private static let study = "heart-joint"

    /// Four hospitals with a study behind them.
    private func experienced() async throws -> Hospitals {
        let hospitals = try await Hospitals()
        do {
            try hospitals.propose(Self.study)
            try await wait(60, for: "the study") {
                try hospitals.approveIfAsked(Self.study)
                return try hospitals.count("measured") == hospitals.members.count
            }
        } catch {
            hospitals.end()
            throw error
        }
        return hospitals
    }

    /// The change that a member is asked for.
    private func change(at member: NodeProcess) throws -> JSONValue {
        try Hospitals.json(
            succeed(["federation", "review", "--home", member.home, "--json"]))
    }

    /// Approves at each of those members what they are shown.
    private func approve(_ members: some Sequence<NodeProcess>) async throws {
        for member in members {
            try await wait(60, for: "the change at \(member.name)") {
                try change(at: member)["change"]?.text != nil
            }
            let hash = try #require(try change(at: member)["change"]?.text)
            try succeed([
                "federation", "approve", String(hash.prefix(16)), "--home", member.home, "--as",
                "officer-7",
            ])
        }
    }

    private func invite(_ name: String, to hospitals: Hospitals) throws -> NodeProcess {
        let node = NodeProcess(name: name, home: "\(hospitals.folder.path)/\(name)-new", ["up"])
        try succeed(["init", "--home", node.home, "--name", name, "--economy", "KR"])
        try nameResponsible(in: node.home)
        let token = try succeed([
            "federation", "token", "--home", hospitals.coordinator.home, "--member", name,
            "--economy", "KR",
        ])
        try succeed([
            "federation", "join", "--home", node.home, "--coordinator",
            "127.0.0.1:\(hospitals.port)",
            "--token", token.trimmingCharacters(in: .whitespacesAndNewlines),
        ])
        return node
    }

    private func codes(of node: NodeProcess) throws -> [String] {
        try node.events().compactMap { $0["code"]?.text }
    }

    @Test func `a newcomer waits for a quorum, and one that is let go stays out`() async throws {
        let hospitals = try await experienced()
        defer { hospitals.end() }
        let late = try invite("late", to: hospitals)
        defer { late.kill() }
        try late.start()
        try await wait(60, for: "the refusal") { try codes(of: late) == ["awaits-members"] }
        // Of four members three must sign.
        let unknown = try Program.run([
            "federation", "approve", "0123456789abcdef", "--home", hospitals.members[0].home,
            "--as", "officer-7",
        ])
        #expect(unknown.status == 2)
        try await approve(hospitals.members.prefix(2))
        try await wait(60, for: "two signatures") { try hospitals.count("rosterAsked") == 3 }
        #expect(try hospitals.count("rosterChanged") == 4, "the four of the founding")
        let shown = try change(at: hospitals.members[0])
        #expect(shown["joins"]?.elements == [.string("late")])
        #expect(shown["quorum"]?.int == 3)
        try await approve(hospitals.members[2...2])
        try await wait(60, for: "the newcomer") { try hospitals.count("connected") >= 5 }
        for member in hospitals.members {
            try await wait(60, for: "the new roster at \(member.name)") {
                try change(at: member)["change"] == .null
            }
        }

        try succeed([
            "federation", "remove", "late", "--home", hospitals.coordinator.home,
        ])
        try await approve(hospitals.members)
        try await wait(60, for: "the end") { try codes(of: late).last == "not-on-roster" }
        let members = try Hospitals.json(
            succeed(["federation", "members", "--home", hospitals.members[0].home, "--json"]))
        #expect(members.elements?.count == 4)
        for process in hospitals.all {
            let verified = try Program.run(["ledger", "verify", process.home])
            #expect(verified.status == 0, "\(process.name): \(verified.error)")
        }
    }

    @Test func `a member that lost its home comes back with a new key`() async throws {
        let hospitals = try await experienced()
        defer { hospitals.end() }
        let lost = hospitals.members[3]
        lost.kill()
        let again = try invite(lost.name, to: hospitals)
        defer { again.kill() }
        try again.start()
        try await approve(hospitals.members.prefix(3))
        try await wait(60, for: "the member") { try hospitals.count("connected") >= 5 }
        // The old home is a stranger now.
        try lost.start()
        try await wait(60, for: "the refusal") {
            try codes(of: lost).contains("not-on-roster")
        }
        let result = try hospitals.state(of: Self.study)
        #expect(result?["phase"]?.text == "finished")
        #expect(result?["measures"]?[lost.name] != nil, "its measures stay under its name")
    }
}
