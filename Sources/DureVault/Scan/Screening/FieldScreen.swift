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
    /// in so many; fewer where hardly any other number passes the rule's check.
    private static let chanceShare = 4
    private static let strongChanceShare = 32
    /// Of fewer cells than this the share is that of all cells so far.
    private static let judgedCellCountMin = 256

    private let actions: [String: NumberAction]
    private let key: PseudonymKey?
    private let pseudonymiser: PseudonymKey.Pseudonymiser?
    private let manner: Manner
    private let mayKeepNational: Bool
    private let hitCountMax: Int
    private var scanner: IdentifierScanner
    /// For columns whose numbers are masked: what merely has the form is masked too.
    private var keenScanner: IdentifierScanner
    /// For the columns' names, whatever is looked for in the cells.
    private var nameScanner = IdentifierScanner()
    private var contexts: [ColumnContext] = []
    private var books: [ShapeBook] = []
    private var chances: [Chance] = []
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
            options: ScanOptions(), hitCountMax: 0)
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

    /// Refuses a column whose name is somebody's number: then the file has no header, and the
    /// first row's values would stand on the card for all to read (control V06).
    ///
    /// - Throws: ``VaultError/numberInHeader(position:)``
    mutating func check(columnName: [UInt8], position: Int) throws(VaultError) {
        let isNumber = nameScanner.findings(in: columnName).contains { finding in
            finding.kind.isPersonal && finding.kind != .name
                && (finding.confidence == .certain || finding.isStrong)
        }
        if isNumber { throw .numberInHeader(position: position) }
    }

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
        books = contexts.map { ShapeBook($0) }
        chances = names.map { _ in Chance() }
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
            look(at: column, of: rows, &newHits)
            switch report.columns[column].action {
            case .mask: rewrite(column, of: &rows) { $0.masked($1, $2) }
            case .pseudonymise:
                rewrite(column, of: &rows) { screen, cell, _ in screen.pseudonym(cell) }
            case .drop, .keep, nil: break
            }
        }
        Self.keepFirst(hitCountMax - report.hits.count, of: &newHits)
        report.hits += newHits
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

    /// Whole cells that have a number's form and nothing else that speaks for it.
    private struct Chance {
        var count = 0
        /// Of these, those with a check that hardly any other number passes.
        var strongCount = 0
        var filledCount = 0

        static func + (left: Chance, right: Chance) -> Chance {
            Chance(
                count: left.count + right.count, strongCount: left.strongCount + right.strongCount,
                filledCount: left.filledCount + right.filledCount)
        }

        var isTold: Bool { count > 0 && count * chanceShare >= filledCount }
        var isStrongTold: Bool {
            strongCount > 0 && strongCount * strongChanceShare >= filledCount
        }
    }

    /// Counts what a column has, and adds the places while there is room for them.
    private mutating func look(
        at column: Int, of rows: FieldRows, _ hits: inout [ScanReport.Hit]
    ) {
        let room = hitCountMax - report.hits.count
        let first = hits.count
        var chance = Chance()
        var byChance: [(finding: Finding, row: Int)] = []
        let (bytes, fields) = (rows.bytes.span, rows.fields.span)
        var place = column - rows.columnCount
        for row in 0..<rows.rowNumbers.count {
            place += rows.columnCount
            let field = fields[place]
            guard field.end > field.start else { continue }
            chance.filledCount += 1
            let found = books[column].findings(
                in: bytes, from: field.start, to: field.end, using: &scanner)
            for finding in found {
                if finding.isByChance(in: field.end - field.start) {
                    byChance.append((finding, row))
                } else {
                    report.columns[column].add(finding)
                    guard hits.count - first < room else { continue }
                    hits.append(hit(finding, column, row, of: rows))
                }
            }
        }
        report.columns[column].filledCount += chance.filledCount
        chance.count = byChance.count
        chance.strongCount = byChance.count(where: \.finding.isStrong)
        chances[column] = chances[column] + chance
        let judged = chance.filledCount < Self.judgedCellCountMin ? chances[column] : chance
        for (finding, row) in byChance
        where judged.isTold || judged.isStrongTold && finding.isStrong {
            report.columns[column].add(finding)
            guard hits.count - first < 2 * room else { continue }
            hits.append(hit(finding, column, row, of: rows))
        }
        if hits.count > 4 * room { Self.keepFirst(room, of: &hits) }
    }

    private func hit(
        _ finding: Finding, _ column: Int, _ row: Int, of rows: FieldRows
    ) -> ScanReport.Hit {
        let field = rows.fields[row * rows.columnCount + column]
        let cell = rows.bytes.span.extracting(field.start..<field.end)
        return ScanReport.Hit(
            finding: finding, column: report.columns[column].name, row: rows.rowNumbers[row],
            masked: Masking.text(finding.range, of: cell))
    }

    private static func keepFirst(_ count: Int, of hits: inout [ScanReport.Hit]) {
        hits.sort { ($0.row, $0.finding.range.lowerBound) < ($1.row, $1.finding.range.lowerBound) }
        if hits.count > count { hits.removeLast(hits.count - max(0, count)) }
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

    /// A cell with stars in the places of its numbers, and of what is too long to be anything
    /// else; nil where there are none.
    private mutating func masked(_ cell: Span<UInt8>, _ column: ColumnContext) -> [UInt8]? {
        let found = keenScanner.findings(in: cell, column: column).map(\.range)
        if found.isEmpty, Masking.isNumberLike(cell) { return Masking.masked(cell) }
        let places = (found + Masking.longNumbers(in: cell)).sorted {
            $0.lowerBound < $1.lowerBound
        }
        guard !places.isEmpty else { return nil }
        var masked: [UInt8] = []
        var start = 0
        for place in places where place.upperBound > start {
            for index in start..<max(start, place.lowerBound) { masked.append(cell[index]) }
            let rest = max(start, place.lowerBound)..<place.upperBound
            masked += Masking.masked(cell.extracting(rest))
            start = place.upperBound
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
