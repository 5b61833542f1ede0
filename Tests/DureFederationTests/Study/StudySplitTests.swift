import DureCore
import DureFederation
import DureLearning
import DureTesting
import Testing

@Suite struct StudySplitTests {
    private static func batch(_ count: Int, seed: Seed) -> RecordBatch {
        var generator = seed.generator
        return RecordBatch(
            rowCount: count,
            columns: [
                "age": .numbers(
                    (0..<count).map { _ in Double.random(in: 20...90, using: &generator) }),
                "sex": .texts((0..<count).map { $0 % 2 == 0 ? "f" : "m" }),
                "id": .numbers((0..<count).map(Double.init)),
            ])
    }

    private static func ids(_ batch: RecordBatch?) -> [Double] {
        batch?.numbers("id") ?? []
    }

    @Test(arguments: Seed.batch(6))
    func `chance parts rows in about the share, each on one side`(seed: Seed) {
        let batch = Self.batch(4_000, seed: seed)
        let split = StudySplit.share(test: 0.3, seed: 5)
        let train = Self.ids(split.rows(.train, of: batch, reading: ["age", "sex"]))
        let test = Self.ids(split.rows(.test, of: batch, reading: ["age", "sex"]))
        #expect(Set(train + test).count == 4_000 && train.count + test.count == 4_000)
        // Five standard deviations of a binomial with 4,000 trials.
        #expect(abs(test.count - 1_200) < 145)
        let other = StudySplit.share(test: 0.3, seed: 6)
        #expect(Self.ids(other.rows(.test, of: batch, reading: ["age", "sex"])) != test)
    }

    @Test(arguments: Seed.batch(6))
    func `a row stays on its side when others come or go`(seed: Seed) {
        let batch = Self.batch(500, seed: seed)
        let split = StudySplit.share(test: 0.4, seed: 1)
        let whole = Set(Self.ids(split.rows(.test, of: batch, reading: ["age", "sex"])))
        let fewer = batch.rows(at: (0..<500).filter { $0 % 3 != 0 }.reversed())
        let kept = Set(Self.ids(split.rows(.test, of: fewer, reading: ["sex", "age"])))
        #expect(kept == whole.filter { Int($0) % 3 != 0 })
    }

    @Test func `rows that say the same are on one side, whatever else they hold`() {
        let twins = RecordBatch(
            rowCount: 100,
            columns: [
                "age": .numbers((0..<100).map { $0 % 2 == 0 ? 0 : -0.0 }),
                "sex": .texts([String](repeating: "f", count: 100)),
                "id": .numbers((0..<100).map(Double.init)),
            ])
        let split = StudySplit.share(test: 0.5, seed: 3)
        let test = split.rows(.test, of: twins, reading: ["age", "sex"])?.rowCount
        #expect(test == 0 || test == 100)
        // With the column that differs they are parted.
        let parted = split.rows(.test, of: twins, reading: ["age", "sex", "id"])?.rowCount ?? 0
        #expect((20...80).contains(parted))
    }

    @Test func `a column's two words are the two sides, and all else is neither`() {
        let batch = RecordBatch(
            rowCount: 4,
            columns: [
                "set": .texts(["a", "b", "", "a"]), "id": .numbers([0, 1, 2, 3]),
            ])
        let split = StudySplit.column("set", train: "a", test: "b")
        #expect(Self.ids(split.rows(.train, of: batch, reading: ["id"])) == [0, 3])
        #expect(Self.ids(split.rows(.test, of: batch, reading: ["id"])) == [1])
        let elsewhere = StudySplit.column("nowhere", train: "a", test: "b")
        #expect(elsewhere.rows(.train, of: batch, reading: ["id"]) == nil)
    }

    private static func manifest(split: String, target: String = "") -> [UInt8] {
        Array(
            """
            [study]
            id = "s"
            version = 1
            federation = "f"
            purpose = "research"
            question = { en = "?" }

            [data]
            dataset = "d"
            target = "y"
            split = \(split)

            \(target)
            [algorithm]
            kind = "regression"

            [privacy]
            mode = "none"

            [[column]]
            name = "x"
            range = [0, 1]

            """.utf8)
    }

    @Test func `a manifest asks for chance by share and seed`() throws {
        let text = Self.manifest(split: "{ share = 0.25, seed = 9 }")
        let manifest = try StudyManifest(parsing: text)
        #expect(manifest.split == .share(test: 0.25, seed: 9))
        #expect(manifest.columnNames == ["x", "y"])
    }

    @Test(
        arguments: [
            ("{ share = 0.0 }", "share"), ("{ share = 1.0 }", "share"),
            ("{ share = 0.3, column = \"set\" }", "column"),
            ("{ share = 0.3, seed = -1 }", "seed"),
            ("{ column = \"y\", train = \"a\", test = \"b\" }", "column"),
            ("{ column = \"set\", train = \"a\", test = \"a\" }", "test"),
        ])
    func `a wrong split is named`(split: String, key: String) {
        #expect {
            _ = try StudyManifest(parsing: Self.manifest(split: split))
        } throws: { error in
            "\(error)".contains(key)
        }
    }

    @Test func `levels that mean 1 and 0 make an answer, and others make none`() throws {
        let text = Self.manifest(
            split: "{ share = 0.3 }",
            target: "[target]\npositive = [\"1\", \"2\"]\nnegative = [\"3\"]\n")
        let columns = try StudyManifest(parsing: text).columns
        #expect(!columns.hasNumbers("y"))
        for answers in [
            RecordBatch.Column.texts(["1", "2", "3", "9", ""]), .numbers([1, 2, 3, 9, .nan]),
        ] {
            let batch = RecordBatch(
                rowCount: 5, columns: ["x": .numbers([0, 0.1, 0.2, 0.3, 0.4]), "y": answers])
            let table = try StudyTable(columns, batch: batch)
            #expect(table.target == [1, 1, 0] && table.droppedRowCount == 2)
            #expect(table.undeclaredCounts == ["y": 1])
        }
        #expect(try StudyColumns(json: columns.json) == columns)
    }

    @Test(
        arguments: [
            ("positive = [\"1\"]", "negative"), ("negative = [\"1\"]", "positive"),
            ("positive = [\"1\"]\nnegative = [\"1\"]", "positive"),
            ("positive = []\nnegative = [\"1\"]", "positive"),
            ("positive = [\"1\"]\nnegative = [\"0\"]\nlevels = [\"0\", \"1\"]", "levels"),
        ])
    func `levels that cannot be an answer are named`(target: String, key: String) {
        #expect {
            let text = Self.manifest(split: "{ share = 0.3 }", target: "[target]\n\(target)\n")
            _ = try StudyManifest(parsing: text)
        } throws: { error in
            "\(error)".contains(key)
        }
    }
}
