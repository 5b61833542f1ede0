internal import DureCore

/// Looks at a table's fields before they are read as values, and does with the personal numbers
/// what was said for each column.
///
/// It keeps counts and a bounded number of places, so a table of any size takes the same memory.
package struct FieldScreen: Sendable {
    /// What happens where a number is found in a column for which nothing was said.
    package enum Manner: Sendable {
        /// It is told.
        case tell
        /// The table is refused (control V05).
        case refuse
    }

    /// The most places that a report holds.
    package static let hitCountMax = 10_000
    /// Numbers of a mere chance count only where so many of a column's cells have them: one part
    /// in so many.
    private static let chanceShare = 4

    private let actions: [String: NumberAction]
    private let key: PseudonymKey?
    private let pseudonymiser: PseudonymKey.Pseudonymiser?
    private let manner: Manner
    private let mayKeepNational: Bool
    private let hitCountMax: Int
    private var scanner: IdentifierScanner
    /// For columns whose numbers are masked: what merely has the form is masked too.
    private var keenScanner: IdentifierScanner
    private var contexts: [ColumnContext] = []
    /// What was found so far.
    package private(set) var report = ScanReport(columns: [])

    /// Only tells what is there.
    package init(_ options: ScanOptions = ScanOptions(), hitCountMax: Int = hitCountMax) {
        self.init(
            actions: [:], key: nil, pseudonymiser: nil, manner: .tell, mayKeepNational: true,
            options: options, hitCountMax: hitCountMax)
    }

    /// Does what a card says, and refuses numbers of which it says nothing.
    ///
    /// - Parameter key: For pseudonyms.
    /// - Throws: ``VaultError/noPseudonymKey(column:)`` where it is missing.
    package init(_ card: CardDraft, key: PseudonymKey?) throws(VaultError) {
        let actions = card.columns.compactMapValues(\.numbers)
        let first = actions.filter { $0.value == .pseudonymise }.keys.min()
        if let first, key == nil { throw .noPseudonymKey(column: first) }
        self.init(
            actions: actions, key: first == nil ? nil : key,
            pseudonymiser: first == nil ? nil : key?.pseudonymiser(for: card.name),
            manner: .refuse, mayKeepNational: card.contains.contains(.nationalID),
            options: ScanOptions(), hitCountMax: Self.hitCountMax)
    }

    private init(
        actions: [String: NumberAction], key: PseudonymKey?,
        pseudonymiser: PseudonymKey.Pseudonymiser?, manner: Manner, mayKeepNational: Bool,
        options: ScanOptions, hitCountMax: Int
    ) {
        (self.actions, self.key, self.manner) = (actions, key, manner)
        (self.pseudonymiser, self.mayKeepNational) = (pseudonymiser, mayKeepNational)
        self.hitCountMax = hitCountMax
        scanner = IdentifierScanner(options)
        var keen = options
        keen.confidence = .possible
        keenScanner = IdentifierScanner(keen)
    }

    /// What the card keeps of it.
    package var scan: NumberScan { NumberScan(report, pseudonymKey: key?.id) }

    /// Takes the columns' names.
    ///
    /// - Throws: ``VaultError/unknownColumn(name:)`` for an action on a column that is not there,
    ///   ``VaultError/emptyTable`` where all columns are dropped.
    mutating func open(columns names: [String]) throws(VaultError) {
        for name in actions.keys.sorted() where !names.contains(name) {
            throw .unknownColumn(name: name)
        }
        guard names.contains(where: { actions[$0] != .drop }) else { throw .emptyTable }
        contexts = names.map { ColumnContext(name: $0) }
        report = ScanReport(
            columns: names.map { ScanReport.Column(name: $0, action: actions[$0]) })
    }

    /// Whether the column stays outside.
    func drops(_ column: String) -> Bool { actions[column] == .drop }

    /// Looks at rows, and rewrites the fields of columns that are masked or pseudonymised.
    ///
    /// - Throws: ``VaultError/numbersFound(_:)``, ``VaultError/cardUnderstates(column:)``.
    mutating func screen(_ rows: inout FieldRows) throws(VaultError) {
        report.rowCount += rows.rowNumbers.count
        var newHits: [ScanReport.Hit] = []
        for column in report.columns.indices {
            newHits += look(at: column, of: rows)
            switch report.columns[column].action {
            case .mask: rewrite(column, of: &rows) { $0.masked($1, $2) }
            case .pseudonymise:
                rewrite(column, of: &rows) { screen, cell, _ in screen.pseudonym(cell) }
            case .drop, .keep, nil: break
            }
        }
        newHits.sort {
            ($0.row, $0.finding.range.lowerBound) < ($1.row, $1.finding.range.lowerBound)
        }
        report.hits += newHits.prefix(max(0, hitCountMax - report.hits.count))
        try check()
    }

    private func check() throws(VaultError) {
        guard manner == .refuse else { return }
        let open = report.columns.filter { $0.isPersonal && $0.action == nil }
        guard open.isEmpty else {
            throw .numbersFound(
                open.map { column in
                    FoundNumbers(
                        column: column.name,
                        types: column.tallies.filter(\.kind.isPersonal).map(\.type))
                })
        }
        for column in report.columns where column.action == .keep && column.isNational {
            guard mayKeepNational else { throw .cardUnderstates(column: column.name) }
        }
    }

    // MARK: Finding

    /// Counts what a column has, and answers the places.
    private mutating func look(at column: Int, of rows: FieldRows) -> [ScanReport.Hit] {
        var tally = report.columns[column]
        var sure: [ScanReport.Hit] = []
        var byChance: [ScanReport.Hit] = []
        let filledBefore = tally.filledCount
        let bytes = rows.bytes.span
        for row in rows.rowNumbers.indices {
            let field = rows.fields[row * rows.columnCount + column]
            guard field.end > field.start else { continue }
            tally.filledCount += 1
            let cell = bytes.extracting(field.start..<field.end)
            guard Self.mayHold(cell) else { continue }
            for finding in scanner.findings(in: cell, column: contexts[column]) {
                let hit = ScanReport.Hit(
                    finding: finding, column: tally.name, row: rows.rowNumbers[row],
                    masked: Masking.text(finding.range, of: cell))
                let isWhole = finding.range.count == cell.count
                let isChance =
                    isWhole && finding.confidence == .likely && finding.context == nil
                    && finding.kind != .name
                if isChance { byChance.append(hit) } else { sure.append(hit) }
            }
        }
        let filled = tally.filledCount - filledBefore
        if byChance.count * Self.chanceShare >= filled { sure += byChance }
        for hit in sure { tally.add(hit.finding) }
        report.columns[column] = tally
        return sure
    }

    /// Whether there is anything to look at: seven digits, letters, or characters beyond ASCII.
    private static func mayHold(_ cell: Span<UInt8>) -> Bool {
        var digitCount = 0
        for index in cell.indices {
            let byte = cell[index]
            if byte >= 0x40 { return true }
            if byte &- 0x30 < 10 { digitCount += 1 }
        }
        return digitCount >= CandidateMatcher.characterCountMin
    }

    // MARK: Rewriting

    private mutating func rewrite(
        _ column: Int, of rows: inout FieldRows,
        _ change: (inout FieldScreen, Span<UInt8>, ColumnContext) -> [UInt8]?
    ) {
        var added: [UInt8] = []
        var fields: [(place: Int, field: Field)] = []
        for row in rows.rowNumbers.indices {
            let place = row * rows.columnCount + column
            let field = rows.fields[place]
            guard field.end > field.start, !rows.isMissing(field) else { continue }
            let cell = rows.bytes.span.extracting(field.start..<field.end)
            guard let new = change(&self, cell, contexts[column]) else { continue }
            // In quotes, so that nothing of it is read as a missing value.
            let start = rows.bytes.count + added.count
            fields.append((place, Field(start: start, byteCount: new.count, isQuoted: true)))
            added += new
        }
        for (place, field) in fields { rows.fields[place] = field }
        rows.bytes += added
    }

    /// A cell with stars in the places of its numbers; nil where there are none.
    private mutating func masked(_ cell: Span<UInt8>, _ column: ColumnContext) -> [UInt8]? {
        let findings = keenScanner.findings(in: cell, column: column)
        guard !findings.isEmpty else {
            return Masking.isNumberLike(cell) ? Masking.masked(cell) : nil
        }
        var masked: [UInt8] = []
        var start = 0
        for finding in findings {
            for index in start..<finding.range.lowerBound { masked.append(cell[index]) }
            masked += Masking.masked(cell.extracting(finding.range))
            start = finding.range.upperBound
        }
        for index in start..<cell.count { masked.append(cell[index]) }
        return masked
    }

    private func pseudonym(_ cell: Span<UInt8>) -> [UInt8]? {
        pseudonymiser?.pseudonym(of: cell)
    }
}

/// A column in which personal numbers are, and which.
package struct FoundNumbers: Sendable, Hashable {
    /// The column's name.
    package let column: String
    /// The rules, sorted.
    package let types: [String]
}
