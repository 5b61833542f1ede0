import DureCore
import Foundation
import Testing

@Suite(.enabled(if: Program.isBuilt, Program.missing))
struct DemoTests {
    private static let example = Program.root + "/Examples/heart-disease"

    private func demo(_ home: String, _ more: [String] = []) -> [String] {
        ["demo", "--no-privacy", "--home", home, "--example", Self.example] + more
    }

    @Test func `a member that is not there is wrong usage, and nothing is made`() throws {
        let folder = try TemporaryFolder()
        let home = folder.path + "/demo"
        let run = try Program.run(demo(home, ["--drop", "nobody"]))
        #expect(run.status == 2)
        #expect(run.error.contains("cleveland, hungarian, switzerland, va"), "\(run.error)")
        #expect(!FileManager.default.fileExists(atPath: home))
    }

    @Test func `a folder with other files is left alone`() throws {
        let folder = try TemporaryFolder()
        let file = try folder.file("thesis.txt", "years of work")
        let run = try Program.run(demo(folder.path))
        #expect(run.status == 1)
        #expect(run.error.contains("holds other files"), "\(run.error)")
        #expect(!run.error.contains("Dure node"))
        #expect(FileManager.default.fileExists(atPath: file))
    }

    /// Four clinics, of which the third has nine rows, the fourth only ill patients.
    private static let clinics: String = {
        var lines = ["clinic,age,dose,ill"]
        for (clinic, count) in [("a", 120), ("b", 90), ("c", 9), ("d", 60)] {
            for row in 0..<count {
                let age = 20 + (row * 37) % 70
                let dose = (row * 13) % 10
                let isIll = clinic == "d" || (age + 4 * dose + (row * 29) % 40) > 90
                lines.append("\(clinic),\(age),\(dose),\(isIll ? 1 : 0)")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }()

    @Test func `a clinic with nine rows stays out, and the demonstration ends without it`() throws {
        let folder = try TemporaryFolder()
        let file = try folder.file("clinics.csv", Self.clinics)
        let run = try Program.run([
            "demo", "--no-privacy", "--json", "--home", folder.path + "/demo", "--data", file,
            "--member-column", "clinic", "--target", "ill",
        ])
        #expect(run.status == 0, "\(run.error)")
        let outcome = try JSONValue(parsing: Array(run.output.utf8), byteCountMax: 1 << 20)
        let rows = try #require(outcome["hospitals"]?.elements)
        let out = rows.filter { $0["exact"] == .null }.compactMap { $0["member"]?.text }
        #expect(rows.count == 4 && out.count == 1 && out[0].hasSuffix("-c"), "\(out)")
        // Each of those that took part can show the paper for all that left it.
        for row in rows where row["exact"] != .null {
            let name = try #require(row["member"]?.text)
            let left = try Program.run([
                "records", "releases", "--json", "--home", "\(folder.path)/demo/\(name)",
            ])
            #expect(left.status == 0, "\(left.error)")
            let register = try JSONValue(parsing: Array(left.output.utf8), byteCountMax: 1 << 20)
            #expect(register["covered"] == .bool(true))
            #expect(register["releases"]?.elements?.first?["bytes"]?.int ?? 0 > 0)
        }
    }

    /// Whoever is killed cannot stop its children: they notice, and end by themselves.
    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc"), "needs /proc"))
    func `a demonstration that is killed leaves no process, and is refused while it runs`()
        async throws
    {
        let folder = try TemporaryFolder()
        let home = folder.path + "/demo"
        let process = NodeProcess(
            name: "demo", home: home, ["demo", "--keep-running", "--example", Self.example])
        try process.start()
        defer { process.kill() }
        let number = try #require(process.number)
        try await wait(60, for: "five children") { try Self.children(of: number).count == 5 }
        let second = try Program.run(demo(home))
        #expect(second.status == 1)
        #expect(second.error.contains("is running on the home"), "\(second.error)")
        #expect(second.error.contains("(\(number))"))
        process.kill()
        try await wait(60, for: "the children to end") {
            try Self.children(of: number).isEmpty
        }
    }

    /// The processes that were told that this one is their parent.
    private static func children(of parent: Int32) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { number in
            // A process may end while it is looked at; one that has ended has no arguments.
            guard let bytes = try? Data(contentsOf: URL(filePath: "/proc/\(number)/cmdline"))
            else { return false }
            return String(decoding: bytes, as: UTF8.self).contains("--parent\0\(parent)\0")
        }
    }
}
