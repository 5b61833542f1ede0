import DureCore
import DureFederation
import DureLearning
import Foundation
import Testing

/// The example of texts, with fewer buckets so that it is quick.
private struct TextExample {
    let plan: StudyPlan
    let train: [StudyTable]
    let test: StudyTable

    init(privacy: String? = nil) throws {
        var root = URL(filePath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        let folder = root.appending(path: "Examples/text")
        var text = try String(contentsOf: folder.appending(path: "text.toml"), encoding: .utf8)
            .replacing("buckets = 4096", with: "buckets = 128")
        if let privacy {
            text = text.components(separatedBy: "[privacy]")[0] + "[privacy]\n" + privacy
        }
        let bytes = Array(text.utf8)
        let manifest = try StudyManifest(parsing: bytes)
        plan = try StudyPlan(manifest: manifest, manifestHash: Digest(of: bytes), memberCount: 4)
        let rows = try String(contentsOf: folder.appending(path: "requests.csv"), encoding: .utf8)
            .split(separator: "\n").dropFirst()
            .map { $0.split(separator: ",", maxSplits: 3).map(String.init) }
        func table(_ isChosen: ([String]) -> Bool) throws -> StudyTable {
            let chosen = rows.filter(isChosen)
            return try StudyTable(
                manifest.columns,
                batch: RecordBatch(
                    rowCount: chosen.count,
                    columns: [
                        "topic": .texts(chosen.map { $0[2] }),
                        "request": .texts(chosen.map { $0[3] }),
                    ]))
        }
        train = try ["haneul", "bada", "harbour", "hill"].map { office in
            try table { $0[0] == office && $0[1] == "train" }
        }
        test = try table { $0[1] == "test" }
    }
}

@Test func `a simulated study of texts finds the model of sums in floating point`() throws {
    let example = try TextExample()
    let found = try StudySimulation(example.plan).run(members: example.train, seed: 7)
    #expect(found.reason == .converged)
    let algorithm = example.plan.algorithm
    let plain = try algorithm.model(from: runSimulated(algorithm, tables: example.train).state)
    let model = try algorithm.model(from: found.state)
    for (one, other) in zip(
        model.predictions(of: example.test), plain.predictions(of: example.test))
    {
        #expect(abs(one - other) < 1e-4)
    }
}

@Test func `a study of texts with noise takes all its rounds`() throws {
    let example = try TextExample(
        privacy: "mode = \"record/joint\"\nepsilon = 3.0\ndelta = 1e-5\nclip = 1.0\n")
    let simulation = StudySimulation(example.plan)
    let first = try simulation.run(members: example.train, seed: 1)
    let second = try simulation.run(members: example.train, seed: 2)
    #expect(first.roundCount == 20)
    #expect(first.state != second.state)
    let said = try example.plan.algorithm.model(from: first.state).predictions(of: example.test)
    #expect(said.allSatisfy { $0 >= 0 && $0 <= 1 })
}
