import DureCore
import Foundation
import Testing

/// Tables that stay in a PostgreSQL server: a real one, through the program alone.
@Suite(
    .serialized, .enabled(if: Program.isBuilt, Program.missing),
    .enabled(if: PostgresServer.isInstalled, PostgresServer.missing), WithPostgres())
struct PostgresTests {
    static let card = Clinic.card.replacingOccurrences(
        of: "[columns.age]", with: "subject = \"id\"\n[columns.age]")
    static let secret = "open-sesame-42"

    let server: PostgresServer
    let clinic: Clinic
    let database: String

    init() throws {
        server = try #require(PostgresServer.current)
        clinic = try Clinic()
        database = "records_\(UUID().uuidString.prefix(8).lowercased())"
        try server.sql(
            """
            CREATE DATABASE \(database);
            DO $$ BEGIN
                IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'reader') THEN
                    CREATE ROLE reader LOGIN PASSWORD '\(Self.secret)';
                END IF;
            END $$;
            """)
        try server.sql(
            """
            CREATE TABLE visits (
                id text, age int4, sex int2, set varchar(8), weight numeric(6,2), score float8,
                born date, seen timestamptz, note text, plan json);
            INSERT INTO visits
                SELECT 'P-' || i, CASE WHEN i % 7 = 0 THEN NULL ELSE 20 + i % 60 END, i % 2,
                    CASE WHEN i % 3 = 0 THEN 'test' ELSE 'train' END, i * 0.37, i / 7.0,
                    date '1950-01-01' + i, timestamptz '2020-01-01 00:00+00' + i * interval '1 h',
                    CASE WHEN i % 5 = 0 THEN NULL ELSE 'wort' || i END, '{}'
                FROM generate_series(1, 500) i;
            GRANT USAGE ON SCHEMA public TO reader;
            GRANT SELECT (id, age, sex, set, weight, score, born, seen, note)
                ON visits TO reader;
            """, database: database)
    }

    // MARK: The way that is meant

    @Test func `rows stay there, and read as an import of the same rows would`() throws {
        let columns = "id,age,sex,set,weight,score,born,seen,note"
        let connected = try connect(columns, ["--json"])
        try #require(connected.status == 0, "\(connected.error)")
        let here = try Hospitals.json(connected.output)
        #expect(
            here["rows"]?.int == 500 && here["in_place"]?["types"]?["weight"]?.text == "numeric")
        let csv = try server.sql(
            "SET timezone = 'UTC'; COPY (SELECT \(columns) FROM visits) TO STDOUT (FORMAT csv, HEADER)",
            database: database)
        let imported = try Program.run([
            "data", "import", clinic.folder.file("visits.csv", csv), "--home", clinic.home,
            "--name",
            "copy", "--card", clinic.folder.file("card.toml", Self.card), "--json",
        ])
        try #require(imported.status == 0, "\(imported.error)")
        let copy = try Hospitals.json(imported.output)
        #expect(copy["content_hash"]?.text == here["content_hash"]?.text)
        #expect(copy["columns"] == here["columns"])
        let found = try data("search", "--subject", "P-17", "--json")
        let rows = try Hospitals.json(found.output).elements ?? []
        #expect(rows.count == 2 && rows[0]["rows"] == rows[1]["rows"], "\(found.output)")
        try server.sql("UPDATE visits SET age = 99 WHERE id = 'P-17'", database: database)
        #expect(try data("search", "--subject", "P-17").output.contains("99"))
        #expect(try data("show", "heart").output.hasPrefix("in place: PostgreSQL 127.0.0.1:"))
        #expect(try data("show", "heart", language: "ko").output.hasPrefix("원래 자리: "))
        let checked = try data("connection", "check", "heart")
        #expect(checked.status == 0 && checked.output.contains("9 columns"), "\(checked.error)")
        let ledger = try Program.run(["ledger", "show", clinic.home])
        for action in ["vault.connect", "vault.read", "vault.connection.check"] {
            #expect(ledger.output.contains(action), "\(ledger.output)")
        }
        let register = try Program.run(["records", "processing", "--home", clinic.home])
        #expect(register.output.contains("heart"), "\(register.output)\(register.error)")
    }

    @Test func `neither rows nor the password lie in the home`() throws {
        try #require(connect().status == 0)
        _ = try data("search", "--subject", "P-17")
        let files =
            FileManager.default.enumerator(atPath: clinic.home)?
            .compactMap { $0 as? String } ?? []
        #expect(files.contains("vault/data/heart.0.seal"))
        for file in files {
            // Folders have no contents.
            guard let bytes = FileManager.default.contents(atPath: "\(clinic.home)/\(file)") else {
                continue
            }
            for word in [Self.secret, "P-17", "P-400"] {
                #expect(bytes.range(of: Data(word.utf8)) == nil, "\(word) in \(file)")
            }
        }
        let ended = try data("erase", "heart", "--all")
        #expect(ended.status == 0 && ended.output.contains("database"), "\(ended.error)")
        #expect(try server.sql("SELECT count(*) FROM visits", database: database) == "500\n")
    }

    @Test func `a Unix socket wants no password, and a dry run keeps nothing`() throws {
        let source = ["--query", "SELECT id, age + 1 AS older FROM public.visits -- all"]
        let card = Self.card.replacingOccurrences(of: "[columns.age]", with: "[columns.older]")
        let socket = try arguments(
            host: server.socket, from: source, columns: "id,older", card: card)
        let looked = try Program.run(socket + ["--dry-run", "--home", clinic.home])
        #expect(looked.status == 0 && looked.output.contains("500 rows, 2 columns. Nothing was"))
        #expect(try isEmpty(clinic.home))
        let connected = try Program.run(socket + ["--home", clinic.home])
        #expect(connected.status == 0, "\(connected.error)")
        #expect(try data("search", "--subject", "P-1").output.contains("22"))
    }

    @Test func `a study reads the rows from where they are, under its grant`() async throws {
        try server.sql(
            """
            CREATE TABLE heart (age int, disease bool, set text, name text);
            INSERT INTO heart SELECT 30 + i % 50, i % 3 = 0,
                CASE WHEN i % 4 = 0 THEN 'test' ELSE 'train' END, 'nobody'
                FROM generate_series(1, 600) i;
            GRANT SELECT (age, disease, set) ON heart TO reader;
            """, database: database)
        let accord =
            Pair.accord + """

                [[rule]]
                id = "research"
                effect = "permit"
                action = ["ingest", "federate"]
                text = { en = "Members may learn together." }
                """
        let pair = try await Pair(accord: accord)
        defer { pair.end() }
        let connected = try Program.run(
            arguments(
                from: ["--table", "public.heart"], columns: "age,disease,set", card: Clinic.card)
                + ["--home", pair.member.home, "--password-file", passwordFile()])
        try #require(connected.status == 0, "\(connected.error)")
        try succeed([
            "study", "propose", pair.folder.file("study.toml", StudyTests.manifest), "--home",
            pair.member.home,
        ])
        func decided(_ study: String) async throws {
            let file = "\(pair.member.home)/studies/\(study)/decision"
            try await wait(60, for: "the answer to \(study)") {
                FileManager.default.fileExists(atPath: file)
            }
        }
        try await decided("heart-2026")
        // A server that is away stops no node: it waits, and says to its own people why.
        let waiting = StudyTests.manifest.replacingOccurrences(of: "heart-2026", with: "later")
        try server.sql("ALTER ROLE reader NOLOGIN")
        defer { _ = try? server.sql("ALTER ROLE reader LOGIN") }
        try succeed([
            "study", "propose", pair.folder.file("later.toml", waiting), "--home", pair.member.home,
        ])
        try await decided("later")
        #expect(pair.member.isRunning)
        let review = try Program.run(["study", "review", "later", "--home", pair.member.home])
        #expect(review.output.contains("lets reader not in"), "\(review.output)\(review.error)")
        pair.coordinator.kill()
        // It says yes only to rows that it has read, and that fit.
        let list = try Program.run(["study", "list", "--home", pair.member.home])
        #expect(list.output.contains("clinic: approved"), "\(list.output)")
        let ledger = try succeed(["ledger", "show", pair.member.home])
        let lines = ledger.split(separator: "\n")
        let asked = try #require(lines.firstIndex { $0.contains("dataset.federate") })
        #expect(lines[asked].contains("permitted"), "\(ledger)")
        #expect(lines[(asked + 1)...].contains { $0.contains("vault.read") }, "\(ledger)")
    }

    @Test func `every step of the guide works as it is written`() throws {
        let guide = try String(
            contentsOf: URL(filePath: Program.root + "/Docs/Guides/postgres.md"), encoding: .utf8)
        let steps = guide.components(separatedBy: "```sh\n").dropFirst().compactMap {
            $0.components(separatedBy: "\n```").first
        }
        #expect(steps.count == 3)
        let head = """
            set -euo pipefail
            cd "$1"
            PATH="$2/.build/debug:$PATH"
            PGSOCKET=$3 PGNUMBER=$4

            """
        let file = try clinic.folder.file("guide.sh", head + steps.joined(separator: "\n") + "\n")
        let run = try Program.run(
            "/bin/bash",
            [file, clinic.folder.path, Program.root, server.socket, "\(server.port)"])
        #expect(run.status == 0, "\(run.error) \(run.output)")
        #expect(run.output.contains("The dataset visits is registered: 1000 rows now, 4 columns"))
        #expect(run.error.contains("The user dure may not read that"))
        #expect(run.output.contains("p17") && run.output.contains("vault.read"))
        #expect(!run.output.contains("2081202") && !run.error.contains("2081202"))
    }

    // MARK: What is refused

    @Test func `a wrong password is said, and a right one sealed in its place`() throws {
        let wrong = try Program.run(
            arguments(from: ["--table", "public.visits"], columns: "id") + [
                "--home", clinic.home, "--password-file", passwordFile("guess-once"),
            ])
        #expect(wrong.status == 1 && wrong.error.contains("did not accept the password of reader"))
        #expect(!wrong.error.contains("guess-once"))
        let inherited = try Program.run(
            "/usr/bin/env",
            ["PGPASSWORD=\(Self.secret)", Program.path]
                + arguments(from: ["--table", "public.visits"], columns: "id")
                + ["--home", clinic.home])
        #expect(inherited.status == 1 && inherited.error.contains("password of reader"))
        let exposed = try Program.run(
            arguments(from: ["--table", "public.visits"], columns: "id") + [
                "--home", clinic.home, "--password-file", passwordFile(mode: 0o644),
            ])
        #expect(exposed.status == 1 && exposed.error.contains("mode to 600"), "\(exposed.error)")
        try #require(connect().status == 0)
        try server.sql("ALTER ROLE reader PASSWORD 'another-7'")
        defer { _ = try? server.sql("ALTER ROLE reader PASSWORD '\(Self.secret)'") }
        let late = try data("connection", "check", "heart")
        #expect(late.status == 1 && late.error.contains("password of reader"), "\(late.error)")
        let replaced = try data(
            "connection", "password", "heart", "--password-file", passwordFile("another-7"))
        #expect(replaced.status == 0, "\(replaced.error)")
        #expect(try data("connection", "check", "heart").status == 0)
    }

    @Test(arguments: [
        ("PGSERVICE=other", "PGSERVICE"), ("PGOPTIONS=-c role=owner", "PGOPTIONS"),
        ("PGHOSTADDR=192.0.2.1", "PGHOSTADDR"),
    ])
    func `the environment changes nothing unsaid`(setting: String, name: String) throws {
        let outcome = try Program.run(
            "/usr/bin/env",
            [setting, Program.path]
                + arguments(from: ["--table", "public.visits"], columns: "id")
                + ["--home", clinic.home, "--password-file", passwordFile()])
        #expect(outcome.status == 1 && outcome.error.contains("variable \(name) is set"))
    }

    @Test func `what is not there, or not allowed, is named`() throws {
        try expect("no such table or schema", from: ["--table", "public.visit"])
        try expect("no such table or schema", from: ["--table", "clinic.visits"])
        try expect("no such table", from: ["--query", "SELECT id FROM visits"], columns: "id")
        try expect("no column years there", "id, age, sex", columns: "id,years")
        try expect("plan has the type json", "plan::text", columns: "id,plan")
        try expect(
            "reader may not read",
            from: ["--query", "SELECT id, plan::text AS p FROM public.visits"], columns: "id,p")
        let nowhere = try Program.run(
            arguments(database: "nowhere", from: ["--table", "public.visits"], columns: "id") + [
                "--home", clinic.home, "--password-file", passwordFile(),
            ])
        #expect(nowhere.status == 1 && nowhere.error.contains("no database nowhere"))
        let deaf = try Program.run([
            "data", "connect", "heart", "--host", "127.0.0.1", "--port", "1", "--database", "x",
            "--user", "x", "--table", "x", "--columns", "x", "--dry-run",
        ])
        #expect(deaf.status == 1 && deaf.error.contains("No PostgreSQL server answers"))
        for wrong in [
            ["--table", "a.b.c"], ["--table", "a", "--query", "b"], [],
            ["--table", "a", "--timeout", "0"], ["--table", "a", "--sslmode", "prefer"],
        ] {
            let outcome = try connect(from: wrong)
            #expect(outcome.status == 2 && outcome.error.hasPrefix("Error: "), "\(outcome.error)")
        }
    }

    /// The owner may do anything; the connection may not.
    @Test func `a query reads and does nothing else`() throws {
        let mark = "\(folder)/mark"
        try server.sql("CREATE SEQUENCE counter", database: database)
        for query in [
            "SELECT id FROM public.visits) AS a) TO PROGRAM 'touch \(mark)' -- ",
            "SELECT id FROM public.visits; DROP TABLE public.visits",
            "DELETE FROM public.visits RETURNING id",
            "WITH gone AS (DELETE FROM public.visits RETURNING id) SELECT id FROM gone",
            "SELECT pg_catalog.nextval('public.counter')::text AS id",
        ] {
            let outcome = try Program.run([
                "data", "connect", "heart", "--host", server.socket, "--port", "\(server.port)",
                "--database", database, "--user", "owner", "--query", query, "--columns", "id",
                "--dry-run",
            ])
            #expect(outcome.status == 1, "\(query): \(outcome.output)")
            #expect(!outcome.error.contains("visits"), "\(outcome.error)")
        }
        #expect(!FileManager.default.fileExists(atPath: mark))
        #expect(try server.sql("SELECT count(*) FROM visits", database: database) == "500\n")
        #expect(try server.sql("SELECT is_called FROM counter", database: database) == "f\n")
    }

    private var folder: String { server.socket }

    @Test func `a server that cannot prove itself gets nothing`() throws {
        let table = ["--table", "public.visits"]
        let verified = table + ["--sslmode", "verify-full"]
        try expect("is not trusted", from: verified)
        try expect("another host", from: verified, ["--ca", server.authority])
        let named = try Program.run(
            arguments(host: "localhost", from: table, columns: "id,age") + [
                "--ca", server.authority, "--home", clinic.home, "--password-file",
                passwordFile(), "--json",
            ])
        #expect(named.status == 0, "\(named.error)")
        #expect(
            try Hospitals.json(named.output)["in_place"]?["sslmode"]?.text == "verify-full")
        #expect(try data("connection", "check", "heart").status == 0)
        // A library that cannot be loaded is named with its package.
        let lib = try clinic.folder.file("libpq.so.5", "none")
        let without = try Program.run(
            "/usr/bin/env",
            ["LD_LIBRARY_PATH=\(clinic.folder.path)", Program.path]
                + arguments(from: table, columns: "id")
                + ["--dry-run", "--home", clinic.home])
        #expect(without.status == 1, "\(lib)")
        #expect(without.error.contains("apt-get install libpq5"), "\(without.error)")
        // Away from this machine anything weaker is said aloud.
        let weak = try Program.run([
            "data", "connect", "far", "--host", "192.0.2.1", "--database", "x", "--user", "x",
            "--table", "x", "--columns", "x", "--dry-run", "--sslmode", "disable",
            "--password-file", "/nowhere",
        ])
        #expect(weak.status == 1 && weak.error.contains("WARNING: with --sslmode disable"))
    }

    // MARK: What changes there

    @Test func `a column that changed is named and nothing is read`() throws {
        try #require(connect().status == 0)
        func say(_ statement: String) throws -> String {
            try server.sql(statement, database: database)
            let check = try data("connection", "check", "heart")
            let search = try data("search", "--subject", "P-17")
            #expect(check.status == 1 && search.status == 1 && check.error == search.error)
            #expect(!search.output.contains("P-17"))
            return check.error
        }
        #expect(
            try say("ALTER TABLE visits ALTER age TYPE text").contains(
                "age has the type text now; it was registered with int4"))
        #expect(
            try say("ALTER TABLE visits RENAME age TO years").contains(
                "no column age there. There are: id, years, sex"))
        #expect(try say("DROP TABLE visits").contains("no such table"))
        let korean = try data("connection", "check", "heart", language: "ko")
        #expect(korean.status == 1 && korean.error.contains("테이블"))
    }

    @Test func `a connection that is cut in the middle leaves nothing`() async throws {
        // The one sends rows from the first moment on; the other makes all of them first.
        let streamed = """
            SELECT pg_catalog.generate_series(1, 100000000) AS id,
                pg_catalog.repeat('wort ', 20) AS t
            """
        let gathered = "SELECT i AS id, 'wort' AS t FROM pg_catalog.generate_series(1, 100000000) i"
        func reading(_ query: String) throws -> NodeProcess {
            try NodeProcess(
                name: "connect", home: clinic.home,
                arguments(
                    from: ["--query", query], columns: "id,t",
                    card: Clinic.card.replacingOccurrences(
                        of: "[columns.age]", with: "[columns.id]"))
                    + ["--password-file", passwordFile()])
        }
        let active = "FROM pg_stat_activity WHERE application_name = 'dure' AND query LIKE 'COPY%'"
        let cut = try reading(streamed)
        try cut.start()
        try await wait(20, for: "rows to flow") {
            try server.sql(
                "SELECT count(*) FROM pg_stat_progress_copy WHERE tuples_processed > 100") == "1\n"
        }
        try server.sql("SELECT pg_terminate_backend(pid) \(active)")
        try await wait(20, for: "the end") { !cut.isRunning }
        #expect(try cut.errors().contains("ended in the middle"))
        #expect(try isEmpty(clinic.home))
        let stopped = try reading(gathered)
        try stopped.start()
        try await wait(20, for: "the copy") {
            try server.sql("SELECT count(*) \(active)") == "1\n"
        }
        #expect(stopped.stop(SIGTERM) == 143)
        #expect(try isEmpty(clinic.home))
        try await wait(20, for: "the server to be told") {
            try server.sql("SELECT count(*) \(active)") == "0\n"
        }
    }

    @Test func `a statement has its time`() throws {
        let query = "SELECT 'a' || pg_catalog.pg_sleep(30)::text AS id"
        try expect(
            "after 1 seconds", from: ["--query", query, "--timeout", "1"], columns: "id")
    }

    // MARK: Personal numbers

    @Test func `V05 V06: personal numbers are dealt with at each reading`() throws {
        try server.sql(
            """
            UPDATE visits SET note = CASE WHEN id = 'P-2' THEN 'rrn 020508-2081202' ELSE '' END;
            """, database: database)
        let columns = "id,age,note"
        try expect("note: kr_rrn", columns: columns)
        let masked = try connect(columns, ["--mask", "note"])
        #expect(masked.status == 0, "\(masked.error)")
        let row = try data("search", "--subject", "P-2")
        #expect(row.output.contains("rrn ") && row.output.contains("*"), "\(row.output)")
        #expect(!row.output.contains("2081202"))
        try server.sql("UPDATE visits SET age = 5 WHERE id = 'P-2'", database: database)
        try #require(data("erase", "heart", "--all").status == 0)
        try #require(connect(columns, ["--drop", "note"]).status == 0)
        let dropped = try data("search", "--subject", "P-2")
        #expect(dropped.output.contains("P-2") && !dropped.output.contains("note"))
        try #require(data("erase", "heart", "--all").status == 0)
        // A number that comes after the registration ends the reading.
        try server.sql("UPDATE visits SET note = 'none'", database: database)
        try #require(connect(columns).status == 0)
        try server.sql(
            "UPDATE visits SET note = '020508-2081202' WHERE id = 'P-9'", database: database)
        let late = try data("search", "--subject", "P-3")
        #expect(late.status == 1 && late.error.contains("note: kr_rrn"), "\(late.error)")
        #expect(!late.error.contains("2081202"))
    }

    @Test func `V15: pseudonyms need their key at each reading`() throws {
        let key = "\(clinic.folder.path)/pseudonyms.key"
        let connected = try connect(
            "id,age", ["--pseudonymise", "id", "--pseudonym-key", key])
        try #require(connected.status == 0, "\(connected.error)")
        #expect(try data("search", "--subject", "P-17").output.contains("No dataset"))
        try FileManager.default.moveItem(atPath: key, toPath: key + ".away")
        let gone = try data("search", "--subject", "P-17")
        #expect(gone.status == 1 && gone.error.contains("no key of pseudonyms"), "\(gone.error)")
        #expect(!FileManager.default.fileExists(atPath: key))
    }

    @Test func `V11: erasing and correcting are the database's`() throws {
        try #require(connect().status == 0)
        for arguments in [
            ["erase", "heart", "--subject", "P-1"],
            ["correct", "heart", "--subject", "P-1", "--column", "age", "--value", "3"],
        ] {
            let outcome = try Program.run(["data"] + arguments + ["--home", clinic.home])
            #expect(outcome.status == 1 && outcome.error.contains("stay in their database"))
        }
        #expect(try data("withdraw", "heart", "--subject", "P-1").status == 0)
        #expect(try data("search", "--subject", "P-1").output.contains("P-1"))
    }
}
