import DureCore
import DureFederation
import DureLearning
import DureTensor
import DureTesting
import Foundation
import Testing

private struct Example {
    let plan: StudyPlan
    let train: [StudyTable]

    /// - Parameter algorithm: Lines for `[algorithm]` in place of the example's.
    init(_ file: String, algorithm: String? = nil) throws {
        // The folder of this file lies as deep as the files that find the examples by themselves.
        let place = URL(filePath: #filePath).deletingLastPathComponent()
        let root = place.deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        var text = [UInt8](
            try Data(contentsOf: root.appending(path: "Examples/heart-disease/\(file)")))
        if let algorithm {
            let parts = String(decoding: text, as: UTF8.self).components(separatedBy: "\n[")
            text = Array(
                parts.map { $0.hasPrefix("algorithm]") ? "algorithm]\n\(algorithm)\n" : $0 }
                    .joined(separator: "\n[").utf8)
        }
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

/// The sums of trees are whole numbers of steps, so that the ring changes no bit of them.
@Test(arguments: [
    "kind = \"trees\"\ntrees = 3\ndepth_max = 3",
    "kind = \"trees\"\ntrees = 2\ngrowth = \"leaf-wise\"\nleaves_max = 6",
])
func `a simulated forest is the forest of exact sums, bit for bit`(algorithm: String) throws {
    let example = try Example("heart-joint.toml", algorithm: algorithm)
    let found = try StudySimulation(example.plan).run(members: example.train, seed: 3)
    let plain = try runSimulated(example.plan.algorithm, tables: example.train)
    #expect(found.state == plain.state)
    let pooled = try runAlone(
        example.plan.algorithm, on: #require(StudyTable.joined(example.train)))
    #expect(
        try ModelFile(example.plan.algorithm.model(from: found.state)).hash
            == ModelFile(example.plan.algorithm.model(from: pooled.state)).hash)
}

@Test(arguments: [
    "kind = \"network\"\nhidden = [4]\nmethod = \"gradients\"\nrounds_max = 3",
    "kind = \"regression\"\npenalty = 1\nlasso = 2",
])
func `what a simulation finds is what the members' sums give`(algorithm: String) throws {
    let example = try Example("heart-joint.toml", algorithm: algorithm)
    let found = try StudySimulation(example.plan).run(members: example.train, seed: 3).state
    let plain = try runSimulated(example.plan.algorithm, tables: example.train).state
    #expect(found.coefficients.count == plain.coefficients.count)
    for (one, other) in zip(found.coefficients, plain.coefficients) {
        #expect(abs(one - other) < 1e-4)
    }
}

@Test func `four hospitals choose a penalty, and the model says how`() throws {
    let example = try Example("heart-choose.toml")
    let found = try StudySimulation(example.plan).run(members: example.train, seed: 3)
    let file = try ModelFile(example.plan.algorithm, at: found.state)
    let choice = try #require(file.choice)
    #expect(choice.trials.count == 6 && choice.trials.allSatisfy { $0.failure == nil })
    // In floating point, and with all rows in one place.
    let pooled = try runAlone(
        example.plan.algorithm, on: #require(StudyTable.joined(example.train)))
    let alone = try #require(try example.plan.algorithm.choice(from: pooled.state))
    #expect(alone.chosen == choice.chosen)
    for (one, other) in zip(alone.trials, choice.trials) {
        #expect(try abs(#require(one.loss) - #require(other.loss)) < 1e-5)
    }
}

@Test func `choosing with noise pays for all its rounds`() throws {
    let text = """
        kind = "regression"
        rounds_max = 3
        [choose]
        folds = 2
        penalty = [10.0, 1000.0]
        """
    let example = try Example("heart-private.toml", algorithm: text)
    let found = try StudySimulation(example.plan).run(members: example.train, seed: 3)
    #expect(found.roundCount == 7 && example.plan.algorithm.roundCountMax == 7)
    // As much noise, against the same bound, as a training of seven rounds.
    let seven = try Example(
        "heart-private.toml", algorithm: "kind = \"regression\"\nrounds_max = 7")
    let shares = try #require(example.plan.mechanism.shares)
    let others = try #require(seven.plan.mechanism.shares)
    #expect(abs(shares.noiseMultiplier / others.noiseMultiplier - 1) < 1e-3)
    #expect(shares.clipSteps == others.clipSteps)
    #expect(example.plan.coordinateBound == seven.plan.coordinateBound)
}

/// How often a patient with the disease is given a higher number than one without.
private func concordance(_ example: Example, _ state: ModelState) throws -> Double {
    let model = try example.plan.algorithm.model(from: state)
    let table = try #require(StudyTable.joined(example.train))
    let rated = zip(model.predictions(of: table), table.target).filter { !$0.0.isNaN }
    let (sick, well) = (rated.filter { $0.1 == 1 }, rated.filter { $0.1 == 0 })
    let wins = sick.reduce(0) { sum, one in sum + well.count { $0.0 < one.0 } }
    return Double(wins) / Double(sick.count * well.count)
}

@Test func `noise drawn inside the members leaves enough to learn from`() throws {
    let example = try Example("heart-local.toml")
    #expect(try #require(try example.plan.figure(rounds: 5)).epsilon <= 3)
    for seed in 1...3 {
        let found = try StudySimulation(example.plan).run(
            members: example.train, seed: UInt64(seed))
        #expect(try concordance(example, found.state) > 0.8)
    }
}

@Test func `the examples for whole hospitals and for counts say what they cost`() throws {
    let members = try Example("heart-members.toml")
    #expect(try #require(members.plan.noiseOverUpdate) > 1)
    _ = try StudySimulation(members.plan).run(members: members.train, seed: 1)
    let counts = try Example("heart-counts.toml")
    let found = try StudySimulation(counts.plan).run(members: counts.train, seed: 1)
    let model = try #require(
        try counts.plan.algorithm.model(from: found.state) as? StatisticsModel)
    let records = try #require(model.figures(.records).first?.value)
    #expect(abs(records - 486) < 6 * model.noiseDeviation && model.noiseDeviation < 30)
}

@Test(arguments: ["heart-joint.toml", "heart-private.toml"])
func `who plays the members of a simulation changes no bit`(file: String) throws {
    let example = try Example(file)
    let alone = try StudySimulation(example.plan).run(members: example.train, seed: 3)
    let shared = try StudySimulation(example.plan, pool: WorkerPool(count: 3))
        .run(members: example.train, seed: 3)
    #expect(shared.state == alone.state && shared.changes == alone.changes)
}
