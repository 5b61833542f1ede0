import Foundation
import Testing

@Suite(.enabled(if: Program.isBuilt, Program.missing))
struct CharterTests {
    @Test(arguments: ["KR", "US", "HU"])
    func `a new node's rules are checked and tested`(economy: String) throws {
        let folder = try TemporaryFolder()
        let home = folder.path + "/node"
        _ = try Program.run(["init", "--home", home, "--name", "clinic", "--economy", economy])
        let check = try Program.run(["charter", "check", "--home", home])
        // Nobody answers for a new node yet.
        #expect(check.status == 0 && check.output.contains("0 errors, 3 warnings"))
        #expect(check.output.contains("names the overseer; nothing leaves before one does"))
        try nameResponsible(in: home)
        let named = try Program.run(["charter", "check", "--home", home])
        #expect(named.status == 0 && named.output.contains("0 errors, 0 warnings"))
        let test = try Program.run(["charter", "test", "--home", home])
        #expect(test.status == 0 && test.output == "6 of 6 tests passed.\n")
    }

    @Test func `a new node says which pack its rules start from, in both languages`() throws {
        let folder = try TemporaryFolder()
        for (economy, language, said) in [
            ("KR", "en", "from the pack of Republic of Korea"), ("KR", "ko", "대한민국 팩에서 시작"),
            ("HU", "en", "There is no pack for HU"), ("HU", "ko", "HU 팩이 없어"),
        ] {
            let home = "\(folder.path)/\(economy)-\(language)"
            let made = try Program.run(
                ["init", "--home", home, "--name", "clinic", "--economy", economy],
                language: language)
            #expect(made.status == 0 && made.output.contains(said), "\(made.output)")
        }
        for (language, said) in [("en", "two capital letters"), ("ko", "대문자 두 글자")] {
            let wrong = try Program.run(
                ["init", "--home", folder.path + "/x", "--name", "x", "--economy", "kor"],
                language: language)
            #expect(wrong.status == 2 && wrong.error.contains(said))
        }
    }

    @Test func `a mistake is told with file and line`() throws {
        let folder = try TemporaryFolder()
        let file = try folder.file("bad.toml", "[charter]\nid = \"a\"\nversion = \"x\"\n")
        let check = try Program.run(["charter", "check", file])
        #expect(check.status == 1)
        #expect(check.output == "\(file):3: charter.version: this must be a whole number.\n")
        let json = try Program.run(["charter", "check", file, "--json"])
        #expect(json.status == 1 && json.output.contains("\"line\": 3"))
    }

    @Test func `an explanation says what would change the answer, in the asker's language`() throws
    {
        let clinic = try Clinic()
        let arguments = [
            "charter", "explain", "--home", clinic.home, "--action", "federate", "--purpose",
            "research", "--sensitivity", "personal", "--secure-aggregation", "--cohort", "10",
            "--epsilon", "5",
        ]
        let english = try Program.run(arguments)
        #expect(english.status == 1)
        for part in [
            "Not permitted: no rule of the charter starter-kr", "at least 100 are needed",
            "(epsilon) is 5; it must be more than 0 and at most 3",
        ] { #expect(english.output.contains(part), "\(part)") }
        let korean = try Program.run(arguments, language: "ko")
        #expect(korean.output.contains("대상 인원이 10명이며, 최소 100명이 필요합니다."))
        let vacant = try Program.run(arguments.dropLast(3) + ["400", "--epsilon", "1"])
        #expect(
            vacant.status == 1 && vacant.output.contains("each: data steward, privacy officer,"))
        try nameResponsible(in: clinic.home)
        let good = try Program.run(arguments.dropLast(3) + ["400", "--epsilon", "1"])
        #expect(good.status == 0 && good.output.contains("private-sums"))
        let request = #"{"action":"export","purpose":"care","contains":["national-id"]}"#
        let file = try Program.run(
            ["charter", "explain", "--home", clinic.home, "--request", "-"], input: request)
        #expect(file.status == 1 && file.output.contains("Forbidden by the rule no-national-ids"))
    }

    @Test func `charter and accord stand side by side, and the stricter one wins`() throws {
        let clinic = try Clinic()
        let accord = try clinic.folder.file(
            "accord.toml",
            """
            [accord]
            id = "clinics"
            version = 1
            languages = ["en"]
            in_force = 2026-01-01
            [[rule]]
            id = "sums"
            effect = "permit"
            action = ["federate"]
            max_epsilon = 0.5
            text = { en = "Little." }
            """)
        let run = try Program.run([
            "charter", "explain", "--home", clinic.home, "--accord", accord, "--action", "federate",
            "--purpose", "research", "--sensitivity", "personal", "--secure-aggregation",
            "--cohort", "400", "--epsilon", "1",
        ])
        #expect(run.status == 1)
        let rows = run.output.split(separator: "\n").map { $0.split(separator: "  ") }
        #expect(rows[1].count == 3 && rows[1][0] == "answer")
        #expect(run.output.contains("Together, the stricter one: not permitted"))
        #expect(run.output.contains("at most 0.5"))
    }

    @Test func `the accord of a home's own federation is asked without being named`() throws {
        let clinic = try Clinic()
        let question = [
            "charter", "explain", "--home", clinic.home, "--action", "federate", "--purpose",
            "research", "--sensitivity", "personal", "--secure-aggregation", "--cohort", "400",
            "--epsilon", "1",
        ]
        try nameResponsible(in: clinic.home)
        #expect(try Program.run(question).status == 0)
        let rules = """
            [accord]
            id = "clinics"
            version = 1
            languages = ["en", "ko"]
            in_force = 2026-01-01
            [[rule]]
            id = "two-look"
            effect = "require"
            action = ["federate"]
            approvals = 2
            text = { en = "Two people look at it.", ko = "두 사람이 확인합니다." }
            [[rule]]
            id = "sums"
            effect = "permit"
            action = ["federate"]
            text = { en = "Sums.", ko = "합계." }
            """
        let federation = clinic.home + "/federation"
        try FileManager.default.createDirectory(
            atPath: federation, withIntermediateDirectories: true)
        try Data(rules.utf8).write(to: URL(filePath: federation + "/accord.toml"))
        let english = try Program.run(question)
        #expect(english.status == 1)
        #expect(english.output.contains("Together, the stricter one: needs approval"))
        #expect(english.output.contains("0 / 0") && english.output.contains("2 / 2"))
        let korean = try Program.run(question, language: "ko")
        #expect(korean.output.contains("함께 적용하면 더 엄격한 쪽: 승인 필요"))
        #expect(korean.output.contains("두 사람이 확인합니다."))
        let json = try Program.run(question + ["--json"])
        #expect(json.output.contains("\"needs-approval\"") && json.output.contains("\"accord\""))
        // Approved by two, of whom neither asked, both are content.
        let approved = try Program.run(
            question + ["--approved-by", "kim", "--approved-by", "lee"])
        #expect(approved.status == 0, "\(approved.output)")
        // What is no accord is not taken for one, and a charter with [accord] is told so.
        for wrong in [clinic.home + "/charter.toml", clinic.home + "/none.toml"] {
            let run = try Program.run(question + ["--accord", wrong])
            #expect(run.status == 1 && run.output.isEmpty && run.error.contains(wrong))
        }
    }

    @Test(arguments: [
        ["explain"], ["explain", "--action", "tarin", "--purpose", "care"],
        ["explain", "--action", "train", "--purpose", "care", "--cohort=-1"],
        ["diff", "one.toml"], ["key", "Not A Name", "--role", "steward"], ["sign", "a.toml"],
    ])
    func `wrong usage is exit code 2`(arguments: [String]) throws {
        let run = try Program.run(["charter"] + arguments)
        #expect(run.status == 2)
        #expect(run.error.hasPrefix("Error: "))
    }

    @Test(arguments: ["check", "test", "explain", "diff", "sign", "key", "versions", "packs"])
    func `each charter command has help with an example`(command: String) throws {
        let help = try Program.run(["charter", command, "--help"])
        #expect(help.status == 0 && help.output.contains("Example:"))
        let korean = try Program.run(["charter", command, "--help"], language: "ko")
        #expect(korean.status == 0)
    }

    @Test func `the packs of all economies are listed, and one is printed as a charter`() throws {
        let list = try Program.run(["charter", "packs"])
        #expect(list.output.split(separator: "\n").count == 24)
        let pack = try Program.run(["charter", "packs", "sg"])
        let folder = try TemporaryFolder()
        let file = try folder.file("sg.toml", pack.output)
        #expect(try Program.run(["charter", "check", file]).status == 0)
        #expect(try Program.run(["charter", "packs", "eu"]).status == 1)
    }

    /// The guide is run as its readers run it.
    @Test func `every step of the charter's guide works as it is written`() throws {
        let folder = try TemporaryFolder()
        let guide = try String(
            contentsOf: URL(filePath: Program.root + "/Docs/Guides/charter.md"), encoding: .utf8)
        let steps = guide.components(separatedBy: "```sh\n").dropFirst().compactMap {
            $0.components(separatedBy: "\n```").first
        }
        #expect(steps.count == 6)
        let head = "set -euo pipefail\ncd \"$1\"\nPATH=\"$2/.build/debug:$PATH\"\n"
        let file = try folder.file("guide.sh", head + steps.joined(separator: "\n") + "\n")
        let run = try Program.run("/bin/bash", [file, folder.path, Program.root])
        #expect(run.status == 0, "\(run.error) \(run.output)")
        #expect(run.output.contains("LOOSER: publishing"))
        #expect(run.output.contains("is signed and in force from"))
        #expect(run.error.contains("were changed and not signed"))
    }
}
