import Foundation
import Testing

@Suite(.enabled(if: Program.isBuilt, Program.missing))
struct LedgerTests {
    @Test func `a copy of a ledger is verified offline, with its own key or a kept one`() throws {
        let clinic = try Clinic()
        let copy = clinic.folder.path + "/copy"
        try FileManager.default.createDirectory(
            atPath: copy, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: clinic.home + "/ledger", toPath: copy + "/ledger")
        let verified = try Program.run(["ledger", "verify", copy])
        #expect(verified.status == 0, "\(verified.error)")
        #expect(verified.output.contains("The ledger is sound: 1 entries"))
        let kept = clinic.home + "/ledger/verifier"
        #expect(try Program.run(["ledger", "verify", copy, "--key", kept]).status == 0)
        let foreign = try Clinic()
        let other = foreign.home + "/ledger/verifier"
        #expect(try Program.run(["ledger", "verify", copy, "--key", other]).status == 1)
    }

    @Test func `a flipped byte in an entry is found and its index told`() throws {
        let clinic = try Clinic()
        try clinic.edit("ledger/tile/entries/000.p/1") { $0[$0.count / 2] ^= 1 }
        let verified = try Program.run(["ledger", "verify", clinic.home, "--json"])
        #expect(verified.status == 1)
        #expect(verified.output.contains("\"index\": 0"))
        #expect(verified.output.contains("\"sound\": false"))
    }

    @Test func `nothing of a ledger that was changed is shown, and it says where`() throws {
        let clinic = try Clinic()
        try clinic.edit("ledger/tile/entries/000.p/1") { $0[$0.count / 2] ^= 1 }
        let shown = try Program.run(["ledger", "show", clinic.home])
        #expect(shown.status == 1)
        #expect(shown.output.isEmpty)
        #expect(shown.error.contains("The ledger is NOT sound: the entry 0"), "\(shown.error)")
        #expect(shown.error.contains("restore the ledger from a backup"))
    }

    @Test func `the newest entries are shown`() throws {
        let clinic = try Clinic()
        _ = try clinic.import(clinic.folder.file("good.csv", Clinic.table))
        let shown = try Program.run(["ledger", "show", clinic.home, "--last", "3"])
        #expect(shown.status == 0)
        #expect(shown.output.contains("dataset.ingest"))
        #expect(shown.output.contains("permitted"))
        #expect(!shown.output.contains("node.created"))
        #expect(shown.output.contains("3 of 4 entries."))
    }

    @Test(arguments: ["copy", "copy.tar"])
    func `an exported ledger is sound elsewhere, and nothing is replaced or left half`(
        name: String
    ) throws {
        let clinic = try Clinic()
        _ = try clinic.import(clinic.folder.file("good.csv", Clinic.table))
        let to = "\(clinic.folder.path)/\(name)"
        let made = try Program.run(["ledger", "export", clinic.home, "--to", to])
        #expect(made.status == 0, "\(made.error)")
        if name.hasSuffix(".tar") {
            let read = try Program.run("/bin/tar", ["-xf", to, "-C", clinic.folder.path])
            #expect(read.status == 0 && read.error.isEmpty, "\(read.error)")
        }
        let below = name.hasSuffix(".tar") ? clinic.folder.path : to
        let verified = try Program.run([
            "ledger", "verify", below, "--key", clinic.home + "/ledger/verifier",
        ])
        #expect(verified.output.contains("The ledger is sound: 4 entries"), "\(verified)")
        #expect(!FileManager.default.fileExists(atPath: below + "/ledger/journal"))
        let again = try Program.run(["ledger", "export", clinic.home, "--to", to])
        #expect(again.status == 2 && again.error.contains("is there already"))
        let nowhere = try Program.run(["ledger", "export", clinic.home, "--to", "/proc/" + name])
        #expect(nowhere.status == 1 && nowhere.error.contains("/proc/" + name), "\(nowhere)")
        let left = try FileManager.default.contentsOfDirectory(atPath: clinic.folder.path)
        #expect(!left.contains { $0.contains(".tmp") })
    }

    @Test(arguments: [("en", "holds no key of a ledger"), ("ko", "원장의 키가 없습니다")])
    func `a key of the wrong kind is named`(language: String, said: String) throws {
        let clinic = try Clinic()
        let file = try clinic.folder.file("other", "no key\n")
        let run = try Program.run(
            ["ledger", "verify", clinic.home, "--key", file], language: language)
        #expect(run.status == 1)
        #expect(run.error.contains(said) && run.error.contains(file), "\(run.error)")
    }

    @Test func `a name made by others reaches no terminal as a command`() throws {
        let clinic = try Clinic()
        let folder = clinic.home + "/ledger/evidence"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        try Data("{}".utf8).write(
            to: URL(filePath: folder).appending(path: "a\u{1b}[2J\u{202e}\nThe end.json"))
        let verified = try Program.run(["ledger", "verify", clinic.home])
        #expect(verified.status == 0)
        #expect(
            verified.output.unicodeScalars.allSatisfy {
                $0 == "\n" || ($0.value >= 0x20 && $0.value != 0x202e)
            })
        #expect(
            verified.output.contains("a\\u{1b}[2J\\u{202e}\\u{a}The end.json cannot be read"),
            "\(verified.output)")
    }
}
