import DureCore
import Foundation
import Testing

/// The four hospitals of the example, made and run through the program alone.
final class Hospitals {
    static let example = Program.root + "/Examples/heart-disease"
    static let names = ["cleveland", "hungarian", "switzerland", "va"]
    private static let economies = ["US", "HU", "CH", "US"]

    let folder: TemporaryFolder
    let coordinator: NodeProcess
    let members: [NodeProcess]
    /// Where the coordinator listens.
    let port: Int
    private var approved: Set<String> = []

    /// Makes the homes, starts everything and waits until all are connected.
    init() async throws {
        let folder = try TemporaryFolder()
        self.folder = folder
        members = Self.names.map {
            NodeProcess(name: $0, home: "\(folder.path)/\($0)", ["up"])
        }
        let federation = "\(folder.path)/federation"
        try Self.found(federation)
        let (coordinator, port) = try await Self.listen(federation)
        self.coordinator = coordinator
        self.port = port
        do {
            for (member, economy) in zip(members, Self.economies) {
                try furnish(member, economy: economy)
                try enrol(member, economy: economy, port: port)
                try member.start()
            }
            try await wait(60, for: "all members") {
                try count("connected") >= members.count
            }
        } catch {
            end()
            throw error
        }
    }

    var all: [NodeProcess] { [coordinator] + members }

    /// Ends every process.
    func end() {
        for process in all { process.kill() }
    }

    static func found(_ home: String) throws {
        try succeed([
            "federation", "create", "--home", home, "--name", "four-hospitals", "--accord",
            "\(example)/accord.toml",
        ])
    }

    /// Starts a coordinator on a port that it can come back to.
    static func listen(_ home: String) async throws -> (NodeProcess, Int) {
        for _ in 0..<20 {
            // Below the ports that systems hand out themselves.
            let port = Int.random(in: 20_000..<30_000)
            let process = NodeProcess(
                name: "coordinator", home: home,
                ["coordinate", "--port", "\(port)", "--decide-within", "15"])
            try process.start()
            do {
                try await wait(60, for: "the port") {
                    try !process.isRunning || !process.events().isEmpty
                }
            } catch {
                process.kill()
                throw error
            }
            if process.isRunning { return (process, port) }
        }
        throw TimedOut(description: "no port was free")
    }

    private func furnish(_ member: NodeProcess, economy: String) throws {
        try succeed([
            "init", "--home", member.home, "--name", member.name, "--economy", economy,
            "--charter", "\(Self.example)/charters/\(member.name).toml",
        ])
        let table = try String(
            contentsOf: URL(filePath: "\(Self.example)/fed-heart-disease.csv"), encoding: .utf8)
        let rows = table.split(whereSeparator: \.isNewline).filter {
            $0.hasPrefix("centre,") || $0.hasPrefix("\(member.name),")
        }
        let own = rows.map { $0.drop { $0 != "," }.dropFirst() }.joined(separator: "\n")
        try succeed([
            "data", "import", folder.file("\(member.name).csv", own + "\n"), "--home", member.home,
            "--name", "heart", "--card", "\(Self.example)/card.toml",
        ])
    }

    private func enrol(_ member: NodeProcess, economy: String, port: Int) throws {
        let token = try succeed([
            "federation", "token", "--home", coordinator.home, "--member", member.name,
            "--economy", economy,
        ])
        try succeed([
            "federation", "join", "--home", member.home, "--coordinator", "127.0.0.1:\(port)",
            "--token", token.trimmingCharacters(in: .whitespacesAndNewlines), "--accord",
            "\(Self.example)/accord.toml",
        ])
    }

    /// How often the coordinator has told of that.
    func count(_ event: String) throws -> Int {
        try coordinator.events().count { $0["event"]?.text == event }
    }

    /// Proposes a study of the example as Cleveland.
    func propose(_ study: String) throws {
        try succeed([
            "study", "propose", "\(Self.example)/\(study).toml", "--home", members[0].home,
        ])
    }

    /// Approves as the person does whom Switzerland's charter asks, once it has asked.
    func approveIfAsked(_ study: String) throws {
        let home = members[2].home
        guard !approved.contains(study),
            FileManager.default.fileExists(atPath: "\(home)/studies/\(study)/decision")
        else { return }
        try succeed([
            "study", "approve", study, "--home", home, "--as", "officer-7", "--role",
            "privacy-officer",
        ])
        approved.insert(study)
    }

    /// Where a study stands, or nil while the coordinator cannot be asked.
    func state(of study: String) throws -> JSONValue? {
        let list = try Program.run(["study", "list", "--home", members[0].home, "--json"])
        guard list.status == 0 else { return nil }
        return try Self.json(list.output).elements?.first { $0["study"]?.text == study }
    }

    static func json(_ text: String) throws -> JSONValue {
        try JSONValue(parsing: Array(text.utf8), byteCountMax: 1 << 24)
    }
}

/// Runs a command that must succeed, and answers what it printed.
@discardableResult
func succeed(_ arguments: [String]) throws -> String {
    let outcome = try Program.run(arguments)
    try #require(outcome.status == 0, "\(arguments): \(outcome.error)")
    return outcome.output
}
