import DureCharter
import DureCore
import DureLearning
import DureTesting
import Testing

@Suite struct StatisticsRefusalTests {
    private func columns(levels: [String] = ["a", "b", "c"]) throws -> StudyColumns {
        try StudyColumns(
            inputs: [
                .number(FeatureSpecification(column: "x", unit: "", lower: 0, upper: 10)),
                .number(FeatureSpecification(column: "y", unit: "", lower: -1, upper: 1)),
                .category(CategorySpecification(column: "g", levels: levels)),
            ], target: nil)
    }

    private func table(
        _ columns: StudyColumns, x: [Double], g: [String]
    ) throws -> StudyTable {
        try StudyTable(
            columns,
            batch: RecordBatch(
                rowCount: x.count,
                columns: [
                    "x": .numbers(x), "y": .numbers(x.map { $0 / 10 }), "g": .texts(g),
                ]))
    }

    private func model(
        _ algorithm: Statistics, _ tables: [StudyTable]
    ) throws -> StatisticsModel {
        try StatisticsTests.simulated(algorithm, tables).0
    }

    @Test func `nine rows show nothing, and say why`() throws {
        let algorithm = try Statistics(columns: columns())
        let nine = try table(
            algorithm.columns, x: (0..<9).map(Double.init),
            g: Array(repeating: "a", count: 9))
        let found = try model(algorithm, [nine])
        #expect(found.figures.allSatisfy { $0.isHidden || $0.value == 0 || $0.value == nil })
        #expect(found.notes(.en).contains { $0.contains("too few") })
        #expect(found.notes(.ko).count == found.notes(.en).count)
    }

    @Test func `no rows, all missing, and an empty group end in words and not in a crash`() throws {
        let algorithm = try Statistics(
            columns: columns(), plan: Statistics.Plan(group: "g"), cellMin: 3)
        let empty = try table(algorithm.columns, x: [], g: [])
        #expect(throws: LearningError.failed(.noRecords)) {
            try model(algorithm, [empty, empty])
        }
        let missing = try table(
            algorithm.columns, x: Array(repeating: .nan, count: 12),
            g: Array(repeating: "a", count: 12))
        let found = try model(algorithm, [empty, missing])
        #expect(found.figures(.missing, column: "x").first?.value == 12)
        #expect(found.figures(.mean, column: "x").first?.value == nil)
        #expect(found.figures(.records, group: .level("b")).first?.value == 0)
        #expect(!found.csv.isEmpty && !found.markdown(.ko).isEmpty)
        let strict = try Statistics(columns: columns(), recordsMin: 13)
        #expect(throws: LearningError.failed(.tooFewRecords)) { try model(strict, [missing]) }
        #expect(strict.cellMin == 13)
    }

    @Test func `a hidden group takes another with it, and the pool's sums stay together`() throws {
        let algorithm = try Statistics(
            columns: columns(), plan: Statistics.Plan(group: "g", binCount: 2), cellMin: 5)
        let counts = [("a", 20), ("b", 3), ("c", 8)]
        let groups = counts.flatMap { Array(repeating: $0.0, count: $0.1) }
        let rows = try table(
            algorithm.columns, x: groups.indices.map { Double($0 % 10) }, g: groups)
        let found = try model(algorithm, [rows])
        func records(_ group: StatisticsFigure.Group) -> Double? {
            found.figures(.records, group: group).first?.value
        }
        #expect(records(.all) == 31)
        #expect(records(.level("a")) == 20)
        #expect(records(.level("b")) == nil)
        #expect(records(.level("c")) == nil)
        #expect(found.figures(.mean, column: "x", group: .level("c")).first?.isHidden == true)
        let mean = try #require(found.figures(.mean, column: "x").first?.value)
        let exact = rows.numbers(0).reduce(0, +) / 31
        #expect(abs(mean - exact) < 1e-12)
    }

    @Test(arguments: Seed.batch(40))
    func `no small count of random linked tables can be computed`(seed: Seed) throws {
        var generator = seed.generator
        // A table with margins and total; every hidden small count must have another solution.
        let (rows, columns) = (
            Int.random(in: 2...4, using: &generator), Int.random(in: 2...4, using: &generator)
        )
        let cells = (0..<rows * columns).map { _ in
            Double([0, 2, 7, 15, 30].randomElement(using: &generator) ?? 1)
        }
        let rowSums = (0..<rows).map { row in
            (0..<columns).reduce(0) { $0 + cells[row * columns + $1] }
        }
        let columnSums = (0..<columns).map { column in
            (0..<rows).reduce(0) { $0 + cells[$1 * columns + column] }
        }
        let counts = cells + rowSums + columnSums + [rowSums.reduce(0, +)]
        let (rowStart, columnStart) = (cells.count, cells.count + rows)
        let total = columnStart + columns
        var lines = (0..<rows).map { row in
            SuppressionLine(
                total: rowStart + row, parts: (0..<columns).map { row * columns + $0 })
        }
        lines += (0..<columns).map { column in
            SuppressionLine(
                total: columnStart + column, parts: (0..<rows).map { $0 * columns + column })
        }
        lines.append(
            SuppressionLine(total: total, parts: (0..<rows).map { rowStart + $0 }))
        lines.append(
            SuppressionLine(total: total, parts: (0..<columns).map { columnStart + $0 }))
        let hidden = Suppression(cellMin: 10, count: counts.count, lines: lines)
            .hidden(in: counts)
        for (place, count) in counts.enumerated() where count > 0 && count < 10 {
            #expect(hidden[place])
        }
        var audit = SuppressionAudit()
        let found = audit.determined(hidden: hidden, lines: lines)
        let known = try #require(found)
        #expect(known.allSatisfy { counts[$0] >= 10 || counts[$0] == 0 })
        #expect(known == plainlyDetermined(hidden, lines))
        for line in lines where !hidden[line.total] {
            let inside = line.parts.filter { hidden[$0] }
            #expect(inside.isEmpty || inside.reduce(0) { $0 + counts[$1] } >= 10)
        }
    }

    /// The plain twin of the audit: which hidden places no vector of the null space moves.
    private func plainlyDetermined(_ hidden: [Bool], _ lines: [SuppressionLine]) -> [Int] {
        let places = hidden.indices.filter { hidden[$0] }
        var rows = lines.map { line in
            places.map { place -> Double in
                place == line.total ? -1 : line.parts.contains(place) ? 1 : 0
            }
        }
        var pivots: [Int] = []
        for column in places.indices {
            let free = rows.indices.dropFirst(pivots.count)
            guard let row = free.max(by: { abs(rows[$0][column]) < abs(rows[$1][column]) }),
                abs(rows[row][column]) > 1e-9
            else { continue }
            rows.swapAt(row, pivots.count)
            let lead = rows[pivots.count].map { $0 / rows[pivots.count][column] }
            for other in rows.indices {
                let factor = rows[other][column]
                rows[other] = zip(rows[other], lead).map { $0 - factor * $1 }
            }
            rows[pivots.count] = lead
            pivots.append(column)
        }
        // Each free column spans one direction; a pivot that none of them touches stands still.
        let free = places.indices.filter { !pivots.contains($0) }
        return pivots.indices.filter { row in free.allSatisfy { abs(rows[row][$0]) < 1e-9 } }
            .map { places[pivots[$0]] }
    }

    @Test func `the audit finds what single lines do not show`() {
        // Four hidden cells in a square: each line has two. A further line makes them known.
        let square = [
            SuppressionLine(total: 4, parts: [0, 1]), SuppressionLine(total: 5, parts: [2, 3]),
            SuppressionLine(total: 6, parts: [0, 2]), SuppressionLine(total: 7, parts: [1, 3]),
        ]
        let hidden = [true, true, true, true] + [Bool](repeating: false, count: 5)
        var audit = SuppressionAudit()
        let none = audit.determined(hidden: hidden, lines: square)
        #expect(none == [])
        let diagonal = SuppressionLine(total: 8, parts: [0, 3])
        var second = SuppressionAudit()
        let all = second.determined(hidden: hidden, lines: square + [diagonal])
        #expect(all == [0, 1, 2, 3])
        // Where the products are too many, nothing is said, and everything is hidden.
        var short = SuppressionAudit(productCountMax: 20)
        let tooMuch = short.determined(hidden: hidden, lines: square + [diagonal])
        #expect(tooMuch == nil)
        let counts: [Double] = [5, 20, 20, 20, 25, 40, 25, 40, 25]
        func shown(_ productCountMax: Int) -> Int {
            Suppression(
                cellMin: 10, count: 9, lines: square + [diagonal],
                productCountMax: productCountMax
            ).hidden(in: counts).count { !$0 }
        }
        #expect(shown(20) == 0 && shown(1_000_000) > 0)
    }

    @Test func `settings that cannot be are refused by name`() throws {
        func refused(_ name: String, _ plan: Statistics.Plan, _ columns: StudyColumns) {
            #expect(throws: LearningError.badSetting(name: name)) {
                try Statistics(columns: columns, plan: plan)
            }
        }
        let plain = try columns()
        refused("bins", Statistics.Plan(binCount: 1_001), plain)
        refused("quantiles", Statistics.Plan(quantiles: [0.5, 0.5]), plain)
        refused("quantiles", Statistics.Plan(quantiles: [1]), plain)
        refused("step", Statistics.Plan(steps: ["x": 3]), plain)
        refused("step", Statistics.Plan(steps: ["x": 1e-9]), plain)
        refused("cross", Statistics.Plan(crosses: [["g", "g"]]), plain)
        let many = try columns(levels: (0..<4_096).map { "l\($0)" })
        refused("figures", Statistics.Plan(group: "g", binCount: 1_000), many)
        #expect(throws: LearningError.unknownColumn(column: "z")) {
            try Statistics(columns: plain, plan: Statistics.Plan(group: "z"))
        }
        let state = ModelState(
            algorithm: Statistics.name, round: 1, coefficients: [], memory: [1])
        let algorithm = try Statistics(columns: plain)
        let rows = try algorithm.rows(of: table(plain, x: [1], g: ["a"]))
        #expect(throws: LearningError.stateMismatch) {
            try algorithm.contribution(to: state, from: rows)
        }
        #expect(algorithm.advance(state, with: [], survivors: 1) != .failed(.noRecords))
    }

    @Test func `a table of a study says all of it, and mistakes are found by line`() throws {
        func read(_ text: String) throws -> Statistics {
            let file = try TOMLReader(parsing: Array(text.utf8), byteCountMax: 10_000)
            return try Statistics(reading: file.table("algorithm"), columns: columns())
        }
        let good = """
            [algorithm]
            kind = "statistics"
            correlate = ["x", "y"]
            bins = 5
            quantiles = [0.1, 0.9]
            cell_min = 20
            [algorithm.steps]
            x = 0.5
            """
        let algorithm = try read(good)
        #expect(algorithm.plan.binCount == 5)
        #expect(algorithm.plan.steps == ["x": 0.5])
        #expect(algorithm.cellMin == 20)
        for (bad, line, key) in [
            ("bins = 5", 3, "algorithm.bin"), ("x = 0.5", 8, "algorithm.steps"),
            ("\"x\", \"y\"", 3, "algorithm.correlate"),
        ] {
            let text =
                switch key {
                case "algorithm.bin": good.replacing("correlate = [\"x\", \"y\"]", with: "bin = 5")
                case "algorithm.steps": good.replacing(bad, with: "x = 3")
                default: good.replacing(bad, with: "\"x\", \"z\"")
                }
            do {
                _ = try read(text)
                Issue.record("\(key) was not refused")
            } catch let error as TOMLError {
                #expect(error.key == key)
                #expect(error.line == line || key == "algorithm.steps")
            }
        }
    }
}
