import Foundation
import Testing

/// The built program, run as its users run it.
struct Program {
    /// What a run left behind.
    struct Outcome {
        let status: Int32
        let output: String
        let error: String
    }

    static let path = root + "/.build/debug/dure"
    static let isBuilt = FileManager.default.isExecutableFile(atPath: path)
    static let missing: Comment = "build the program first: swift build --product dure"

    static let root: String = {
        var url = URL(filePath: #filePath)
        for _ in 0..<3 { url.deleteLastPathComponent() }
        let path = url.path(percentEncoded: false)
        return path.hasSuffix("/") ? String(path.dropLast()) : path
    }()

    /// Runs the program to its end.
    static func run(
        _ arguments: [String], language: String = "en", input: String = "",
        environment: [String: String] = [:]
    ) throws -> Outcome {
        try run(path, arguments, language: language, input: input, environment: environment)
    }

    /// Runs any program to its end; output goes through files, so that no pipe can fill.
    static func run(
        _ program: String, _ arguments: [String], language: String = "en", input: String = "",
        environment: [String: String] = [:]
    ) throws -> Outcome {
        let folder = try TemporaryFolder()
        let stdin = try folder.file("in", input)
        let stdout = try folder.file("out", "")
        let stderr = try folder.file("err", "")
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.environment = environment.merging(
            ["DURE_LANG": language, "PATH": "/usr/bin:/bin:/usr/sbin:/sbin"]) { $1 }
        process.standardInput = try FileHandle(forReadingFrom: URL(filePath: stdin))
        process.standardOutput = try FileHandle(forWritingTo: URL(filePath: stdout))
        process.standardError = try FileHandle(forWritingTo: URL(filePath: stderr))
        try process.run()
        guard let end = process.waitForEnd() else {
            throw TimedOut(description: "heard nothing of the end of \(program)")
        }
        return Outcome(
            // As a shell says it: 137 for SIGKILL.
            status: end.reason == .exit ? end.status : 128 + end.status,
            output: try String(contentsOf: URL(filePath: stdout), encoding: .utf8),
            error: try String(contentsOf: URL(filePath: stderr), encoding: .utf8))
    }
}

/// A folder that goes with the value.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory
            .appending(path: "dure-command-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path(percentEncoded: false)
    }

    deinit {
        // What cannot be removed is the temporary folder's own business.
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Writes a file and answers its path.
    func file(_ name: String, _ text: String) throws -> String {
        let file = "\(path)/\(name)"
        try Data(text.utf8).write(to: URL(filePath: file))
        return file
    }
}

/// A node's home with files to import.
struct Clinic {
    static let card = """
        title = "Heart clinic"
        source = "clinical records"
        legal_basis = "consent"
        notice = "information sheet, version 3"
        purposes = ["research"]
        sensitivity = "personal"
        contains = ["health"]
        [columns.age]
        unit = "years"
        range = [0, 120]
        [budget]
        epsilon = 2.5
        delta = 1e-5

        """
    static let table = "id,age,sex,set\n007,63,1,train\n008,?,0,test\n009,41,1,train\n"

    let folder: TemporaryFolder
    let home: String

    init() throws {
        folder = try TemporaryFolder()
        home = folder.path + "/home with a space"
        let made = try Program.run([
            "init", "--home", home, "--name", "clinic", "--economy", "KR",
        ])
        #expect(made.status == 0, "\(made.error)")
    }

    func `import`(_ file: String, card: String = Clinic.card) throws -> Program.Outcome {
        try Program.run([
            "data", "import", file, "--home", home, "--name", "heart", "--card",
            folder.file("card.toml", card),
        ])
    }

    /// Changes a file of the home.
    func edit(_ name: String, _ change: (inout Data) -> Void) throws {
        let url = URL(filePath: "\(home)/\(name)")
        var data = try Data(contentsOf: url)
        change(&data)
        try data.write(to: url)
    }

    /// Replaces text in a file of the home.
    func replace(_ old: String, with new: String, in name: String) throws {
        try edit(name) { data in
            let text = String(decoding: data, as: UTF8.self)
            data = Data(text.replacingOccurrences(of: old, with: new).utf8)
        }
    }
}

/// No dataset, no budget's book, no sealed file, no temporary file.
func isEmpty(_ home: String) throws -> Bool {
    let list = try Program.run(["data", "list", "--home", home, "--json"])
    let files =
        FileManager.default.enumerator(atPath: home)?.compactMap { $0 as? String } ?? []
    return list.output == "[]\n" && !files.isEmpty
        && !files.contains { $0.hasSuffix(".seal") || $0.contains(".tmp") }
        && !files.contains { $0.hasPrefix("vault/budgets/") && $0.hasSuffix(".json") }
}

/// Names people who answer for what leaves a home, as their owner would in an editor.
func nameResponsible(in home: String) throws {
    let url = URL(filePath: home + "/charter.toml")
    let tables = ["steward", "privacy-officer", "overseer"].map {
        """

        [[responsible]]
        role = "\($0)"
        person = "kim"
        qualification = { en = "Trained for it", ko = "교육 이수" }

        """
    }
    try (try Data(contentsOf: url) + Data(tables.joined().utf8)).write(to: url)
}
