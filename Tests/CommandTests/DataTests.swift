import DureCore
import Foundation
import Testing

@Suite(.enabled(if: Program.isBuilt, Program.missing))
struct DataTests {
    @Test func `a second init changes nothing`() throws {
        let clinic = try Clinic()
        let settings = URL(filePath: clinic.home + "/node.toml")
        let before = try Data(contentsOf: settings)
        let again = try Program.run([
            "init", "--home", clinic.home, "--name", "other", "--economy", "KR",
        ])
        #expect(again.status == 1)
        #expect(again.error.contains("already"))
        #expect(try Data(contentsOf: settings) == before)
    }

    @Test func `a good table is imported, listed and shown with its budget`() throws {
        let clinic = try Clinic()
        let file = try clinic.folder.file("표.csv", Clinic.table)
        let imported = try clinic.import(file)
        #expect(imported.status == 0, "\(imported.error)")
        #expect(imported.output.contains("3 rows, 4 columns"))
        let list = try Program.run(["data", "list", "--home", clinic.home])
        #expect(list.output.contains("Heart clinic"))
        let shown = try Program.run(["data", "show", "heart", "--home", clinic.home])
        #expect(shown.output.contains("epsilon 0 of 2.5 spent"))
        #expect(shown.output.contains("0 ~ 120"))
        let lineage = try Program.run(["data", "lineage", "heart", "--home", clinic.home])
        #expect(lineage.output.contains(Digest(of: Array(Clinic.table.utf8)).hex))
        #expect(lineage.output.contains("Version 1") && lineage.output.contains("Nothing has read"))
        let again = try clinic.import(file)
        #expect(again.status == 1)
        #expect(again.error.contains("There is a dataset heart already"))
    }

    @Test func `a dry run shows the columns and needs no home`() throws {
        let run = try Program.run(["data", "import", "-", "--dry-run"], input: Clinic.table)
        #expect(run.status == 0, "\(run.error)")
        #expect(run.output.contains("Nothing was imported."))
        #expect(run.output.contains("set"))
    }

    @Test func `JSON Lines come in as a table does, and personal numbers in them are seen`() throws
    {
        let clinic = try Clinic()
        let lines = """
            {"id":"007","age":63,"sex":1,"set":"train"}
            {"id":"008","sex":0,"set":"test","age":null}

            """
        let file = try clinic.folder.file("table.jsonl", lines)
        let imported = try clinic.import(file)
        #expect(imported.status == 0, "\(imported.error)")
        #expect(imported.output.contains("2 rows, 4 columns"))
        // A resident number is one without quotation marks, too.
        let other = try Clinic()
        let numbers = "{\"id\":\"007\",\"age\":63,\"resident_number\":7204111038188}\n"
        let refused = try other.import(other.folder.file("numbers.jsonl", numbers))
        #expect(refused.status == 1)
        #expect(refused.error.contains("resident_number: kr_rrn"), "\(refused.error)")
        #expect(!refused.error.contains("038188"))
        #expect(try isEmpty(other.home))
        let broken = try other.import(
            other.folder.file("broken.jsonl", "{\"id\":\"007\",\"age\":63}\n{\"id\":[1]}\n"))
        #expect(broken.status == 1 && broken.error.contains("Line 2, id"), "\(broken.error)")
        #expect(try isEmpty(other.home))
    }

    @Test func `a schema that a dry run printed holds the columns and types`() throws {
        let clinic = try Clinic()
        let dry = try Program.run(
            ["data", "import", "-", "--dry-run", "--json"], input: Clinic.table)
        #expect(dry.status == 0, "\(dry.error)")
        let schema = try clinic.folder.file("schema.json", dry.output)
        func importing(_ text: String, _ schema: String) throws -> Program.Outcome {
            try Program.run([
                "data", "import", clinic.folder.file("table.csv", text), "--home", clinic.home,
                "--name", "heart", "--card", clinic.folder.file("card.toml", Clinic.card),
                "--schema", schema,
            ])
        }
        for (text, said) in [
            ("id,sex,age,set\n007,1,63,train\n", "column 2"),
            ("id,age,sex\n007,63,1\n", "column 4"),
            (Clinic.table + "010,old,1,test\n", "Row 5"),
        ] {
            let refused = try importing(text, schema)
            #expect(refused.status == 1 && refused.error.contains(said), "\(refused.error)")
            #expect(!refused.error.contains("old"))
        }
        let bad = try importing(Clinic.table, clinic.folder.file("bad.json", "{\"columns\":[{}]}"))
        #expect(bad.status == 1 && bad.error.contains("bad.json"), "\(bad.error)")
        #expect(try isEmpty(clinic.home))
        let imported = try importing(Clinic.table, schema)
        #expect(imported.status == 0, "\(imported.error)")
    }

    @Test func `a ragged table names its row and leaves nothing`() throws {
        let clinic = try Clinic()
        let file = try clinic.folder.file("ragged.csv", "age,b\n1,2\n3\n")
        let imported = try clinic.import(file)
        #expect(imported.status == 1)
        #expect(imported.error.contains("Row 3 has 1 fields"))
        #expect(try isEmpty(clinic.home))
    }

    @Test func `a table without rows is refused`() throws {
        let clinic = try Clinic()
        let imported = try clinic.import(clinic.folder.file("empty.csv", "id,age,sex,set\n"))
        #expect(imported.status == 1)
        #expect(imported.error.contains("a header and no rows"), "\(imported.error)")
        #expect(try isEmpty(clinic.home))
    }

    @Test func `a card in Korean has no word of the program's own English`() throws {
        let clinic = try Clinic()
        _ = try clinic.import(clinic.folder.file("good.csv", Clinic.table))
        let shown = try Program.run(
            ["data", "show", "heart", "--home", clinic.home], language: "ko")
        for line in ["목적: 연구", "민감도: 개인정보", "담긴 것: 건강 정보"] {
            #expect(shown.output.contains(line), "\(line)")
        }
    }

    @Test func `a file that is not there is named`() throws {
        let clinic = try Clinic()
        let imported = try clinic.import("/no/such/file.csv")
        #expect(imported.status == 1)
        #expect(imported.error.contains("/no/such/file.csv"))
    }

    @Test(arguments: [
        ("title = ", "Line 1, titel", "titel = "), ("notice = ", "Line 4, notify", "notify = "),
        ("[\"research\"]", "Line 5, purposes", "[\"reserch\"]"),
        ("\"personal\"", "Line 6, sensitivity", "\"secret\""),
        ("[0, 120]", "Line 10, columns.age.range", "[120, 0]"),
        ("epsilon = 2.5", "Line 12, budget.epsilon", "epsilon = -1"),
        ("title = ", "Line 1, title", "title "),
    ])
    func `an unreadable card names its file, line and key`(
        good: String, place: String, bad: String
    ) throws {
        let clinic = try Clinic()
        let file = try clinic.folder.file("good.csv", Clinic.table)
        let card = Clinic.card.replacingOccurrences(of: good, with: bad)
        let imported = try clinic.import(file, card: card)
        #expect(imported.status == 1)
        #expect(imported.error.contains("card.toml: \(place): "), "\(imported.error)")
        #expect(try isEmpty(clinic.home))
    }

    @Test func `a card with a column that is not there imports nothing`() throws {
        let clinic = try Clinic()
        let file = try clinic.folder.file("good.csv", Clinic.table)
        let card = Clinic.card.replacingOccurrences(of: "columns.age", with: "columns.agee")
        let imported = try clinic.import(file, card: card)
        #expect(imported.status == 1)
        #expect(imported.error.contains("agee"))
        #expect(try isEmpty(clinic.home))
    }

    @Test func `what the charter does not permit is refused with a reason`() throws {
        let clinic = try Clinic()
        try clinic.replace("\"ingest\", ", with: "", in: "charter.toml")
        let imported = try clinic.import(clinic.folder.file("good.csv", Clinic.table))
        #expect(imported.status == 1)
        #expect(imported.error.contains("starter"), "\(imported.error)")
        #expect(try isEmpty(clinic.home))
    }

    @Test func `a home of a newer program is refused`() throws {
        let clinic = try Clinic()
        try clinic.replace("version = 1", with: "version = 2", in: "node.toml")
        let list = try Program.run(["data", "list", "--home", clinic.home])
        #expect(list.status == 1)
        #expect(list.error.contains("has layout 2, and this program reads up to 1"))
    }

    @Test func `an unprotected root key is told with what guards it`() throws {
        let folder = try TemporaryFolder()
        let made = try Program.run([
            "init", "--home", folder.path + "/node", "--name", "clinic", "--economy", "KR",
        ])
        #expect(made.status == 0)
        #expect(made.error.contains("WARNING") && made.error.contains("dure slot add"))
    }

    @Test(arguments: [
        ("[charter]\nid = \"c\"\nversion = 1\neconomy = \"US\"\n", "for the economy US"),
        ("[accord]\nid = \"c\"\nversion = 1\n", "wants a charter of its own"),
        ("[charter]\nid = 1\n", "Line 2, charter.id"),
    ])
    func `rules that are not the node's make no home`(head: String, said: String) throws {
        let folder = try TemporaryFolder()
        let rules = try folder.file(
            "rules.toml", head + "languages = [\"en\"]\nin_force = 2026-01-01\n")
        let home = folder.path + "/node"
        let made = try Program.run([
            "init", "--home", home, "--name", "clinic", "--economy", "KR", "--charter", rules,
        ])
        #expect(made.status == 1)
        #expect(made.error.contains(said), "\(made.error)")
        #expect(!FileManager.default.fileExists(atPath: home))
    }

    @Test func `a root key that others can read is refused`() throws {
        let clinic = try Clinic()
        let keys = clinic.home + "/keys"
        let name = try #require(
            FileManager.default.contentsOfDirectory(atPath: keys).first {
                $0.hasPrefix("root-")
            })
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o644], ofItemAtPath: "\(keys)/\(name)")
        let list = try Program.run(["data", "list", "--home", clinic.home])
        #expect(list.status == 1)
        #expect(list.error.contains(name))
    }

    @Test func `the same command speaks Korean`() throws {
        let clinic = try Clinic()
        let list = try Program.run(["data", "list", "--home", clinic.home], language: "ko")
        #expect(list.output == "이 노드에는 데이터셋이 없습니다. `dure data import`로 가져오십시오.\n")
    }
}
