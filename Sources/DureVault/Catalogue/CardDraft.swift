package import DureCharter
package import DureCore

/// What people must say of a dataset before it may be held (controls V01, V02).
package struct CardDraft: Sendable, Hashable {
    /// What people say of a column; public facts, never statistics of the data.
    package struct Column: Sendable, Hashable {
        /// The unit, as in `years` or `mmHg`; nil where there is none.
        package var unit: String?
        /// The range that any such value can have; finite; used for scaling.
        package var range: ClosedRange<Double>?
        /// What the import does with personal numbers in it; nil where none are expected.
        package var numbers: NumberAction?

        /// Describes a column.
        package init(
            unit: String? = nil, range: ClosedRange<Double>? = nil, numbers: NumberAction? = nil
        ) {
            self.unit = unit
            self.range = range
            self.numbers = numbers
        }
    }

    /// How rows about children are told, and whose guardians consented (control V07).
    package struct Children: Sendable, Hashable {
        /// The column of ages, in years.
        package var age: String
        /// The column of texts that says `yes`, `y`, `true` or `1` where a guardian's consent is
        /// on record; nil where none is.
        package var consent: String?

        /// Names the columns.
        package init(age: String, consent: String? = nil) {
            self.age = age
            self.consent = consent
        }
    }

    /// The longest text of a card, in UTF-8 bytes.
    package static let textByteCountMax = 4_096
    /// The most purposes of a dataset.
    package static let purposeCountMax = 64

    /// The dataset's short name, by which charter, ledger and studies know it.
    package var name: Name
    /// What it is called.
    package var title: String
    /// Where it comes from.
    package var source: String
    /// What law or consent lets the institution hold it.
    package var legalBasis: String
    /// How the people in it were told.
    package var notice: String
    /// What it may be used for, in the charter's words.
    package var purposes: Set<String>
    /// How carefully it must be handled; what nobody has scanned is sensitive (control V05).
    package var sensitivity: Sensitivity
    /// What kinds of facts are in it.
    package var contains: Set<Content>
    /// What is known of the columns, by name; columns may be left out.
    package var columns: [String: Column]
    /// The column of texts that says which person a row is about; nil where rows are not about
    /// persons.
    package var subject: String?
    /// The last day on which the data may be read, as in `2031-12-31`; nil for no end (control V09).
    package var retainedUntil: String?
    /// The economies to which something made of it may go; empty for no such limit (control V04).
    package var residency: Set<String> = []
    /// How rows about children are told; nil where the card does not say.
    package var children: Children?

    /// Takes a card as it was filled in; ``check()`` says whether it is complete.
    package init(
        name: Name, title: String, source: String, legalBasis: String, notice: String,
        purposes: Set<String>, sensitivity: Sensitivity = .sensitive,
        contains: Set<Content> = [], columns: [String: Column] = [:]
    ) {
        self.name = name
        self.title = title
        self.source = source
        self.legalBasis = legalBasis
        self.notice = notice
        self.purposes = purposes
        self.sensitivity = sensitivity
        self.contains = contains
        self.columns = columns
    }

    /// Checks that nothing needed is left out.
    ///
    /// - Throws: ``VaultError/cardIncomplete(field:)``, ``VaultError/badRange(column:)``,
    ///   ``VaultError/subjectMasked(column:)`` or ``VaultError/cardUnderstates(column:)``.
    package func check() throws(VaultError) {
        let texts: [(CardField, String)] = [
            (.title, title), (.source, source), (.legalBasis, legalBasis), (.notice, notice),
        ]
        for (field, text) in texts {
            let isBlank = text.utf8.allSatisfy { $0 <= 0x20 }
            guard !isBlank, text.utf8.count <= Self.textByteCountMax else {
                throw .cardIncomplete(field: field)
            }
        }
        let isPlain = purposes.allSatisfy { !$0.isEmpty && $0.utf8.count <= 128 }
        guard (1...Self.purposeCountMax).contains(purposes.count), isPlain else {
            throw .cardIncomplete(field: .purposes)
        }
        if let retainedUntil, !Timestamp.isDate(retainedUntil) {
            throw .cardIncomplete(field: .retainedUntil)
        }
        guard residency.allSatisfy(Vocabulary.isEconomyCode) else {
            throw .cardIncomplete(field: .residency)
        }
        if let subject, columns[subject]?.numbers == .mask {
            throw .subjectMasked(column: subject)
        }
        for (name, column) in columns.sorted(by: { $0.key < $1.key }) {
            if column.numbers?.keepsPersons == true, sensitivity < .personal {
                throw .cardUnderstates(column: name)
            }
            guard let range = column.range else { continue }
            guard range.lowerBound.isFinite, range.upperBound.isFinite,
                range.lowerBound < range.upperBound
            else { throw .badRange(column: name) }
        }
    }

    /// Checks that every column of the card is in the table.
    ///
    /// - Throws: ``VaultError/unknownColumn(name:)``, ``VaultError/subjectNotText(column:)``,
    ///   ``VaultError/ageNotNumber(column:)`` or ``VaultError/consentNotText(column:)``.
    package func check(against schema: TableSchema) throws(VaultError) {
        for column in columns.keys.sorted()
        where schema.column(column) == nil && columns[column]?.numbers != .drop {
            throw .unknownColumn(name: column)
        }
        if let subject {
            guard try schema.type(of: subject) == .text else {
                throw .subjectNotText(column: subject)
            }
        }
        guard let children else { return }
        guard try schema.type(of: children.age) == .number else {
            throw .ageNotNumber(column: children.age)
        }
        guard let consent = children.consent else { return }
        guard try schema.type(of: consent) == .text else {
            throw .consentNotText(column: consent)
        }
    }

    /// The same of the first rows of a table.
    func check(against partition: TablePartition) throws(VaultError) {
        try check(
            against: TableSchema(
                columns: partition.columns.map {
                    TableSchema.Column(
                        name: $0.name, type: $0.values.type, missingCount: 0, distinctCount: 0)
                }, rowCount: partition.rowCount))
    }

    /// SHA-256 of the card's canonical JSON.
    package var digest: Digest { Digest(of: json.canonicalBytes) }
}

extension TableSchema {
    fileprivate func type(of name: String) throws(VaultError) -> ColumnType {
        guard let column = column(name) else { throw .unknownColumn(name: name) }
        return column.type
    }
}
