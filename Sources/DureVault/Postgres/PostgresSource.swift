internal import DureCore

/// A table that is read from where it lies, partition by partition, as an import reads a file.
package struct PostgresSource: TableSource {
    private static let rowCountMax = 1_000_000_000

    private let session: any InPlaceSession
    private let watch: (Int) -> Void
    private var reader: CopyReader
    private var columns: [ColumnBuilder]
    private var screen: FieldScreen?
    private var waiting: [TablePartition] = []
    private var isEnded = false

    /// Begins to read.
    ///
    /// - Parameters:
    ///   - columns: What is asked for, and nothing else.
    ///   - screen: What looks at the values before they are read; nil for nobody.
    ///   - watch: Told how many rows were read so far, now and then.
    /// - Throws: `PostgresError`, ``VaultError`` for the columns.
    package init(
        _ session: any InPlaceSession, relation: InPlaceTable.Relation,
        columns: [InPlaceTable.Column], screen: FieldScreen?,
        watch: @escaping (Int) -> Void = { _ in }
    ) throws {
        self.session = session
        self.watch = watch
        reader = CopyReader(columns: columns)
        self.columns = columns.map { ColumnBuilder(name: $0.name, declared: $0.kind) }
        self.screen = screen
        var header = HeaderBuilder(limits: CSVLimits())
        for (index, column) in columns.enumerated() {
            let name = Array(column.name.utf8)
            try self.screen?.check(columnName: name, position: index + 1)
            try header.add(name)
        }
        try self.screen?.open(columns: columns.map(\.name))
        try session.copy(relation.copyStatement(of: columns.map(\.name)))
    }

    package var schema: TableSchema {
        TableSchema(columns: kept.map { columns[$0].schema }, rowCount: reader.rowCount)
    }
    package var scan: NumberScan? { screen?.scan }
    /// What was found so far; nil where nobody looks.
    package var report: ScanReport? { screen?.report }

    package mutating func next() throws -> TablePartition? {
        while waiting.isEmpty, !isEnded {
            if let chunk = try session.nextCopied() {
                let rows = try reader.feed(chunk)
                guard reader.rowCount <= Self.rowCountMax else {
                    throw VaultError.tooManyRows(limit: Self.rowCountMax)
                }
                watch(reader.rowCount)
                waiting = try rows.map { try partition(of: $0) }.reversed()
            } else {
                isEnded = true
                let last = try reader.finish()
                // A table without rows has one empty partition.
                if !last.rowNumbers.isEmpty || reader.rowCount == 0 {
                    waiting = [try partition(of: last)]
                }
            }
        }
        return waiting.popLast()
    }

    private mutating func partition(of read: FieldRows) throws(VaultError) -> TablePartition {
        var rows = read
        try screen?.screen(&rows)
        var packed: [TablePartition.Column] = []
        for index in kept {
            packed.append(
                TablePartition.Column(
                    name: columns[index].name, values: try columns[index].read(rows, index)))
        }
        return TablePartition(rowCount: rows.rowNumbers.count, columns: packed)
    }

    /// The columns that are not left outside.
    private var kept: [Int] {
        columns.indices.filter { screen?.drops(columns[$0].name) != true }
    }
}
