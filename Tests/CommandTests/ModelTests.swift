import Foundation
import Testing

@Suite(.enabled(if: Program.isBuilt, Program.missing))
struct ModelTests {
    /// As a study left it.
    static let model = #"""
        {"coefficients":[-0.170408526211977,0.49129913159947913,0.7646076786494871,\#
        0.29900572258068414],"features":[{"center":55,"column":"age","lower":20,"scale":35,\#
        "unit":"years","upper":90},{"center":0.5,"column":"sex","lower":0,"scale":0.5,\#
        "unit":"1","upper":1},{"center":2,"column":"oldpeak","lower":-3,"scale":5,"unit":"mm",\#
        "upper":7}],"format":"dure/logistic-model",\#
        "hash":"6cf52b70daa7fcb44a7473ab441f109eb42310be8615199c7bcb661f21278a49",\#
        "label":"disease","version":1}
        """#
    static let table = "id,age,sex,oldpeak,note\n007,60,1,2.5,\"a, \"\"b\"\"\"\n008,?,1,2.5,x\n"

    private func clinic(model: String = Self.model) throws -> Clinic {
        let clinic = try Clinic()
        try FileManager.default.createDirectory(
            atPath: clinic.home + "/models", withIntermediateDirectories: true)
        try Data(model.utf8).write(to: URL(filePath: clinic.home + "/models/heart.json"))
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
        #expect(lines.last == "008,,1,2.5,x,")
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

    @Test func `a model that was altered is refused`() throws {
        let clinic = try clinic(
            model: Self.model.replacingOccurrences(of: "0.7646", with: "0.9646"))
        let shown = try Program.run(["model", "show", "heart", "--home", clinic.home])
        #expect(shown.status == 1)
        #expect(shown.error.contains("altered"))
    }
}
