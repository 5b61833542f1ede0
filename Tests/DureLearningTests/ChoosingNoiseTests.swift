import DureCharter
import DureCore
import DureTesting
import Testing

@testable import DureLearning

private func norm(_ numbers: [Double]) -> Double {
    numbers.reduce(0) { $0 + $1 * $1 }.squareRoot()
}

/// A study with noise: two penalties, three folds.
private func noisy(
    clip: Double = 1, columns: StudyColumns, records: Int = 90, more: String = ""
) throws -> Choosing {
    try ChoosingManifest.choosing(
        """
        [algorithm]
        kind = "regression"
        \(more)
        [choose]
        folds = 3
        penalty = [1.0, 2.0]
        rounds_max = [4, 6]
        """, columns, records: records, clip: clip)
}

@Suite struct ChoosingNoiseTests {
    @Test func `every round is charged for, those of choosing among them`() throws {
        let choosing = try noisy(columns: binaryColumns(2))
        // Six rounds of the longest candidate, one of losses, six on all rows.
        #expect(choosing.roundCountMax == 13)
        let table = try StudyTable(
            choosing.columns,
            batch: RecordBatch(
                rowCount: 1, columns: ["a": .numbers([1]), "b": .numbers([0]), "y": .numbers([1])]))
        let result = try runAlone(choosing, on: table)
        #expect(result.roundCount <= 13 && result.roundCount >= 11)
        // A fold's runs expect two thirds of the records.
        let own = try #require(choosing.candidates[0].inFold as? NoisyGradient)
        #expect(own.descent.recordsExpected == 60 && choosing.clippingBound == 1)
    }

    /// The bound is reached, or nearly: noise is for what a record can really do.
    @Test(arguments: [0.3, 1, 7])
    func `the worst record's vector has the length of the bound in every round`(
        clip: Double
    ) throws {
        let columns = try binaryColumns(2)
        let choosing = try noisy(clip: clip, columns: columns)
        // At the ends of their ranges, on the wrong side: the gradient is as long as it can be.
        let records = try [[-2.0, -2.0, 1.0], [2, 2, 0], [-2, 2, 1], [2, -2, 0]].map { values in
            try choosing.rows(
                of: StudyTable(
                    columns,
                    batch: RecordBatch(
                        rowCount: 1,
                        columns: [
                            "a": .numbers([values[0]]), "b": .numbers([values[1]]),
                            "y": .numbers([values[2]]),
                        ])))
        }
        var state = choosing.start()
        var roundCount = 0
        loop: while true {
            roundCount += 1
            var longest = 0.0
            for record in records {
                let own = norm(try choosing.contribution(to: state, from: record))
                #expect(own <= clip)
                longest = max(longest, own)
            }
            // The losses are surprised most by a model that is sure; here it is not quite.
            let isJudging = roundCount == 7
            #expect(longest > clip * (isJudging ? 0.75 : clip > 3 ? 0.2 : 0.9))
            // Sums that drive the coefficients outward, so that some record is always wrong.
            var sum = [Double](repeating: 0, count: choosing.sumLength(at: state))
            for index in sum.indices where !isJudging {
                sum[index] = index % 3 == 1 ? -400 * clip : 0
            }
            switch choosing.advance(state, with: sum, survivors: 3) {
            case .next(let next): state = next
            case .finished: break loop
            case .failed(let reason):
                Issue.record("\(reason)")
                break loop
            }
        }
        #expect(roundCount <= choosing.roundCountMax)
    }

    @Test(arguments: Seed.batch(12))
    func `no record's vector is ever longer than the bound`(seed: Seed) throws {
        var generator = seed.generator
        let columns = try binaryColumns(2)
        let clip = Double.random(in: 0.05...5, using: &generator)
        let choosing = try noisy(clip: clip, columns: columns)
        let batch = randomBatch(rows: 12, features: try features(2), using: &generator)
        let table = try StudyTable(columns, batch: batch)
        let rows = try (0..<12).map { try choosing.rows(of: table.rows(at: [$0])) }
        let all = try choosing.rows(of: table)
        var state = choosing.start()
        for _ in 0..<choosing.roundCountMax {
            var total = [Double](repeating: 0, count: choosing.sumLength(at: state))
            for row in rows {
                let own = try choosing.contribution(to: state, from: row)
                #expect(norm(own) <= clip)
                #expect(
                    zip(own, choosing.boundsPerRecord(at: state)).allSatisfy {
                        abs($0) <= $1 * (1 + 1e-9)
                    })
                for index in total.indices { total[index] += own[index] }
            }
            // A record that comes or goes moves no other to another fold.
            let whole = try choosing.contribution(to: state, from: all)
            #expect(zip(whole, total).allSatisfy { abs($0 - $1) < 1e-9 * (1 + clip) })
            let noise = total.map { $0 + Double.random(in: -3...3, using: &generator) * clip }
            guard case .next(let next) = choosing.advance(state, with: noise, survivors: 3) else {
                return
            }
            state = next
        }
        Issue.record("went on after roundCountMax")
    }

    @Test func `without any noise it finds the losses of the same models, cut at the bound`() throws
    {
        let columns = try HeartDisease.studyColumns()
        let choosing = try ChoosingManifest.choosing(
            """
            [algorithm]
            kind = "regression"
            [choose]
            penalty = [1, 1000]
            """, columns, records: 486, clip: 3)
        let tables = try HeartDisease().trainTables()
        let result = try runSimulated(choosing, tables: tables)
        let choice = try #require(try choosing.choice(from: result.state))
        #expect(choice.chosen == 0)
        // Better than to know nothing, and the heavier penalty is worse.
        let losses = choice.trials.compactMap(\.loss)
        #expect(losses.count == 2 && losses[0] < 0.55 && losses[1] > losses[0])
        let mean = Double(result.roundCount)
        #expect(Int(mean) == choosing.roundCountMax)
    }

    @Test func `networks choose with noise as well`() throws {
        let columns = try binaryColumns(2)
        let choosing = try ChoosingManifest.choosing(
            """
            [algorithm]
            kind = "network"
            hidden = [3]
            method = "clipped-gradients"
            gradient_norm = 0.5
            rounds_max = 2
            [choose]
            folds = 2
            server.rate = [0.1, 2.0]
            """, columns, records: 40, clip: 0.5)
        var generator = SeededGenerator(seed: 8)
        let batch = randomBatch(rows: 40, features: try features(2), using: &generator)
        let table = try StudyTable(columns, batch: batch)
        let first = try choosing.contribution(
            to: choosing.start(), from: choosing.rows(of: table.rows(at: [0])))
        // A network's own clipping is in binary32.
        #expect(norm(first) <= 0.5 * (1 + 1e-6) && norm(first) > 0.3)
        #expect(try runAlone(choosing, on: table).roundCount == 5)
    }

    @Test func `weights and classes stay within the bound too`() throws {
        var generator = SeededGenerator(seed: 3)
        let columns = try StudyColumns(
            inputs: features(2).map { .number($0) },
            target: .classes(CategorySpecification(column: "y", levels: ["0", "1", "2"])),
            weight: FeatureSpecification(column: "w", unit: "", lower: 0, upper: 9))
        let choosing = try noisy(clip: 0.5, columns: columns)
        var batch = randomBatch(rows: 20, features: try features(2), using: &generator)
        var all = batch.columns
        all["w"] = .numbers((0..<20).map { Double($0 % 10) })
        batch = RecordBatch(rowCount: 20, columns: all)
        let table = try StudyTable(columns, batch: batch)
        var state = choosing.start()
        for _ in 0..<choosing.roundCountMax {
            for row in 0..<20 {
                let own = try choosing.contribution(
                    to: state, from: choosing.rows(of: table.rows(at: [row])))
                #expect(norm(own) <= 0.5)
            }
            let sum = try choosing.contribution(to: state, from: choosing.rows(of: table))
            guard case .next(let next) = choosing.advance(state, with: sum, survivors: 1) else {
                return
            }
            state = next
        }
    }
}
