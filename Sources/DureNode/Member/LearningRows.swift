internal import DureCore
internal import DureFederation
internal import DureLearning
internal import DureVault

/// One side of a study's split, read from the vault partition by partition.
struct LearningRows: TableParts {
    let study: StudyManifest
    let side: StudySplit.Side
    let records: RecordParts

    var columns: StudyColumns { study.columns }
    var partCount: Int { records.count }

    func table(_ part: Int) throws -> StudyTable {
        try study.table(side, of: records.records(part))
    }
}

extension StudyManifest {
    /// The rows of one side of the split, as the study reads them.
    ///
    /// - Throws: `VaultError.unknownColumn(name:)` for the split's column, `LearningError`.
    func table(_ side: StudySplit.Side, of records: RecordBatch) throws -> StudyTable {
        guard let rows = rows(side, of: records) else {
            throw VaultError.unknownColumn(name: split.column ?? "")
        }
        return try StudyTable(columns, batch: rows)
    }
}

extension NodeDoor {
    /// The rows of one side of a study's split under a grant: in memory where they and what
    /// learning makes of them fit, and otherwise where they lie.
    ///
    /// - Throws: `VaultError`, `StorageError`, `LearningError`; among them what
    ///   ``memoryObstacle(to:)`` says of a table in a database.
    func learningRows(
        of study: StudyManifest, _ side: StudySplit.Side, under grant: Grant
    ) throws -> StudyRows {
        let limit = home.learningByteCountMax
        let columns = study.columnNames
        if try mayNotFit(study) {
            if let records = try vault.parts(under: grant, columns: columns) {
                return try StudyRows(
                    reading: LearningRows(study: study, side: side, records: records),
                    within: limit)
            }
            if let tooLarge = try memoryObstacle(to: study) { throw tooLarge }
        }
        return .held(try study.table(side, of: vault.batches(under: grant, columns: columns)))
    }

    /// Whether a study's rows, with what learning makes of them, may be more than memory may hold.
    ///
    /// - Throws: `VaultError` for the dataset, `StorageError`.
    func mayNotFit(_ study: StudyManifest) throws -> Bool {
        let byteCounts = try vault.byteCounts(of: study.dataset, columns: study.columnNames)
        let scaled = try study.columns.scaledByteCount(
            rowCount: vault.card(of: study.dataset).rowCount)
        return byteCounts.upperBound + max(byteCounts.upperBound, scaled)
            > home.learningByteCountMax
    }

    /// Why a study's dataset can certainly not be held in memory with what learning makes of it;
    /// nil where it may.
    ///
    /// - Throws: `VaultError` for the dataset, `StorageError`.
    func memoryObstacle(to study: StudyManifest) throws -> LearningError? {
        let limit = home.learningByteCountMax
        let byteCounts = try vault.byteCounts(of: study.dataset, columns: study.columnNames)
        guard 2 * byteCounts.lowerBound > limit else { return nil }
        return .doesNotFit(neededByteCount: 2 * byteCounts.lowerBound, limitByteCount: limit)
    }
}

extension NodeHome {
    /// How many bytes of memory learning may take: what `node.toml` says, or half of what there is.
    var learningByteCountMax: Int {
        if let megabytes = settings.learningMegabytesMax { return megabytes * 1_000_000 }
        let groups = FileStorage(root: "/sys/fs/cgroup")
        // Where there is no such file, or none that can be read, the machine is the limit.
        let limit = try? groups.read("memory.max", byteCountMax: 1 << 16)
        return MachineMemory.byteCount(
            groupLimit: limit.map { String(decoding: $0, as: UTF8.self) })
            / 2
    }
}
