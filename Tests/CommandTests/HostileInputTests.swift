import Foundation
import Testing

/// Files that were made to harm, given to the real program: each is refused with a clear word, and
/// the home is afterwards what it was before.
@Suite(.enabled(if: Program.isBuilt, Program.missing))
struct HostileInputTests {
    private let clinic: Clinic
    private let card: String

    init() throws {
        clinic = try Clinic()
        card = try clinic.folder.file("card.toml", Clinic.card)
        // A home makes some files at its first import.
        let table = try clinic.folder.file("table.csv", Clinic.table)
        let first = try Program.run([
            "data", "import", table, "--home", clinic.home, "--name", "first", "--card", card,
        ])
        #expect(first.status == 0, "\(first.error)")
    }

    /// All files of the home but the ledger's, which may have grown, and locks, which are empty.
    private func files() throws -> [String] {
        let list = try #require(FileManager.default.enumerator(atPath: clinic.home))
        return list.compactMap { $0 as? String }.filter {
            !$0.hasPrefix("ledger") && !$0.hasSuffix("lock")
        }
        .sorted()
    }

    private func line(_ source: String, _ options: String = "") -> String {
        "\(source) | DURE_LANG=en '\(Program.path)' data import - --home '\(clinic.home)' "
            + "--name heart --card '\(card)' \(options)"
    }

    private func expectRefusal(_ words: String, _ run: () throws -> Program.Outcome) throws {
        let before = try files()
        let outcome = try run()
        #expect(outcome.status == 1, "\(outcome.output)")
        #expect(outcome.error.contains(words), "\(outcome.error)")
        #expect(try files() == before)
        let list = try Program.run(["data", "list", "--home", clinic.home])
        #expect(!list.output.contains("heart") && list.output.contains("first"))
    }

    @Test func `a hundred thousand columns are too many, in CSV and in JSON Lines`() throws {
        let header = (1...100_000).map { "c\($0)" }.joined(separator: ",")
        let row = (1...100_000).map { "\($0 % 10)" }.joined(separator: ",")
        let csv = try clinic.folder.file("wide.csv", "\(header)\n\(row)\n")
        try expectRefusal("more than 4096 columns") { try clinic.import(csv) }
        let members = (1...100_000).map { "\"c\($0)\":1" }.joined(separator: ",")
        let lines = try clinic.folder.file("wide.jsonl", "{\(members)}\n")
        try expectRefusal("more than 4096 columns") { try clinic.import(lines) }
    }

    @Test(arguments: ["printf 'id,note\\n1,'", "printf 'id,note\\n1,\"'"])
    func `a field of ten gigabytes is refused long before its end`(head: String) throws {
        // The generator ends when nobody reads on: ten gigabytes would take minutes.
        let began = ContinuousClock.now
        let source = "(\(head); yes aaaaaaaaaaaaaaaa | tr -d '\\n' | head -c 10000000000)"
        try expectRefusal("longer than 1048576 bytes") { try SystemTools.shell(line(source)) }
        #expect(ContinuousClock.now - began < .seconds(20))
    }

    @Test func `a line of ten gigabytes without any column is refused as well`() throws {
        let source =
            "(printf '{\"a\":\"'; yes aaaaaaaaaaaaaaaa | tr -d '\\n' | head -c 10000000000)"
        try expectRefusal("Row 1 is longer") { try SystemTools.shell(line(source)) }
        let header = "yes aaaaaaaaaaaaaaaa | tr -d '\\n' | head -c 10000000000"
        try expectRefusal("longer than") { try SystemTools.shell(line(header)) }
    }

    @Test(.enabled(if: SystemTools.hasGzip, "gzip and zlib are not on this system"))
    func `a gzip bomb on standard input is refused while it unpacks`() throws {
        let began = ContinuousClock.now
        let source = "(echo a; head -c 2000000000 /dev/zero | tr '\\0' ' ') | gzip -9"
        try expectRefusal("200 times its size") { try SystemTools.shell(line(source)) }
        #expect(ContinuousClock.now - began < .seconds(60))
    }

    @Test(arguments: [
        "../x", "..", "a/../b", "/etc/passwd", "a\\b", "..%2fx", "x\ny", "", "a\u{202e}b", "A",
    ])
    func `no name of a dataset leads out of the vault`(name: String) throws {
        let before = try files()
        let table = clinic.folder.path + "/table.csv"
        for arguments in [
            ["data", "import", table, "--name", name, "--card", card], ["data", "show", name],
            ["data", "croissant", name], ["data", "croissant", name, "--output", "out.json"],
            ["data", "rotate", name],
        ] {
            let run = try Program.run(arguments + ["--home", clinic.home])
            #expect(run.status == 2 || run.status == 1, "\(arguments)")
            #expect(run.output.isEmpty, "\(run.output)")
        }
        #expect(try files() == before)
        let outside = try FileManager.default.contentsOfDirectory(atPath: clinic.folder.path)
        #expect(Set(outside) == ["home with a space", "card.toml", "table.csv"])
    }

    @Test func `a zero byte in a name or a text is refused`() throws {
        let header = try clinic.folder.file("header.csv", "id,a\u{0}ge\n1,2\n")
        try expectRefusal("neither UTF-8") { try clinic.import(header) }
        let text = try clinic.folder.file("text.csv", "id,age\n\u{0}a,2\n")
        try expectRefusal("neither UTF-8") { try clinic.import(text) }
        let member = try clinic.folder.file("name.jsonl", "{\"id\":\"1\",\"a\\u0000ge\":2}\n")
        try expectRefusal("Column 2 of the header") { try clinic.import(member) }
    }
}
