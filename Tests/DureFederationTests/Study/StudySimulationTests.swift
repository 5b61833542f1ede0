import DureCore
import DureFederation
import DureLearning
import DureTesting
import Foundation
import Testing

private struct Example {
    let plan: StudyPlan
    let train: [StudyTable]

    init(_ file: String) throws {
        // The folder of this file lies as deep as the files that find the examples by themselves.
        let place = URL(filePath: #filePath).deletingLastPathComponent()
        let root = place.deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = [UInt8](
            try Data(contentsOf: root.appending(path: "Examples/heart-disease/\(file)")))
        let manifest = try StudyManifest(parsing: text)
        plan = try StudyPlan(
            manifest: manifest, manifestHash: Digest(of: text),
            memberCount: HeartDisease.memberNames.count)
        train = try HeartDisease(sourceFile: place.path()).train.map {
            try StudyTable(manifest.columns, batch: $0)
        }
    }
}

@Test func `a simulated exact study finds the model of sums in floating point`() throws {
    let example = try Example("heart-joint.toml")
    var generator = SeededGenerator(seed: 7)
    let found = try StudySimulation(example.plan).run(
        members: example.train, using: &generator)
    let plain = try runSimulated(example.plan.algorithm, tables: example.train)
    #expect(found.reason == .converged)
    #expect(found.changes.count == found.roundCount)
    #expect(try #require(found.changes.last) < 1e-4)
    for (one, other) in zip(found.state.coefficients, plain.state.coefficients) {
        #expect(abs(one - other) < 1e-5)
    }
}

@Test func `a simulated study with noise differs each time and takes all its rounds`() throws {
    let example = try Example("heart-private.toml")
    let simulation = StudySimulation(example.plan)
    var generator = SeededGenerator(seed: 7)
    let first = try simulation.run(members: example.train, using: &generator)
    let second = try simulation.run(members: example.train, using: &generator)
    #expect(first.roundCount == example.plan.algorithm.roundCountMax)
    #expect(first.state != second.state)
    // Of noise alone, twelve coefficients would be of either sign; age and sex count upwards.
    #expect(first.state.coefficients.contains { abs($0) > 0.1 })
}
