import Foundation
import Testing

@Suite(.enabled(if: Program.isBuilt, Program.missing))
struct NumberImportTests {
    private static let table = """
        id,rrn,age,set
        p1,020508-2081202,63,train
        p2,060908-2603976,48,test
        p3,080528-1253531,41,train

        """
    private static let values = ["020508", "060908", "080528", "2081202", "2603976", "1253531"]

    private let clinic: Clinic
    private let file: String

    init() throws {
        clinic = try Clinic()
        file = try clinic.folder.file("visits.csv", Self.table)
    }

    private func `import`(
        _ options: [String], card: String = Clinic.card, language: String = "en"
    ) throws -> Program.Outcome {
        try Program.run(
            [
                "data", "import", file, "--home", clinic.home, "--name", "heart", "--card",
                clinic.folder.file("card.toml", card),
            ] + options, language: language)
    }

    private func expectNoValue(_ outcome: Program.Outcome) {
        for value in Self.values {
            #expect(!outcome.output.contains(value) && !outcome.error.contains(value), "\(value)")
        }
    }

    @Test func `V05: resident numbers stop the import until something is said about them`() throws {
        for language in ["en", "ko"] {
            let refused = try `import`([], language: language)
            #expect(refused.status == 1)
            #expect(refused.error.contains("rrn: kr_rrn") && refused.error.contains("--mask"))
            expectNoValue(refused)
        }
        let list = try Program.run(["data", "list", "--home", clinic.home])
        #expect(!list.output.contains("heart"))
        let looked = try `import`(["--dry-run"])
        #expect(looked.status == 0 && looked.output.contains("kr_rrn"), "\(looked.error)")
        expectNoValue(looked)
    }

    @Test func `V05: a table that nobody scanned is sensitive`() throws {
        let imported = try `import`(["--no-scan"])
        #expect(imported.status == 0, "\(imported.error)")
        #expect(imported.output.contains("treated as sensitive"))
        let shown = try Program.run(["data", "show", "heart", "--home", clinic.home, "--json"])
        #expect(shown.output.contains("\"sensitivity\": \"sensitive\""))
        #expect(shown.output.contains("\"scanned\": false"))
    }

    @Test(arguments: ["--mask", "--drop"])
    func `V06: resident numbers are masked or dropped`(option: String) throws {
        let imported = try `import`([option, "rrn"])
        #expect(imported.status == 0, "\(imported.error)")
        #expect(imported.output.contains("Personal numbers in rrn: kr_rrn 3"))
        expectNoValue(imported)
        let shown = try Program.run(
            ["data", "show", "heart", "--home", clinic.home], language: "ko")
        #expect(shown.output.contains(option == "--mask" ? "가림" : "열 제외"), "\(shown.output)")
    }

    @Test func `V06: the card can say what is done`() throws {
        let card = Clinic.card.replacingOccurrences(
            of: "[budget]", with: "[columns.rrn]\nnumbers = \"mask\"\n[budget]")
        let imported = try `import`([], card: card)
        #expect(imported.status == 0, "\(imported.error)")
        let wrong = Clinic.card.replacingOccurrences(
            of: "[budget]", with: "[columns.rrn]\nnumbers = \"hide\"\n[budget]")
        #expect(try `import`([], card: wrong).error.contains("columns.rrn.numbers"))
    }

    @Test func `V06: kept numbers want a card that says so`() throws {
        let refused = try `import`(["--keep", "rrn"])
        #expect(refused.status == 1 && refused.error.contains("national-id"), "\(refused.error)")
        let card = Clinic.card.replacingOccurrences(
            of: "[\"health\"]", with: "[\"health\", \"national-id\"]")
        let kept = try `import`(["--keep", "rrn"], card: card)
        #expect(kept.status == 0, "\(kept.error)")
        #expect(kept.output.contains("kept sealed"))
    }

    @Test func `V06: a correction brings no resident number in`() throws {
        let card = Clinic.card.replacingOccurrences(
            of: "[columns.age]", with: "subject = \"id\"\n[columns.age]")
        #expect(try `import`(["--drop", "rrn"], card: card).status == 0)
        let corrected = try Program.run([
            "data", "correct", "heart", "--subject", "p1", "--column", "set", "--value",
            "020508-2081202", "--home", clinic.home,
        ])
        #expect(corrected.status != 0)
        expectNoValue(corrected)
    }

    @Test func `V15: pseudonyms want a key outside of the home, for its owner alone`() throws {
        let without = try `import`(["--pseudonymise", "rrn"])
        #expect(without.status == 1 && without.error.contains("--pseudonym-key"))
        let inside = try `import`([
            "--pseudonymise", "rrn", "--pseudonym-key", clinic.home + "/keys/p.key",
        ])
        #expect(inside.status == 1 && inside.error.contains("apart"), "\(inside.error)")
        let key = clinic.folder.path + "/p.key"
        let done = try `import`(["--pseudonymise", "rrn", "--pseudonym-key", key])
        #expect(done.status == 0, "\(done.error)")
        #expect(done.output.contains("pseudonymised"))
        let mode = try FileManager.default.attributesOfItem(atPath: key)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        let ledger = try Program.run(["ledger", "show", clinic.home])
        #expect(ledger.output.contains("vault.pseudonymise"), "\(ledger.output) \(ledger.error)")
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key)
        let exposed = try Program.run([
            "data", "import", file, "--home", clinic.home, "--name", "again", "--card",
            clinic.folder.path + "/card.toml", "--pseudonymise", "rrn", "--pseudonym-key", key,
        ])
        #expect(exposed.status == 1 && exposed.error.contains("600"), "\(exposed.error)")
    }

    @Test(arguments: [
        ["--mask", "rrn", "--drop", "rrn"], ["--no-scan", "--mask", "rrn"],
    ])
    func `what contradicts itself is wrong usage`(options: [String]) throws {
        #expect(try `import`(options).status == 2)
    }
}
