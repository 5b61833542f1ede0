import Foundation
import Testing

/// Packed files, as `gzip` makes them.
@Suite(
    .enabled(if: Program.isBuilt, Program.missing),
    .enabled(if: SystemTools.hasGzip, "gzip and zlib are not on this system"))
struct GzipImportTests {
    private let clinic: Clinic
    private let packed: String

    init() throws {
        clinic = try Clinic()
        packed = try SystemTools.gzip(clinic.folder.file("heart.csv", Clinic.table))
    }

    private func look(
        _ file: String, _ options: [String] = [], language: String = "en"
    ) throws -> Program.Outcome {
        try Program.run(["data", "import", file, "--dry-run"] + options, language: language)
    }

    @Test func `a packed table is the same table, whatever its name`() throws {
        let plain = try look(clinic.folder.path + "/heart.csv", ["--json"])
        #expect(plain.status == 0, "\(plain.error)")
        let other = clinic.folder.path + "/table.csv"
        try FileManager.default.copyItem(atPath: packed, toPath: other)
        for file in [packed, other] {
            #expect(try look(file, ["--json"]).output == plain.output)
        }
        let piped = try SystemTools.shell(
            "cat '\(packed)' | '\(Program.path)' data import - --dry-run --json")
        #expect(piped.output == plain.output, "\(piped.error)")
        let imported = try clinic.import(packed)
        #expect(imported.status == 0 && imported.output.contains("3 rows, 4 columns"))
    }

    @Test func `packed JSON Lines and letters are read as well`() throws {
        let lines = try SystemTools.gzip(
            clinic.folder.file("lines", "{\"id\":\"007\",\"age\":63}\n{\"id\":\"008\"}\n"))
        let seen = try look(lines)
        #expect(seen.status == 0 && seen.output.contains("2 rows, 2 columns"), "\(seen.output)")
        let letter = try SystemTools.gzip(
            clinic.folder.file("letter.txt", "주민등록번호 020508-2081202 입니다\n"))
        let scanned = try Program.run(["data", "scan", letter])
        #expect(scanned.status == 0 && scanned.output.contains("kr_rrn"), "\(scanned.error)")
        #expect(!scanned.output.contains("020508"))
        let table = try SystemTools.gzip(
            clinic.folder.file("visits.csv", "id,rrn\n1,020508-2081202\n"))
        let found = try Program.run(["data", "scan", table])
        #expect(found.output.contains("rrn"), "\(found.output)")
    }

    @Test func `several members are one file, one behind the other`() throws {
        let rest = try SystemTools.gzip(clinic.folder.file("rest.csv", "010,50,1,test\n"))
        let both = clinic.folder.path + "/both.gz"
        _ = try SystemTools.shell("cat '\(packed)' '\(rest)' > '\(both)'")
        let seen = try look(both)
        #expect(seen.status == 0 && seen.output.contains("4 rows"), "\(seen.output)\(seen.error)")
    }

    @Test func `a file cut anywhere is refused with a clear word, and nothing is imported`() throws
    {
        let data = try Data(contentsOf: URL(filePath: packed))
        let cut = clinic.folder.path + "/cut.gz"
        for count in [3, 10, 11, data.count / 2, data.count - 8, data.count - 1] {
            try data.prefix(count).write(to: URL(filePath: cut))
            let run = try clinic.import(cut)
            #expect(
                run.status == 1 && run.error.contains("ends too early"), "\(count): \(run.error)")
        }
        #expect(try look(cut, language: "ko").error.contains("중간에 끝났습니다"))
        #expect(try isEmpty(clinic.home))
    }

    @Test func `a changed file, and one with something behind it, are refused`() throws {
        var data = try Data(contentsOf: URL(filePath: packed))
        let file = clinic.folder.path + "/changed.gz"
        data[data.count - 6] ^= 1
        try data.write(to: URL(filePath: file))
        let changed = try clinic.import(file)
        #expect(changed.status == 1 && changed.error.contains("damaged near byte"))
        data[data.count - 6] ^= 1
        try (data + Data("more".utf8)).write(to: URL(filePath: file))
        let trailing = try clinic.import(file)
        #expect(trailing.status == 1 && trailing.error.contains("no gzip"), "\(trailing.error)")
        #expect(try isEmpty(clinic.home))
    }

    @Test func `what unpacks to hundreds of times its size is refused`() throws {
        let bomb = clinic.folder.path + "/bomb.gz"
        _ = try SystemTools.shell(
            "(echo a; head -c 40000000 /dev/zero | tr '\\0' ' ') | gzip -9 > '\(bomb)'")
        let size = try FileManager.default.attributesOfItem(atPath: bomb)[.size] as? Int
        #expect(try #require(size) < 80_000)
        for language in ["en", "ko"] {
            let run = try Program.run(
                [
                    "data", "import", bomb, "--home", clinic.home, "--name", "heart", "--card",
                    clinic.folder.file("card.toml", Clinic.card),
                ], language: language)
            #expect(run.status == 1 && run.error.contains("200"), "\(run.error)")
            #expect(run.error.contains("gunzip"))
        }
        #expect(try isEmpty(clinic.home))
    }
}

/// Programs of the system that make what is read.
enum SystemTools {
    static let hasGzip = exists("gzip") && hasLibrary("libz.so.1")
    static let hasSQLite = exists("sqlite3") && hasLibrary("libsqlite3.so.0")

    private static func exists(_ program: String) -> Bool {
        ["/usr/bin/", "/bin/"].contains {
            FileManager.default.isExecutableFile(atPath: $0 + program)
        }
    }

    private static func hasLibrary(_ name: String) -> Bool {
        ["/usr/lib", "/lib"].contains { root in
            let folders = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
            return ([""] + folders).contains {
                FileManager.default.fileExists(atPath: "\(root)/\($0)/\(name)")
            }
        }
    }

    static func shell(_ line: String) throws -> Program.Outcome {
        try Program.run("/bin/sh", ["-c", line])
    }

    /// Packs a file beside itself.
    static func gzip(_ file: String) throws -> String {
        let run = try shell("gzip -9 < '\(file)' > '\(file).gz'")
        #expect(run.status == 0, "\(run.error)")
        return file + ".gz"
    }

    /// Runs commands on a database.
    static func sqlite(_ file: String, _ commands: String) throws {
        let run = try Program.run("/usr/bin/sqlite3", [file], input: commands)
        #expect(run.status == 0 && run.error.isEmpty, "\(run.error)")
    }
}
