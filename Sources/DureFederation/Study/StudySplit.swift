internal import DureCharter
package import DureCore

/// How each member's rows are parted into those that train and those that test.
package enum StudySplit: Sendable, Hashable {
    /// By a column of texts: the text of rows that train, and of rows that test.
    case column(String, train: String, test: String)
    /// By chance: about that share of the rows tests.
    ///
    /// A row's side follows from what it says and the seed alone, so that it stays where it is when
    /// other rows come or go, and rows that say the same are on one side.
    case share(test: Double, seed: Int)

    /// The two sides.
    package enum Side: String, Sendable, Hashable {
        case train
        case test
    }

    /// The column that tells the sides apart; nil where chance does.
    package var column: String? {
        if case .column(let name, _, _) = self { name } else { nil }
    }

    /// One side's rows, in their order.
    ///
    /// - Parameter names: The columns that the study reads; all of them are in the batch.
    /// - Returns: Nil where the column that tells the sides apart is not there.
    package func rows(
        _ side: Side, of batch: RecordBatch, reading names: [String]
    ) -> RecordBatch? {
        switch self {
        case .column(let column, let train, let test):
            let wanted = side == .train ? train : test
            guard let sets = batch.texts(column) else { return nil }
            return batch.rows(at: sets.indices.filter { sets[$0] == wanted })
        case .share(let share, let seed):
            let hashes = Self.hashes(batch, names.sorted(), seed: UInt64(seed))
            // The 53 highest bits as a number in 0..<1.
            return batch.rows(
                at: hashes.indices.filter { row in
                    (Double(hashes[row] >> 11) * 0x1p-53 < share) == (side == .test)
                })
        }
    }

    /// A hash of what each row says; every bit follows from every other.
    private static func hashes(_ batch: RecordBatch, _ names: [String], seed: UInt64) -> [UInt64] {
        var hashes = [UInt64](repeating: mixed(seed), count: batch.rowCount)
        for name in names {
            switch batch.columns[name] {
            case .numbers(let numbers)?:
                for (row, number) in numbers.enumerated() {
                    // Adding zero makes -0 the same as 0; all that is missing is the same.
                    let bits = number.isNaN ? .max : (number + 0).bitPattern
                    hashes[row] = mixed(hashes[row] ^ bits)
                }
            case .texts(let texts)?:
                for (row, text) in texts.enumerated() {
                    let word = text.utf8.reduce(UInt64(text.utf8.count)) { mixed($0 ^ UInt64($1)) }
                    hashes[row] = mixed(hashes[row] ^ word)
                }
            case nil: break
            }
        }
        return hashes
    }

    /// The step of SplitMix64 (Steele, Lea, Flood 2014).
    private static func mixed(_ word: UInt64) -> UInt64 {
        var word = word &+ 0x9e37_79b9_7f4a_7c15
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }
}

extension StudySplit {
    private static let byChance = Phrase(
        en: "{share} % by chance (seed {seed})", ko: "무작위 {share} %(시드 {seed})")

    /// Which rows are on a side, for people.
    package func words(_ side: Side, _ language: Language) -> String {
        switch self {
        case .column(let column, let train, let test):
            return "\(column) = \(side == .train ? train : test)"
        case .share(let test, let seed):
            let share = side == .train ? 1 - test : test
            return Self.byChance.text(
                language,
                ["share": "\(Int((100 * share).rounded()))", "seed": "\(seed)"])
        }
    }

    /// Reads `data.split`.
    ///
    /// - Throws: `TOMLError` with the line and the key of what is wrong.
    init(reading data: TOMLReader) throws(TOMLError) {
        let split = try data.table("split")
        guard !split.has("share") else {
            try split.refuseUnknownKeys(allowed: ["share", "seed"])
            self = .share(
                test: try split.double("share", in: 0.01...0.99),
                seed: try split.optionalInteger("seed", in: 0...1_000_000_000) ?? 0)
            return
        }
        try split.refuseUnknownKeys(allowed: ["column", "train", "test"])
        let (column, train, test) = try (
            split.name("column"), split.name("train"), split.name("test")
        )
        if try data.optionalString("target") == column {
            throw split.error("column", .sameAs("data.target"))
        }
        guard train != test else { throw split.error("test", .sameAs("data.split.train")) }
        self = .column(column, train: train, test: test)
    }
}
