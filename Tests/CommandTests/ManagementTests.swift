import DureCore
import Foundation
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The management API of a real process.
@Suite(.enabled(if: Program.isBuilt, Program.missing))
struct ManagementTests {
    private let folder: TemporaryFolder
    private let home: String

    init() throws {
        folder = try TemporaryFolder()
        home = folder.path + "/clinic"
        let made = try Program.run([
            "init", "--home", home, "--name", "clinic", "--economy", "KR",
        ])
        try #require(made.status == 0, "\(made.error)")
    }

    private func json(_ arguments: [String]) throws -> JSONValue {
        let run = try Program.run(arguments + ["--home", home, "--json"])
        try #require(run.status == 0, "\(run.error)")
        return try JSONValue(parsing: Array(run.output.utf8), byteCountMax: 1 << 20)
    }

    private func port(of node: NodeProcess) async throws -> Int {
        var port: Int64?
        try await wait(30, for: "the port") {
            if !node.isRunning { throw TimedOut(description: try node.errors()) }
            port = try node.events().first { $0["event"]?.text == "serving" }?["port"]?.int
            return port != nil
        }
        return Int(port ?? 0)
    }

    private func ask(
        _ port: Int, _ path: String, token: String?, body: Data? = nil
    ) async throws -> (status: Int, body: String) {
        let url = try #require(URL(string: "http://127.0.0.1:\(port)/api/v1\(path)"))
        var request = URLRequest(url: url, timeoutInterval: 30)
        if let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
        if let body {
            request.httpMethod = "POST"
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
            request.httpBody = body
        }
        let (data, response) = try await URLSession.shared.data(for: request)
        let status = try #require(response as? HTTPURLResponse).statusCode
        return (status, String(decoding: data, as: UTF8.self))
    }

    @Test func `a node serves its people, tells apart who they are, and ends when it is told to`()
        async throws
    {
        let token = try #require(
            try json(["user", "add", "audi", "--role", "auditor"])["token"]?.text)
        // Tokens stay good where the root key is changed.
        _ = try json(["key", "rotate"])
        let node = NodeProcess(name: "clinic", home: home, ["up", "--api-port", "0"])
        try node.start()
        defer { node.kill() }
        let port = try await port(of: node)
        #expect(try await ask(port, "/node", token: token).status == 200)
        #expect(try await ask(port, "/node", token: nil).status == 401)
        #expect(try await ask(port, "/node", token: token + "0").status == 401)
        #expect(
            try await ask(port, "/subjects/search", token: token, body: Data("{}".utf8)).status
                == 403)
        // Larger than anything that is taken, and not kept.
        let large = Data(repeating: UInt8(ascii: " "), count: 3 << 20)
        #expect(
            try await ask(port, "/charter/explanations", token: token, body: large).status == 413)
        // A token that is taken away is worth nothing at once, in the running node too.
        _ = try json(["user", "remove", "audi"])
        #expect(try await ask(port, "/node", token: token).status == 401)
        #expect(node.stop(SIGTERM) == 0)
        #expect(try Program.run(["ledger", "verify", home]).status == 0)
    }

    @Test func `two nodes on one port: the second says so, and nothing listens unasked`()
        async throws
    {
        let alone = try Program.run(["up", "--home", home])
        #expect(alone.status == 1 && alone.error.contains("belongs to no federation"))
        _ = try json(["user", "add", "opa", "--role", "operator"])
        let node = NodeProcess(name: "clinic", home: home, ["up", "--api-port", "0"])
        try node.start()
        defer { node.kill() }
        let port = try await port(of: node)
        let again = try Program.run(["up", "--home", home, "--api-port", "0"])
        #expect(again.status == 1 && again.error.contains("already"), "\(again.error)")
        let other = folder.path + "/other"
        _ = try Program.run(["init", "--home", other, "--name", "other", "--economy", "KR"])
        let taken = try Program.run(["up", "--home", other, "--api-port", "\(port)"])
        #expect(taken.status == 1 && taken.error.contains("\(port)"), "\(taken.error)")
        #expect(try Program.run(["up", "--home", home, "--api-port", "99999"]).status == 2)
    }

    @Test func `the words of the commands say what to do`() throws {
        let officer = try Program.run([
            "user", "add", "lee", "--role", "privacy-officer", "--home", home,
        ])
        #expect(officer.status == 1 && officer.error.contains("[[responsible]]"))
        let both = try Program.run([
            "user", "add", "lee", "--role", "analyst", "--role", "auditor", "--home", home,
        ])
        #expect(both.status == 1 && both.error.contains("two people"))
        let nobody = try Program.run(["user", "renew", "lee", "--home", home], language: "ko")
        #expect(nobody.status == 1 && nobody.error.contains("lee"))
        #expect(
            try Program.run(["user", "add", "lee", "--role", "king", "--home", home]).status == 2)
        let document = try Program.run(["api"])
        let json = try JSONValue(parsing: Array(document.output.utf8), byteCountMax: 1 << 20)
        #expect(json["openapi"] == "3.1.0")
    }

    /// A process that connects so many times and says nothing.
    private func silence(_ count: Int, _ port: Int) throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = [
            "-c",
            "for _ in $(seq \(count)); do exec {fd}<>/dev/tcp/127.0.0.1/\(port); done; sleep 120",
        ]
        try process.run()
        return process
    }

    @Test func `those who connect and say nothing do not keep others out`() async throws {
        let token = try #require(
            try json(["user", "add", "audi", "--role", "auditor"])["token"]?.text)
        let node = NodeProcess(name: "clinic", home: home, ["up", "--api-port", "0"])
        try node.start()
        defer { node.kill() }
        let port = try await port(of: node)
        let silent = try silence(200, port)
        defer { silent.terminate() }
        try await Task.sleep(for: .seconds(1))
        let number = try #require(node.number)
        let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(number)/fd").count
        #expect(open < 150, "\(open)")
        // They are sent away after a while of silence.
        var status = 0
        for _ in 0..<6 where status != 200 {
            status = (try? await ask(port, "/node", token: token).status) ?? 0
        }
        #expect(status == 200)
    }
}
