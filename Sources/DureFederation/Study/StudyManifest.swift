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
    /// The train and test rows.
    package let split: StudySplit
    /// The columns with unit, public range or levels, and fixed public scaling.
    package let columns: StudyColumns
    /// The fewest members that must approve.
    package let memberCountMin: Int
    /// The fewest records that must be in the sum.
    package let recordCountMin: Int
    /// The most records that one member may bring; bounds what a sum can hold.
    package let recordCountMax: Int
    /// What is computed.
    package let algorithm: any SumAlgorithm
    /// The same for one member alone: exact, and without a smallest cohort.
    ///
    /// What stays in the house needs neither.
    package let ownAlgorithm: any SumAlgorithm
    /// The algorithm's kind, as the manifest writes it.
    package let kind: AlgorithmKind
    /// The privacy promised; nil for exact sums, and no guarantee about what they say.
    package let privacy: StudyPrivacy?
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
            allowed: StudyColumns.keys.union([
                "study", "data", "algorithm", "choose", "privacy", "aggregation",
            ]))
        let study = try file.table("study")
        try study.refuseUnknownKeys(
            allowed: ["id", "version", "federation", "question", "purpose"])
        _ = try study.integer("version", in: Self.version...Self.version)
        self.study = try Self.name("id", in: study)
        federation = try Self.name("federation", in: study)
        purpose = try study.text("purpose", byteCountMax: 64)
        question = try Self.texts(study.table("question"))

        let data = try file.table("data")
        try data.refuseUnknownKeys(
            allowed: [
                "dataset", "target", "split", "members_min", "records_min", "records_max",
            ])
        dataset = try Self.name("dataset", in: data)
        split = try StudySplit(reading: data)
        memberCountMin = try data.optionalInteger("members_min", in: 3...256) ?? 3
        recordCountMin = try data.optionalInteger("records_min", in: 1...1_000_000_000) ?? 20
        recordCountMax =
            try data.optionalInteger("records_max", in: 1...100_000_000) ?? 1_000_000
        columns = try StudyColumns(
            reading: file, taken: split.column.map { [$0: "data.split.column"] } ?? [:])
        privacy = try StudyPrivacy.read(file.table("privacy"))
        let algorithm = try file.table("algorithm")
        kind = try algorithm.choice("kind")
        let choose = try file.optionalTable("choose")
        self.algorithm = try AlgorithmKind.algorithm(
            reading: algorithm, choosing: choose,
            in: AlgorithmKind.Context(
                columns: columns, recordsMin: recordCountMin, recordsMax: recordCountMax,
                privacy: privacy))
        ownAlgorithm = try AlgorithmKind.algorithm(
            reading: algorithm, choosing: choose,
            in: AlgorithmKind.Context(ownOf: columns))
        let aggregation = try file.optionalTable("aggregation")
        try aggregation?.refuseUnknownKeys(allowed: ["colluding", "require_all"])
        colludingCount = try aggregation?.optionalInteger("colluding", in: 0...255)
        requiresAll = try aggregation?.optionalBool("require_all") ?? false
    }

    /// All columns that are read of a row, the split's last.
    package var columnNames: [String] { columns.names + [split.column].compactMap { $0 } }

    /// The rows of one side of the split; nil where the column that tells is not there.
    package func rows(_ side: StudySplit.Side, of batch: RecordBatch) -> RecordBatch? {
        split.rows(side, of: batch, reading: columns.names)
    }

    /// The column that is to be foretold; nil where the study only counts.
    package var target: String? { columns.target?.column }

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

    private static func texts(_ table: TOMLReader) throws(TOMLError) -> [String: String] {
        var texts: [String: String] = [:]
        for language in table.keys {
            texts[language] = try table.text(language, byteCountMax: 4_096)
        }
        return texts
    }
}
