import Foundation
import Synchronization
import Testing

/// A PostgreSQL server of its own in a temporary folder, on a free port and a Unix socket.
///
/// It is the system's program (Debian: `postgresql-15`), started as another user where the tests
/// run as root, for it refuses to be root's.
final class PostgresServer: Sendable {
    static let programs: String? = {
        let root = "/usr/lib/postgresql"
        // No folder is no server: the tests are left out and say so.
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        let folders = versions.sorted { (Int($0) ?? 0) > (Int($1) ?? 0) }
            .map { "\(root)/\($0)/bin" }
        return folders.first { FileManager.default.isExecutableFile(atPath: "\($0)/initdb") }
    }()
    static let isInstalled = programs != nil
    static let missing: Comment = "install a server first: Scripts/setup.sh postgres"

    /// The server of the running suite.
    @TaskLocal static var current: PostgresServer?

    let folder: TemporaryFolder
    let port: Int
    private let programs: String
    private let server = ServerProcess()

    /// The folder of the server's socket.
    var socket: String { "\(folder.path)/socket" }
    /// The certificate of the authority that signed the server's own, which is made out to
    /// localhost and not to 127.0.0.1.
    var authority: String { "\(folder.path)/server/ca.crt" }

    init() throws {
        programs = try #require(Self.programs)
        folder = try TemporaryFolder()
        port = Int.random(in: 20_000..<30_000)
        for name in ["server", "socket"] {
            try FileManager.default.createDirectory(
                atPath: "\(folder.path)/\(name)", withIntermediateDirectories: true)
        }
        try certify()
        if getuid() == 0 {
            try Self.succeed(["/bin/chown", "-R", "nobody:", "\(folder.path)/server", socket])
        }
        try Self.succeed(
            Self.asServer([
                "\(programs)/initdb", "-D", data, "-U", "owner", "-A", "scram-sha-256",
                "--auth-local=trust", "-E", "UTF8", "--locale=C", "-N",
            ]))
        try server.start(
            Self.asServer([
                "\(programs)/postgres", "-D", data, "-k", socket, "-p", "\(port)", "-c",
                "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "shared_buffers=16MB", "-c",
                "max_connections=20", "-c", "ssl=on", "-c",
                "ssl_cert_file=\(folder.path)/server/server.crt", "-c",
                "ssl_key_file=\(folder.path)/server/server.key",
            ]), log: folder.file("log", ""))
    }

    /// Waits until it takes connections.
    func await() async throws {
        try await wait(30, for: "the server") {
            try Program.run(
                "\(programs)/pg_isready", ["-q", "-h", socket, "-p", "\(port)"]
            ).status == 0
        }
    }

    /// Ends it; what it wrote goes with the folder.
    func stop() { server.stop() }

    private var data: String { "\(folder.path)/server/data" }

    /// Runs statements as the owner of everything, and answers the rows.
    @discardableResult
    func sql(_ statements: String, database: String = "postgres") throws -> String {
        try Self.succeed(
            [
                "\(programs)/psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", socket,
                "-p", "\(port)", "-U", "owner", "-d", database,
            ], input: statements)
    }

    private func certify() throws {
        let at = "\(folder.path)/server"
        let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        try Self.succeed(
            ["/usr/bin/openssl", "req", "-x509"] + key + [
                "-keyout", "\(at)/ca.key", "-out", "\(at)/ca.crt", "-subj", "/CN=test authority",
                "-days", "2",
            ])
        try Self.succeed(
            ["/usr/bin/openssl", "req"] + key + [
                "-keyout", "\(at)/server.key", "-out", "\(at)/server.csr", "-subj",
                "/CN=localhost",
            ])
        try Self.succeed([
            "/usr/bin/openssl", "x509", "-req", "-in", "\(at)/server.csr", "-CA", "\(at)/ca.crt",
            "-CAkey", "\(at)/ca.key", "-CAcreateserial", "-out", "\(at)/server.crt", "-days", "2",
        ])
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600], ofItemAtPath: "\(at)/server.key")
    }

    private static func asServer(_ command: [String]) -> [String] {
        let other = ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        return getuid() == 0 ? other + command : command
    }

    @discardableResult
    private static func succeed(_ command: [String], input: String = "") throws -> String {
        let outcome = try Program.run(command[0], Array(command.dropFirst()), input: input)
        try #require(outcome.status == 0, "\(command): \(outcome.error)")
        return outcome.output
    }
}

/// Starts a server before a suite and ends it after.
struct WithPostgres: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing body: @Sendable () async throws -> Void
    ) async throws {
        let server = try PostgresServer()
        defer { server.stop() }
        try await server.await()
        try await PostgresServer.$current.withValue(server) { try await body() }
    }
}

/// The server's own process.
private final class ServerProcess: Sendable {
    private let process = Mutex<Process?>(nil)

    func start(_ command: [String], log: String) throws {
        let process = Process()
        process.executableURL = URL(filePath: command[0])
        process.arguments = Array(command.dropFirst())
        process.environment = ["PATH": "/usr/bin:/bin"]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: URL(filePath: log))
        process.standardError = process.standardOutput
        try process.run()
        self.process.withLock { $0 = process }
    }

    /// At once: nothing of it is needed any more.
    func stop() {
        process.withLock { process in
            guard let running = process, running.isRunning else { return }
            kill(running.processIdentifier, SIGQUIT)
            running.waitForEnd()
            process = nil
        }
    }
}
