import Foundation
import Testing

/// Tables of SQLite databases that the `sqlite3` program made.
@Suite(
    .enabled(if: Program.isBuilt, Program.missing),
    .enabled(if: SystemTools.hasSQLite, "sqlite3 and its library are not on this system"))
struct DatabaseImportTests {
    private static let visits = #"""
        CREATE TABLE visits (id TEXT, age INTEGER, "note, ""quoted""" TEXT, score REAL, ward TEXT);
        INSERT INTO visits VALUES
            ('007', 63, 'stable, "fine"', 0.5, '김'), ('008', NULL, '', -1.25e-7, NULL),
            ('009', 41, 'line' || char(10) || 'break', 3.0, 'B');

        """#

    private let clinic: Clinic
    private let file: String

    init() throws {
        clinic = try Clinic()
        // A path with all that a URI would take for its own.
        file = clinic.folder.path + "/the 100% #1 ?file.sqlite"
        try SystemTools.sqlite(file, Self.visits)
    }

    private func `import`(
        _ options: [String], file: String? = nil, language: String = "en"
    ) throws -> Program.Outcome {
        try Program.run(
            [
                "data", "import", file ?? self.file, "--home", clinic.home, "--name", "heart",
                "--card", clinic.folder.file("card.toml", Clinic.card),
            ] + options, language: language)
    }

    /// The import fails with those words in both languages, and leaves nothing behind.
    private func expectRefusal(
        _ words: String, _ korean: String, _ options: [String] = [], file: String? = nil
    ) throws {
        let run = try `import`(options, file: file)
        #expect(run.status == 1 && run.error.contains(words), "\(run.error)")
        let other = try `import`(options, file: file, language: "ko")
        #expect(other.status == 1 && other.error.contains(korean), "\(other.error)")
        #expect(try isEmpty(clinic.home))
    }

    @Test func `a table is the same as its rows in a CSV, to the hash of its content`() throws {
        let imported = try `import`(["--json"])
        #expect(imported.status == 0, "\(imported.error)")
        let csv = try clinic.folder.file(
            "same.csv",
            """
            id,age,"note, ""quoted""\",score,ward
            007,63,"stable, ""fine""\",0.5,김
            008,,,-0.000000125,
            009,41,"line
            break",3,B

            """)
        let other = try Clinic()
        let same = try Program.run([
            "data", "import", csv, "--home", other.home, "--name", "heart", "--card",
            clinic.folder.file("card.toml", Clinic.card), "--json",
        ])
        #expect(same.status == 0, "\(same.error)")
        let hashes = try [imported, same].map { outcome in
            try #require(
                outcome.output.split(separator: "\n").first { $0.contains("content") })
        }
        #expect(hashes[0] == hashes[1])
        #expect(FileManager.default.fileExists(atPath: file + "-wal") == false)
    }

    @Test func `a dry run, a schema and a scan work on a database`() throws {
        let dry = try Program.run(["data", "import", file, "--dry-run", "--json"])
        #expect(dry.status == 0, "\(dry.error)")
        let schema = try clinic.folder.file("schema.json", dry.output)
        #expect(try `import`(["--schema", schema]).status == 0)
        try SystemTools.sqlite(
            file, "CREATE TABLE people (rrn TEXT); INSERT INTO people VALUES ('020508-2081202');")
        let scanned = try Program.run(["data", "scan", file, "--table", "people"])
        #expect(scanned.status == 0 && scanned.output.contains("kr_rrn"), "\(scanned.error)")
        #expect(!scanned.output.contains("020508"))
        let named = try Program.run(["data", "scan", file])
        #expect(named.status == 1 && named.error.contains("people, visits"), "\(named.error)")
    }

    @Test func `personal numbers stop the import of a table, also where they are integers`() throws
    {
        try SystemTools.sqlite(
            file,
            "CREATE TABLE people (age INT, no INT); INSERT INTO people VALUES (41, 7204111038188);")
        try expectRefusal("no: kr_rrn", "no: kr_rrn", ["--table", "people"])
    }

    @Test func `of several tables one must be named, and it must be a table`() throws {
        try SystemTools.sqlite(
            file,
            """
            CREATE TABLE "odd ""name" (age INTEGER); INSERT INTO "odd ""name" VALUES (41);
            CREATE VIEW seen AS SELECT * FROM visits;
            CREATE VIRTUAL TABLE words USING fts5(text);
            """)
        try expectRefusal("--table: ", "표가 여러 개")
        try expectRefusal("no table of that name", "그런 이름의 표가 없습니다", ["--table", "none"])
        try expectRefusal("seen is a view", "뷰나 가상 표", ["--table", "seen"])
        try expectRefusal("words is a view", "뷰나 가상 표", ["--table", "words"])
        let odd = try `import`(["--table", "odd \"name"])
        #expect(odd.status == 0, "\(odd.error)")
    }

    @Test func `what a database computes is not read, whatever it calls itself`() throws {
        let computed = clinic.folder.path + "/computed.sqlite"
        try SystemTools.sqlite(
            computed,
            "CREATE TABLE t (id TEXT, big AS (hex(zeroblob(4000000)))); INSERT INTO t VALUES ('1');"
        )
        try expectRefusal("are computed", "계산되는", file: computed)
        // A virtual table that says it is a plain one.
        let forged = clinic.folder.path + "/forged.sqlite"
        try SystemTools.sqlite(
            forged,
            """
            CREATE VIRTUAL TABLE v USING fts5(note); INSERT INTO v VALUES ('hello');
            PRAGMA writable_schema = ON;
            UPDATE sqlite_master SET rootpage = 2 WHERE name = 'v';
            """)
        try expectRefusal("are computed", "계산되는", ["--table", "v"], file: forged)
    }

    @Test func `a blob, and a database that is none, are told`() throws {
        let blob = clinic.folder.path + "/blob.sqlite"
        try SystemTools.sqlite(
            blob, "CREATE TABLE t (age INT, scan BLOB); INSERT INTO t VALUES (41, x'00ff');")
        try expectRefusal("Row 1, column scan", "1행 scan열", file: blob)
        let csv = try clinic.folder.file("plain.csv", Clinic.table)
        try expectRefusal("--table is for SQLite", "SQLite 데이터베이스에만", ["--table", "t"], file: csv)
        let empty = clinic.folder.path + "/empty.sqlite"
        try SystemTools.sqlite(empty, "CREATE TABLE t (a); DROP TABLE t;")
        try expectRefusal("no table, so there", "표가 없어", file: empty)
    }

    @Test func `standard input and gzip are no place for a database`() throws {
        for line in ["cat '\(file)'", "gzip < '\(file)'"] {
            let run = try SystemTools.shell(
                "\(line) | DURE_LANG=en '\(Program.path)' data import - --dry-run")
            #expect(run.status == 1 && run.error.contains("Unpack it to a file"), "\(run.error)")
        }
    }

    @Test func `a damaged database is told, wherever the damage is`() throws {
        let whole = try Data(contentsOf: URL(filePath: file))
        let damaged = clinic.folder.path + "/damaged.sqlite"
        for (offset, bytes) in [(100, 16), (4_096, 64), (4_000, 90)] where offset < whole.count {
            var data = whole
            for index in offset..<min(data.count, offset + bytes) { data[index] = 0xff }
            try data.write(to: URL(filePath: damaged))
            let run = try `import`([], file: damaged)
            #expect(run.status == 1 && !run.error.isEmpty, "\(offset): \(run.output)")
        }
        try whole.prefix(3_000).write(to: URL(filePath: damaged))
        try expectRefusal("damaged or encrypted", "손상되었거나", file: damaged)
    }

    @Test func `a database that somebody writes to, or has open with a log, is not read`() throws {
        // A rollback journal's writer holds the lock until its input ends.
        let locked = try SystemTools.shell(
            """
            (echo 'BEGIN EXCLUSIVE;'; sleep 3) | sqlite3 '\(file)' &
            sleep 1
            DURE_LANG=en '\(Program.path)' data import '\(file)' --dry-run
            status=$?
            wait
            exit $status
            """)
        #expect(locked.status == 1 && locked.error.contains("Another program"), "\(locked.error)")
        let logged = clinic.folder.path + "/logged.sqlite"
        try SystemTools.sqlite(logged, "PRAGMA journal_mode=wal;" + Self.visits)
        let clean = try Program.run(["data", "import", logged, "--dry-run"])
        #expect(clean.status == 0 && clean.output.contains("3 rows"), "\(clean.error)")
        for end in ["-wal", "-shm"] {
            #expect(!FileManager.default.fileExists(atPath: logged + end))
        }
        try Data("x".utf8).write(to: URL(filePath: logged + "-wal"))
        try expectRefusal("A journal lies beside", "저널", file: logged)
        let link = clinic.folder.path + "/link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: logged)
        try expectRefusal("A journal lies beside", "저널", file: link)
    }

    @Test func `a named pipe is read once, as a file is`() throws {
        let pipe = clinic.folder.path + "/pipe"
        let run = try SystemTools.shell(
            "mkfifo '\(pipe)' && (printf 'a,b\\n1,2\\n' > '\(pipe)' & "
                + "DURE_LANG=en timeout 20 '\(Program.path)' data import '\(pipe)' --dry-run)")
        #expect(run.status == 0 && run.output.contains("1 rows, 2 columns"), "\(run.error)")
    }
}
