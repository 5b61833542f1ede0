import DureCore
import DureLearning
import Foundation
import Testing

@Suite(.enabled(if: Program.isBuilt, Program.missing))
struct ModelTests {
    /// As a study left it: a description and a file of numbers.
    private static func model() throws -> ModelFile {
        func column(_ name: String, _ lower: Double, _ upper: Double) throws -> InputColumn {
            .number(
                try FeatureSpecification(column: name, unit: "1", lower: lower, upper: upper))
        }
        let columns = try StudyColumns(
            inputs: [column("age", 20, 90), column("sex", 0, 1), column("oldpeak", -3, 7)],
            target: .binary(column: "disease"))
        return ModelFile(
            try LinearModel(
                columns: columns, family: .bernoulli,
                coefficients: [
                    -0.170408526211977, 0.49129913159947913, 0.7646076786494871,
                    0.29900572258068414,
                ]))
    }
    static let table = "id,age,sex,oldpeak,note\n007,60,1,2.5,\"a, \"\"b\"\"\"\n008,?,1,2.5,x\n"

    private func clinic(altering: (inout String, inout [UInt8]) -> Void = { _, _ in }) throws
        -> Clinic
    {
        let clinic = try Clinic()
        let model = try Self.model()
        var (text, numbers) = (model.json.canonicalText, model.tensorBytes)
        altering(&text, &numbers)
        let folder = clinic.home + "/models"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: folder + "/heart.json"))
        try Data(numbers).write(to: URL(filePath: folder + "/heart.safetensors"))
        return clinic
    }

    @Test func `a prediction is added, and a row with a gap gets none`() throws {
        let clinic = try clinic()
        let file = try clinic.folder.file("new.csv", Self.table)
        let scored = try Program.run(["model", "predict", "heart", file, "--home", clinic.home])
        #expect(scored.status == 0, "\(scored.error)")
        let lines = scored.output.split(separator: "\n")
        #expect(lines.first == "id,age,sex,oldpeak,note,probability")
        // -0.17041 + 0.49130 · 5/35 + 0.76461 + 0.29901 · 0.5/5 = 0.69429, by hand.
        #expect(lines.count == 3 && lines[1].hasPrefix("007,60,1,2.5,\"a, \"\"b\"\"\",0.6669"))
        #expect(lines.last == "008,?,1,2.5,x,")
        let output = clinic.folder.path + "/scored.csv"
        let written = try Program.run([
            "model", "predict", "heart", file, "--home", clinic.home, "--output", output,
        ])
        #expect(written.status == 0, "\(written.error)")
        #expect(try String(contentsOf: URL(filePath: output), encoding: .utf8) == scored.output)
    }

    @Test func `a file that is there is not overwritten unless asked`() throws {
        let clinic = try clinic()
        let file = try clinic.folder.file("new.csv", Self.table)
        let output = try clinic.folder.file("scored.csv", "mine")
        let predict = ["model", "predict", "heart", file, "--home", clinic.home]
        let refused = try Program.run(predict + ["--output", output])
        #expect(refused.status == 2)
        #expect(refused.error.contains("is there already") && refused.error.contains("--force"))
        #expect(try String(contentsOf: URL(filePath: output), encoding: .utf8) == "mine")
        let forced = try Program.run(predict + ["--output", output, "--force"])
        #expect(forced.status == 0, "\(forced.error)")
        #expect(
            try String(contentsOf: URL(filePath: output), encoding: .utf8).hasPrefix("id,age"))
    }

    @Test func `a table without a column of the model is refused`() throws {
        let clinic = try clinic()
        let file = try clinic.folder.file("new.csv", "id,age,sex\n1,60,1\n")
        let scored = try Program.run(["model", "predict", "heart", file, "--home", clinic.home])
        #expect(scored.status == 1)
        #expect(scored.output.isEmpty)
        #expect(scored.error.contains("oldpeak"))
    }

    @Test func `JSON Lines are read and written, and a name that is taken is refused`() throws {
        let clinic = try clinic()
        let lines = """
            {"id":"007","age":60,"sex":1,"oldpeak":2.5,"note":"a, \\"b\\""}
            {"id":"008","age":null,"sex":1,"oldpeak":2.5}

            """
        let file = try clinic.folder.file("new.jsonl", lines)
        let output = clinic.folder.path + "/scored.jsonl"
        let predict = ["model", "predict", "heart", file, "--home", clinic.home]
        let scored = try Program.run(predict + ["--output", output, "--json"])
        #expect(scored.status == 0, "\(scored.error)")
        #expect(scored.output.contains("\"missing\": 1") && scored.output.contains("\"rows\": 2"))
        let written = try String(contentsOf: URL(filePath: output), encoding: .utf8)
            .split(separator: "\n").map { line in
                try #require(
                    try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            }
        #expect(written.count == 2)
        #expect(written[0]["id"] as? String == "007")
        #expect(written[0]["note"] as? String == "a, \"b\"")
        let probability = try #require(written[0]["probability"] as? Double)
        #expect(abs(probability - 0.6669) < 1e-4)
        #expect(written[1]["probability"] is NSNull && written[1]["note"] == nil)
        #expect(written[1]["age"] is NSNull)
        let taken = try Program.run(predict + ["--column", "age"])
        #expect(taken.status == 1 && taken.output.isEmpty && taken.error.contains("age"))
        let piped = try Program.run(
            ["model", "predict", "heart", "-", "--home", clinic.home, "--format", "jsonl"],
            input: lines)
        #expect(piped.output == (try String(contentsOf: URL(filePath: output), encoding: .utf8)))
    }

    @Test func `rows by the hundred thousand are answered partition by partition`() throws {
        let clinic = try clinic()
        let rows = (0..<150_000).map { "\($0),\(30 + $0 % 60),\($0 % 2),1.5" }
        let file = try clinic.folder.file(
            "many.csv", "id,age,sex,oldpeak\n" + rows.joined(separator: "\n") + "\n")
        let output = clinic.folder.path + "/scored.csv"
        let scored = try Program.run([
            "model", "predict", "heart", file, "--home", clinic.home, "--output", output,
        ])
        #expect(scored.status == 0, "\(scored.error)")
        let lines = try String(contentsOf: URL(filePath: output), encoding: .utf8)
            .split(separator: "\n")
        #expect(lines.count == 150_001)
        // Rows of one age and sex have one answer, at both ends of the file.
        let answers = [lines[1], lines[120_001]].map { $0.split(separator: ",").last }
        #expect(answers[0] == answers[1] && lines[120_001].hasPrefix("120000,30,0,1.5,"))
    }

    @Test func `a model is exported in the forms that it has`() throws {
        let clinic = try clinic()
        func export(_ form: String, _ more: String...) throws -> Program.Outcome {
            try Program.run(
                ["model", "export", "heart", "--home", clinic.home, "--format", form] + more)
        }
        let csv = try export("csv")
        #expect(csv.status == 0 && csv.output.split(separator: "\n").count == 5)
        #expect(csv.output.hasPrefix("term,unit,coefficient,"))
        #expect(try export("markdown").output.contains("| age | 1 | 0.01404 |"))
        #expect(try export("json").output.contains("\"format\": \"dure/model\""))
        let none = try export("xgboost")
        #expect(none.status == 2 && none.error.contains("linear") && none.error.contains("csv"))
        let file = clinic.folder.path + "/model.safetensors"
        #expect(try export("safetensors", "--output", file).status == 0)
        let bytes = try Data(contentsOf: URL(filePath: file))
        #expect(Array(bytes) == (try Self.model().tensorBytes))
        #expect(try export("safetensors", "--output", file).status == 2)
    }

    @Test func `a model that was altered is refused, in its words and in its numbers`() throws {
        let alterings: [(inout String, inout [UInt8]) -> Void] = [
            { text, _ in text = text.replacingOccurrences(of: "disease", with: "illness") },
            { _, numbers in numbers[numbers.count - 1] ^= 1 },
        ]
        for altering in alterings {
            let clinic = try clinic(altering: altering)
            let shown = try Program.run(["model", "show", "heart", "--home", clinic.home])
            #expect(shown.status == 1)
            #expect(shown.error.contains("altered"))
        }
    }
}
