import DureCore
import Foundation
import Testing

/// Registers, incidents and what guards the vault's files, through the program alone.
@Suite(.enabled(if: Program.isBuilt, Program.missing))
struct RecordsTests {
    private static let card = """
        title = "Ward 7"
        source = "admissions"
        legal_basis = "consent"
        notice = "leaflet"
        purposes = ["research"]
        contains = ["health"]
        subject = "patient"

        """
    private static let table =
        "patient,note\n007,stabbed\n008,\n\"\"\"\u{301}0,9\",asleep\n007,awake\n"

    private func clinic() throws -> Clinic {
        let clinic = try Clinic()
        let imported = try clinic.import(
            clinic.folder.file("ward.csv", Self.table), card: Self.card)
        #expect(imported.status == 0, "\(imported.error)")
        return clinic
    }

    private func json(_ arguments: [String], _ home: String) throws -> JSONValue {
        let outcome = try Program.run(arguments + ["--home", home, "--json"])
        #expect(outcome.status == 0, "\(arguments): \(outcome.error)")
        return try JSONValue(parsing: Array(outcome.output.utf8), byteCountMax: 1 << 20)
    }

    @Test func `V13: the register of processing is read from the ledger, and only a sound one`()
        throws
    {
        let clinic = try clinic()
        _ = try json(["data", "search", "--subject", "007"], clinic.home)
        let register = try json(["records", "processing"], clinic.home)
        let heart = try #require(register["datasets"]?.elements?.first)
        #expect(heart["dataset"]?.text == "heart" && heart["taken_in"]?.text != nil)
        #expect(heart["card"]?["legal_basis"]?.text == "consent")
        #expect(heart["requests"]?["search"]?.int == 1)
        let use = try #require(heart["uses"]?.elements?.first)
        #expect(use["action"]?.text == "ingest" && use["permitted"]?.int == 1)
        let verified = try Program.run(["ledger", "verify", clinic.home, "--json"])
        let audit = try JSONValue(parsing: Array(verified.output.utf8), byteCountMax: 1 << 20)
        #expect(audit["root"] == register["ledger"]?["root"] && audit["size"]?.int ?? 0 > 0)
        // Nobody can write it by hand: a changed entry makes no register.
        let folder = clinic.home + "/ledger/tile/entries/000.p"
        let bundle = try #require(FileManager.default.contentsOfDirectory(atPath: folder).first)
        try clinic.replace(
            "vault.subject.search", with: "vault.subject.seanch",
            in: "ledger/tile/entries/000.p/\(bundle)")
        let refused = try Program.run(["records", "processing", "--home", clinic.home])
        #expect(refused.status == 1 && refused.output.isEmpty)
        #expect(!refused.error.isEmpty)
    }

    @Test func `V14: an incident has clocks, people, a notice and a place in the ledger`() throws {
        let clinic = try clinic()
        let words = "A drive with an export was lost on the bus"
        let opened = try json(
            [
                "incident", "open", words, "--dataset", "heart", "--known",
                "2026-01-05T08:00:00.000Z",
            ], clinic.home)
        // Korea's rules: 72 hours for both, and this one is long over.
        for whom in ["authority", "people"] {
            let notice = try #require(opened["notices"]?[whom])
            #expect(notice["until"]?.text == "2026-01-08T08:00:00.000Z", "\(whom)")
            #expect(notice["overdue"] == .bool(true) && notice["law"]?.text != nil)
        }
        let list = clinic.folder.path + "/people.csv"
        let people = try Program.run([
            "incident", "people", "1", "--output", list, "--home", clinic.home,
        ])
        #expect(people.status == 0, "\(people.error)")
        let text = try String(contentsOf: URL(filePath: list), encoding: .utf8)
        #expect(text == "dataset,person\nheart,\"\"\"\u{301}0,9\"\nheart,007\nheart,008\n")
        let notice = try Program.run(
            [
                "incident", "notice", "1", "--to", "people", "--language", "ko", "--home",
                clinic.home,
            ])
        #expect(notice.output.contains(words) && notice.output.contains("관련 정보주체 수: 3"))
        let told = try json(["incident", "told", "1", "--who", "authority"], clinic.home)
        #expect(told["notices"]?["authority"]?["told"]?.text != nil)
        let closed = try json(["incident", "close", "1", "--outcome", "wiped"], clinic.home)
        #expect(closed["open"] == .bool(false))
        let again = try Program.run([
            "incident", "told", "1", "--who", "people", "--home", clinic.home,
        ])
        #expect(again.status == 1 && again.error.contains("closed"))
        // The ledger tells that and when, and no word of what or whom.
        let shown = try Program.run(["ledger", "show", clinic.home, "--json", "--last", "100"])
        for action in ["opened", "told", "closed"] {
            #expect(shown.output.contains("\"incident.\(action)\""))
        }
        #expect(!shown.output.contains("drive") && !shown.output.contains("0,9"))
        let sealed = try Data(contentsOf: URL(filePath: clinic.home + "/incidents/0001.seal"))
        #expect(!String(decoding: sealed, as: UTF8.self).contains("drive"))
    }

    @Test func `an incident that cannot be is refused and leaves nothing`() throws {
        let clinic = try clinic()
        for (arguments, said) in [
            (["open", " "], "wants words"), (["open", "x", "--known", "2999-01-01"], "future"),
            (["open", "x", "--dataset", "none"], "none"), (["show", "1"], "no incident 1"),
            (["show", "0"], "no incident 0"), (["open", "x", "--known", "yesterday"], "--known"),
        ] {
            let run = try Program.run(["incident"] + arguments + ["--home", clinic.home])
            #expect(run.status != 0 && run.error.contains(said), "\(arguments): \(run.error)")
        }
        #expect(try json(["incident", "list"], clinic.home).elements?.isEmpty == true)
    }

    @Test func `V12: sealed at rest, keys for us alone, each change of a key in the ledger`() throws
    {
        let clinic = try clinic()
        let files =
            FileManager.default.enumerator(atPath: clinic.home)?.compactMap { $0 as? String } ?? []
        var sealedCount = 0
        for file in files {
            // Folders cannot be read so.
            guard let bytes = try? Data(contentsOf: URL(filePath: "\(clinic.home)/\(file)")) else {
                continue
            }
            sealedCount += file.hasSuffix(".seal") ? 1 : 0
            #expect(!String(decoding: bytes, as: UTF8.self).contains("stabbed"), "\(file)")
        }
        #expect(sealedCount > 0)
        let rotated = try Program.run(["data", "rotate", "heart", "--home", clinic.home])
        #expect(rotated.status == 0, "\(rotated.error)")
        let shown = try Program.run(["ledger", "show", clinic.home, "--json"])
        #expect(shown.output.contains("\"vault.rotate-key\""))
        for key in files where key.hasPrefix("keys/") && !key.hasSuffix("lock") {
            let path = "\(clinic.home)/\(key)"
            for mode in [0o644, 0o640, 0o604] {
                try FileManager.default.setAttributes(
                    [.posixPermissions: mode], ofItemAtPath: path)
                let list = try Program.run(["data", "list", "--home", clinic.home])
                #expect(list.status == 1 && list.error.contains(key), "\(key) \(mode)")
            }
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        }
        #expect(try Program.run(["data", "list", "--home", clinic.home]).status == 0)
    }
}
