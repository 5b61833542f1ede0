import Foundation
import Testing

@Suite(.enabled(if: Program.isBuilt, Program.missing))
struct StudyTests {
    static let manifest = """
        [study]
        id = "heart-2026"
        version = 1
        federation = "hospitals"
        purpose = "research"
        question = { en = "Who has heart disease?", ko = "누가 심장병을 앓는가?" }
        [data]
        dataset = "heart"
        target = "disease"
        split = { column = "set", train = "train", test = "test" }
        records_min = 400
        [[column]]
        name = "age"
        unit = "years"
        range = [20, 90]
        [algorithm]
        kind = "regression"
        rounds_max = 8
        [privacy]
        mode = "record/joint"
        epsilon = 1.0
        delta = 1e-5

        """

    @Test func `a check says the question, the columns and the cost`() throws {
        let folder = try TemporaryFolder()
        let file = try folder.file("study.toml", Self.manifest)
        let check = try Program.run(["study", "check", file])
        #expect(check.status == 0, "\(check.error)")
        #expect(check.output.contains("Who has heart disease?"))
        #expect(check.output.contains("20 ~ 90"))
        #expect(check.output.contains("Promised epsilon 1, delta 0.00001"))
        #expect(check.output.contains("Rényi"))
        #expect(!check.output.contains("Warning"))
        let korean = try Program.run(["study", "check", file], language: "ko")
        #expect(korean.output.contains("누가 심장병을 앓는가?"))
    }

    @Test func `noise that would drown the study is warned of`() throws {
        let folder = try TemporaryFolder()
        let text = Self.manifest.replacingOccurrences(of: "epsilon = 1.0", with: "epsilon = 0.05")
        let check = try Program.run(["study", "check", folder.file("study.toml", text)])
        #expect(check.status == 0, "\(check.error)")
        #expect(check.output.contains("Warning"))
    }

    @Test func `an error names the file, the line and the key`() throws {
        let folder = try TemporaryFolder()
        let text = Self.manifest.replacingOccurrences(of: "rounds_max = 8", with: "rounds_max = 0")
        let file = try folder.file("study.toml", text)
        let check = try Program.run(["study", "check", file])
        #expect(check.status == 1)
        #expect(check.error.hasPrefix("\(file): Line 18, algorithm.rounds_max: "), "\(check.error)")
    }

    @Test(arguments: [
        ("epsilon = 1.0", "epsilon = 0", "privacy.epsilon"),
        ("epsilon = 1.0", "epsilon = -1", "privacy.epsilon"),
        ("epsilon = 1.0", "epsilon = nan", "privacy.epsilon"),
        ("epsilon = 1.0", "epsilon = inf", "privacy.epsilon"),
        ("epsilon = 1.0", "epsilon = 1e9", "privacy.epsilon"),
        ("delta = 1e-5", "delta = 0", "privacy.delta"),
        ("delta = 1e-5", "delta = -1e-5", "privacy.delta"),
        ("delta = 1e-5", "delta = nan", "privacy.delta"),
        ("delta = 1e-5", "delta = 1", "privacy.delta"),
        ("name = \"age\"", "name = \"disease\"", "column[1].name: this is the same as data.target"),
        ("name = \"age\"", "name = \"set\"", "same as data.split.column"),
        (
            "[algorithm]", "[[column]]\nname = \"age\"\nrange = [0, 1]\n[algorithm]",
            "column[2].name: this is the same as column[1].name"
        ),
        ("column = \"set\"", "column = \"disease\"", "data.split.column: this is the same"),
        ("test = \"test\"", "test = \"train\"", "data.split.test: this is the same"),
        ("records_min = 400", "records_min = 400\nmembers_min = 2", "data.members_min"),
    ])
    func `a study that cannot be is refused with its line and key`(
        good: String, bad: String, said: String
    ) throws {
        let folder = try TemporaryFolder()
        let text = Self.manifest.replacingOccurrences(of: good, with: bad)
        #expect(text != Self.manifest)
        let check = try Program.run(["study", "check", folder.file("study.toml", text)])
        #expect(check.status == 1)
        #expect(check.output.isEmpty)
        #expect(check.error.contains(": Line ") && check.error.contains(said), "\(check.error)")
    }

    @Test func `a node of no federation is told how to join one`() throws {
        let clinic = try Clinic()
        let list = try Program.run(["study", "list", "--home", clinic.home])
        #expect(list.status == 1)
        #expect(list.error.contains("dure federation join"))
    }

    @Test func `a study that never came cannot be approved`() throws {
        let clinic = try Clinic()
        let approved = try Program.run([
            "study", "approve", "heart-2026", "--home", clinic.home, "--as", "officer-7",
            "--role", "privacy-officer",
        ])
        #expect(approved.status == 1)
        #expect(
            !FileManager.default.fileExists(atPath: clinic.home + "/studies/heart-2026/approvals"))
    }
}
