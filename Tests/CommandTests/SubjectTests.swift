import DureCore
import Foundation
import Testing

/// What persons ask of a node, through the program alone.
@Suite(.enabled(if: Program.isBuilt, Program.missing))
struct SubjectCommandTests {
    private static let card = """
        title = "Ward 7"
        source = "admissions"
        legal_basis = "consent"
        notice = "leaflet"
        purposes = ["research"]
        sensitivity = "personal"
        subject = "patient"
        retained_until = 2099-12-31
        residency = ["KR"]

        """
    private static let table = """
        patient,age,note
        007,63,a
        008,41,b
        007,64,c
        009,,d

        """

    private func clinic() throws -> Clinic {
        let clinic = try Clinic()
        let imported = try clinic.import(
            clinic.folder.file("ward.csv", Self.table), card: Self.card)
        #expect(imported.status == 0, "\(imported.error)")
        return clinic
    }

    private func run(_ clinic: Clinic, _ arguments: [String], input: String = "") throws
        -> JSONValue
    {
        let outcome = try Program.run(
            ["data"] + arguments + ["--home", clinic.home, "--json"], input: input)
        #expect(outcome.status == 0, "\(arguments): \(outcome.error)")
        return try JSONValue(parsing: Array(outcome.output.utf8), byteCountMax: 1 << 20)
    }

    @Test func `a person sees, corrects, takes back and erases`() throws {
        let clinic = try clinic()
        let found = try run(clinic, ["search", "--subject", "-"], input: "007\n")
        let rows = try #require(found.elements?.first?["rows"]?.elements)
        #expect(rows.compactMap { $0["age"]?.int } == [63, 64])
        #expect(rows.allSatisfy { $0["patient"]?.text == "007" })

        let corrected = try run(
            clinic, ["correct", "heart", "--subject", "009", "--column", "age", "--value", "55"])
        #expect(corrected["rows"]?.int == 1)
        let after = try run(clinic, ["search", "--subject", "009"])
        #expect(after.elements?.first?["rows"]?.elements?.first?["age"]?.int == 55)

        _ = try run(clinic, ["withdraw", "heart", "--subject", "008"])
        let withdrawn = try run(clinic, ["search", "--subject", "008"])
        #expect(withdrawn.elements?.first?["withdrawn"] == .bool(true))
        _ = try run(clinic, ["restore", "heart", "--subject", "008"])

        let receipt = try run(clinic, ["erase", "heart", "--subject", "007"])
        #expect(receipt["rows"]?.int == 2)
        let erased = try #require(receipt["erased_at"]?.text)
        let complete = try #require(receipt["complete_at"]?.text)
        #expect(complete > erased)
        #expect(try run(clinic, ["search", "--subject", "007"]).elements?.isEmpty == true)
        #expect(try run(clinic, ["show", "heart"])["rows"]?.int == 2)
        let again = try Program.run([
            "data", "erase", "heart", "--subject", "007", "--home", clinic.home,
        ])
        #expect(again.status == 1 && !again.error.contains("007"))

        let ledger = try Program.run(["ledger", "show", clinic.home])
        #expect(ledger.output.contains("vault.subject.erase"))
        // As a word of its own: in a hash or a time the three digits may stand by chance.
        let shown = try Program.run(["ledger", "show", clinic.home, "--last", "100", "--json"])
        #expect(!shown.output.contains("\"007\""))
        #expect(!ledger.output.contains(" 007 "))
        #expect(try Program.run(["ledger", "verify", clinic.home]).status == 0)
    }

    @Test func `a whole dataset goes, and an erasure says what of`() throws {
        let clinic = try clinic()
        let unclear = try Program.run(["data", "erase", "heart", "--home", clinic.home])
        #expect(unclear.status == 2)
        _ = try run(clinic, ["rotate", "heart"])
        #expect(try run(clinic, ["expire"]).elements?.isEmpty == true)
        _ = try run(clinic, ["erase", "heart", "--all"])
        #expect(try run(clinic, ["list"]).elements?.isEmpty == true)
    }

    @Test func `a table of Windows in Korea or Japan is read, and told by name`() throws {
        let clinic = try Clinic()
        // "환자,나이\n김,41\n" and "患者,年齢\n佐藤,41\n".
        let files: [(String, [UInt8], String)] = [
            (
                "CP949",
                [0xc8, 0xaf, 0xc0, 0xda, 0x2c, 0xb3, 0xaa, 0xc0, 0xcc, 0x0a]
                    + [0xb1, 0xe8, 0x2c, 0x34, 0x31, 0x0a], "환자"
            ),
            (
                "CP932",
                [0x8a, 0xb3, 0x8e, 0xd2, 0x2c, 0x94, 0x4e, 0x97, 0xee, 0x0a]
                    + [0x8d, 0xb2, 0x93, 0xa1, 0x2c, 0x34, 0x31, 0x0a], "患者"
            ),
        ]
        for (encoding, bytes, column) in files {
            let path = "\(clinic.folder.path)/\(encoding).csv"
            try Data(bytes).write(to: URL(filePath: path))
            let looked = try Program.run(["data", "import", path, "--dry-run"])
            #expect(looked.status == 0, "\(looked.error)")
            #expect(looked.error.contains(encoding))
            #expect(looked.output.contains(column))
        }
        let broken = "\(clinic.folder.path)/broken.csv"
        try Data([0x61, 0x2c, 0x62, 0x0a, 0xff, 0xff, 0x2c, 0x31, 0x0a]).write(
            to: URL(filePath: broken))
        let refused = try Program.run(["data", "import", broken, "--dry-run"])
        #expect(refused.status == 1 && refused.error.contains("UTF-8"))
    }
}
