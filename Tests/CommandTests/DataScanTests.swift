import Foundation
import Testing

@Suite(.enabled(if: Program.isBuilt, Program.missing))
struct DataScanTests {
    private static let text = """
        A letter of no interest.
        주민번호 020508-2081202, 메일은 minji.kim@example.org입니다.
        김민지 씨가 다녀갔습니다.
        """
    private static let table = """
        no,주민번호,memo,age
        1,020508-2081202,전화 010-2345-6789,41
        2,０６０９０８-２６０３９７６,nothing,38

        """

    /// All values of the two; none may ever be said.
    private static let values = [
        "020508", "2081202", "minji", "example.org", "김민지", "2345-6789", "０６０９０８", "2603976",
        "060908",
    ]

    @Test func `a text is scanned without a vault, and no value is shown`() throws {
        let folder = try TemporaryFolder()
        let run = try Program.run(["data", "scan", folder.file("letter.txt", Self.text)])
        #expect(run.status == 0, "\(run.error)")
        for said in ["kr_rrn", "******-*******", "주민번호", "email", "name", "3 places, 3 of them"] {
            #expect(run.output.contains(said), "\(said): \(run.output)")
        }
        for value in Self.values { #expect(!run.output.contains(value), "\(value)") }
    }

    @Test func `a table is told by column and row`() throws {
        let folder = try TemporaryFolder()
        let run = try Program.run([
            "data", "scan", folder.file("patients.csv", Self.table), "--json",
        ])
        #expect(run.status == 0, "\(run.error)")
        let json = try #require(
            JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        let found = try #require(json["found"] as? [[String: Any]])
        #expect(found.map { $0["rule"] as? String } == ["kr_rrn", "kr_phone"])
        #expect(found.map { $0["column"] as? String } == ["주민번호", "memo"])
        #expect(found.map { $0["count"] as? Int } == [2, 1])
        let places = try #require(json["places"] as? [[String: Any]])
        #expect(places.map { $0["row"] as? Int } == [2, 2, 3])
        #expect(places.first?["context"] as? String == "주민번호")
        #expect(places.first?["check"] as? String == "passed")
        for value in Self.values { #expect(!run.output.contains(value), "\(value)") }
    }

    @Test func `standard input, rules and economies can be chosen`() throws {
        let all = try Program.run(["data", "scan", "-", "--json"], input: Self.text)
        #expect(all.output.contains("\"count\": 3"))
        let one = try Program.run(
            ["data", "scan", "-", "--rule", "email", "--json"], input: Self.text)
        #expect(one.output.contains("\"count\": 1") && one.output.contains("email"))
        let japan = try Program.run(
            ["data", "scan", "-", "--economy", "JP"], input: Self.text)
        #expect(!japan.output.contains("kr_rrn"))
        let table = try Program.run(
            ["data", "scan", "-", "--as", "table"], input: Self.table)
        #expect(table.output.contains("memo"))
    }

    @Test func `nothing found is said in both languages, and is no error`() throws {
        let english = try Program.run(["data", "scan", "-"], input: "nothing here")
        #expect(english.status == 0 && english.output.contains("Nothing was found"))
        let korean = try Program.run(["data", "scan", "-"], language: "ko", input: "nothing")
        #expect(korean.status == 0 && korean.output.contains("찾은 것이 없습니다"))
        let found = try Program.run(["data", "scan", "-"], language: "ko", input: Self.text)
        #expect(found.output.contains("KR 개인 식별번호 (kr_rrn)"))
    }

    @Test(arguments: [
        ["data", "scan"], ["data", "scan", "-", "--economy", "XX"],
        ["data", "scan", "-", "--rule", "no_such"], ["data", "scan", "-", "--places=-1"],
        ["data", "scan", "-", "--as", "image"],
    ])
    func `wrong usage is exit code 2`(arguments: [String]) throws {
        #expect(try Program.run(arguments).status == 2)
    }

    @Test func `a file that is not there, or is no text, fails with its name or reason`() throws {
        let missing = try Program.run(["data", "scan", "/no/such/file"])
        #expect(missing.status == 1 && missing.error.contains("/no/such/file"))
        let folder = try TemporaryFolder()
        let path = folder.path + "/binary"
        try Data([0xff, 0x00, 0xfe, 0x80, 0x00]).write(to: URL(filePath: path))
        let binary = try Program.run(["data", "scan", path])
        #expect(binary.status == 1 && !binary.error.isEmpty)
        let ragged = try Program.run(["data", "scan", folder.file("r.csv", "a,b\n1\n")])
        #expect(ragged.status == 1 && ragged.error.contains("Row 2"))
    }

    @Test func `a Korean file of Windows is read as what it is`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/cp949.txt"
        // 주민번호 020508-2081202 in CP949.
        let label: [UInt8] = [0xc1, 0xd6, 0xb9, 0xce, 0xb9, 0xf8, 0xc8, 0xa3, 0x20]
        try Data(label + Array("020508-2081202".utf8)).write(to: URL(filePath: path))
        let run = try Program.run(["data", "scan", path])
        #expect(run.status == 0 && run.output.contains("kr_rrn"), "\(run.error)")
        #expect(run.error.contains("CP949"))
    }
}
