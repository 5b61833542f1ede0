package import DureCharter
package import DureCore
package import DureLearning

/// A study as its author wrote it: question, columns, algorithm, privacy, cohort.
///
/// Data, never code.
///
/// The text (TOML) is what is signed and hashed; this is what it says (`Docs/Protocol/study.md`).
package struct StudyManifest: Sendable {
    /// The longest manifest, in bytes.
    package static let byteCountMax = 256 << 10
    /// The version of the format that this program reads.
    package static let version = 1

    /// The split of each member's rows into those that train and those that test.
    package struct Split: Sendable, Hashable {
        /// A column of texts.
        package let column: String
        /// The text of rows that train.
        package let train: String
        /// The text of rows that test.
        package let test: String
    }

    /// How privacy is promised.
    package enum Privacy: Sendable, Hashable {
        /// Exact sums without noise: no guarantee about what the sums say.
        case none
        /// One record of any member, noise shares inside the sum (protocol.md, 4.1).
        case recordJoint(epsilon: Double, delta: Double, clip: Double)
    }

    /// The study's name.
    package let study: Name
    /// The federation in which it runs.
    package let federation: Name
    /// What it wants to know, by language.
    package let question: [String: String]
    /// The purpose that charters judge.
    package let purpose: String
    /// The name of the dataset at each member.
    package let dataset: Name
    /// The column that is to be predicted, of 0 and 1.
    package let target: String
    /// The train and test rows.
    package let split: Split
    /// The columns with unit, public range and fixed public scaling.
    package let features: [FeatureSpecification]
    /// The fewest members that must approve.
    package let memberCountMin: Int
    /// The fewest records that must be in the sum.
    package let recordCountMin: Int
    /// The most records that one member may bring; bounds what a sum can hold.
    package let recordCountMax: Int
    /// The L2 penalty on the scaled coefficients.
    package let penalty: Double
    /// The most rounds.
    package let roundCountMax: Int
    /// The privacy promised.
    package let privacy: Privacy
    /// Members that may collude with the coordinator; the rule of protocol.md, 3.1, where not said.
    package let colludingCount: Int?
    /// Whether any dropout ends a round without a release.
    package let requiresAll: Bool

    /// Reads a manifest.
    ///
    /// - Throws: `TOMLError` with the line and the key of what is wrong; among others where a
    ///   column is named twice, or the target as a feature.
    package init(parsing text: [UInt8]) throws(TOMLError) {
        let file = try TOMLReader(parsing: text, byteCountMax: Self.byteCountMax)
        try file.refuseUnknownKeys(
            allowed: ["study", "data", "column", "algorithm", "privacy", "aggregation"])
        let study = try file.table("study")
        try study.refuseUnknownKeys(
            allowed: ["id", "version", "federation", "question", "purpose"])
        _ = try study.integer("version", in: Self.version...Self.version)
        self.study = try Self.name("id", in: study)
        federation = try Self.name("federation", in: study)
        purpose = try Self.text("purpose", in: study, byteCountMax: 64)
        question = try Self.texts(study.table("question"))

        let data = try file.table("data")
        try data.refuseUnknownKeys(
            allowed: [
                "dataset", "target", "split", "members_min", "records_min", "records_max",
            ])
        dataset = try Self.name("dataset", in: data)
        target = try Self.text("target", in: data, byteCountMax: 128)
        let split = try data.table("split")
        try split.refuseUnknownKeys(allowed: ["column", "train", "test"])
        self.split = try Split(
            column: Self.text("column", in: split, byteCountMax: 128),
            train: Self.text("train", in: split, byteCountMax: 128),
            test: Self.text("test", in: split, byteCountMax: 128))
        memberCountMin = try data.optionalInteger("members_min", in: 3...256) ?? 3
        recordCountMin = try data.optionalInteger("records_min", in: 1...1_000_000_000) ?? 20
        recordCountMax =
            try data.optionalInteger("records_max", in: 1...100_000_000) ?? 1_000_000
        features = try file.tables("column").map { (table) throws(TOMLError) in
            try Self.feature(table)
        }
        guard !features.isEmpty else { throw file.error("column", .missing) }
        try Self.checkNames(of: features, target: target, split: self.split, in: file)

        let algorithm = try file.table("algorithm")
        try algorithm.refuseUnknownKeys(allowed: ["kind", "penalty", "rounds_max"])
        guard try algorithm.string("kind") == "logistic-regression" else {
            throw algorithm.error("kind", .unknownValue)
        }
        penalty = try algorithm.optionalDouble("penalty", in: 1e-9...1e9) ?? 1
        roundCountMax = try algorithm.optionalInteger("rounds_max", in: 1...1_000) ?? 20
        privacy = try Self.privacy(file.table("privacy"))
        let aggregation = try file.optionalTable("aggregation")
        try aggregation?.refuseUnknownKeys(allowed: ["colluding", "require_all"])
        colludingCount = try aggregation?.optionalInteger("colluding", in: 0...255)
        requiresAll = try aggregation?.optionalBool("require_all") ?? false
    }

    /// Every column has one part to play: a feature, the target, or the split.
    private static func checkNames(
        of features: [FeatureSpecification], target: String, split: Split, in file: TOMLReader
    ) throws(TOMLError) {
        let data = try file.table("data")
        let splitTable = try data.table("split")
        guard split.column != target else {
            throw splitTable.error("column", .sameAs("data.target"))
        }
        guard split.train != split.test else {
            throw splitTable.error("test", .sameAs("data.split.train"))
        }
        var places: [String: String] = [
            target: "data.target", split.column: "data.split.column",
        ]
        for (position, table) in try file.tables("column").enumerated() {
            let name = features[position].column
            if let place = places[name] { throw table.error("name", .sameAs(place)) }
            places[name] = "column[\(position + 1)].name"
        }
    }

    private static func name(
        _ key: String, in table: TOMLReader
    ) throws(TOMLError) -> Name {
        let text = try table.string(key)
        do {
            return try Name(text)
        } catch {
            throw table.error(key, .unknownValue)
        }
    }

    /// A text that goes into ledgers and messages, and so has a limit.
    private static func text(
        _ key: String, in table: TOMLReader, byteCountMax: Int
    ) throws(TOMLError) -> String {
        let text = try table.string(key)
        guard text.utf8.count <= byteCountMax else {
            throw table.error(key, .tooLarge(limit: byteCountMax))
        }
        return text
    }

    private static func texts(_ table: TOMLReader) throws(TOMLError) -> [String: String] {
        var texts: [String: String] = [:]
        for language in table.keys {
            texts[language] = try text(language, in: table, byteCountMax: 4_096)
        }
        return texts
    }

    private static func feature(_ table: TOMLReader) throws(TOMLError) -> FeatureSpecification {
        try table.refuseUnknownKeys(allowed: ["name", "unit", "range", "center", "scale"])
        let column = try text("name", in: table, byteCountMax: 128)
        let unit = table.has("unit") ? try text("unit", in: table, byteCountMax: 64) : "1"
        let range = try table.doubles("range")
        guard range.count == 2 else {
            throw table.error("range", .outOfRange(min: 2, max: 2))
        }
        do {
            guard let center = try table.optionalDouble("center"),
                let scale = try table.optionalDouble("scale")
            else {
                return try FeatureSpecification(
                    column: column, unit: unit, lower: range[0], upper: range[1])
            }
            return try FeatureSpecification(
                column: column, unit: unit, lower: range[0], upper: range[1], center: center,
                scale: scale)
        } catch let error as TOMLError {
            throw error
        } catch {
            throw table.error("range", .unknownValue)
        }
    }

    private static func privacy(_ table: TOMLReader) throws(TOMLError) -> Privacy {
        switch try table.string("mode") {
        case "none":
            try table.refuseUnknownKeys(allowed: ["mode"])
            return .none
        case "record/joint":
            try table.refuseUnknownKeys(allowed: ["mode", "epsilon", "delta", "clip"])
            return try .recordJoint(
                epsilon: table.double("epsilon", in: 1e-3...100),
                delta: table.double("delta", in: 1e-15...0.1),
                clip: table.optionalDouble("clip", in: 1e-6...1e6) ?? 1)
        default:
            throw table.error("mode", .unknownValue)
        }
    }
}
