package import DureCore

/// A table whose rows stay in a PostgreSQL database and are read from there under a grant.
package struct InPlaceTable: Sendable, Hashable {
    /// What is read.
    package enum Relation: Sendable, Hashable {
        /// A table or view.
        case table(schema: String, name: String)
        /// One `SELECT`; it names its tables with their schemas.
        case query(String)
    }

    /// A column as it was when the table was registered.
    package struct Column: Sendable, Hashable {
        /// Its name there and here.
        package let name: String
        /// Its type there.
        package let type: PostgresType
        /// What kind of values it has here.
        package let kind: ColumnType
    }

    /// How long the server may work on one statement unless somebody says otherwise, in seconds.
    package static let statementSecondsDefault = 600
    /// The longest query, in bytes.
    package static let queryByteCountMax = 1 << 16

    /// The database.
    package let address: PostgresAddress
    /// The table or query.
    package let relation: Relation
    /// The registered columns, in order; nothing else is ever asked for.
    package let columns: [Column]
    /// How long the server may work on one statement, in seconds.
    package let statementSeconds: Int
    /// Where the key of pseudonyms lies, outside of the home; nil where none are made.
    package let pseudonymKeyFile: String?

    /// A table as somebody wants it registered.
    ///
    /// - Parameter columns: As ``columns(named:in:kinds:)`` answered them.
    package init(
        address: PostgresAddress, relation: Relation, columns: [Column],
        statementSeconds: Int = statementSecondsDefault, pseudonymKeyFile: String? = nil
    ) {
        (self.address, self.relation, self.columns) = (address, relation, columns)
        (self.statementSeconds, self.pseudonymKeyFile) = (statementSeconds, pseudonymKeyFile)
    }

    /// The same table with those columns alone.
    func keeping(_ names: [String]) -> InPlaceTable {
        InPlaceTable(
            address: address, relation: relation,
            columns: columns.filter { names.contains($0.name) },
            statementSeconds: statementSeconds, pseudonymKeyFile: pseudonymKeyFile)
    }

    /// SHA-256 over the columns' names and types there.
    package var fingerprint: Digest {
        var fields = CanonicalBytes(label: "dure/in-place-columns")
        fields.append(UInt32(columns.count))
        for column in columns {
            fields.append(column.name)
            fields.append(column.type.rawValue)
        }
        return fields.digest
    }

    /// The columns of those names, in the registered order.
    func columns(named names: [String]) throws(VaultError) -> [Column] {
        for name in names where !columns.contains(where: { $0.name == name }) {
            throw .unknownColumn(name: name)
        }
        return columns.filter { names.contains($0.name) }
    }

    /// Checks that the columns are there as they were.
    ///
    /// - Throws: ``VaultError/columnGone(column:there:)``,
    ///   ``VaultError/columnRetyped(column:was:now:)``, ``VaultError/duplicateColumn(position:name:)``.
    func check(_ wanted: [Column], against found: [PostgresColumn]) throws(VaultError) {
        for column in wanted {
            let same = try Self.find(column.name, in: found)
            guard same.type == column.type.number else {
                throw .columnRetyped(
                    column: column.name, was: column.type.rawValue,
                    now: PostgresType.name(of: same.type))
            }
        }
    }

    /// The columns of those names as they are there now.
    ///
    /// - Parameter kinds: Columns whose kind the card says.
    /// - Throws: ``VaultError/columnGone(column:there:)``,
    ///   ``VaultError/typeNotRead(column:type:)``, ``VaultError/duplicateColumn(position:name:)``.
    package static func columns(
        named names: [String], in found: [PostgresColumn], kinds: [String: ColumnType]
    ) throws(VaultError) -> [Column] {
        for name in kinds.keys.sorted() where !names.contains(name) {
            throw .unknownColumn(name: name)
        }
        var columns: [Column] = []
        for name in names {
            let same = try find(name, in: found)
            guard let type = PostgresType(number: same.type) else {
                throw .typeNotRead(column: name, type: PostgresType.name(of: same.type))
            }
            columns.append(Column(name: name, type: type, kind: kinds[name] ?? type.columnType))
        }
        return columns
    }

    private static func find(
        _ name: String, in found: [PostgresColumn]
    ) throws(VaultError) -> PostgresColumn {
        let places = found.indices.filter { found[$0].name == name }
        guard let place = places.first else {
            throw .columnGone(column: name, there: found.map(\.name))
        }
        guard places.count == 1 else {
            throw .duplicateColumn(position: places[1] + 1, name: name)
        }
        return found[place]
    }
}

extension InPlaceTable.Relation {
    /// A statement that answers all its columns; only asked for what they are, never run.
    ///
    /// A query stands alone in it: what the server takes as one whole statement has no loose
    /// parenthesis with which it could break out of ``copyStatement(of:)``.
    package var describingStatement: String {
        switch self {
        case .table(let schema, let name):
            "SELECT * FROM \(Self.quoted(schema)).\(Self.quoted(name))"
        case .query(let text): text
        }
    }

    /// A statement that answers the rows of those columns and nothing else.
    func copyStatement(of columns: [String]) -> String {
        let list = columns.map(Self.quoted).joined(separator: ", ")
        let source =
            switch self {
            case .table(let schema, let name): "\(Self.quoted(schema)).\(Self.quoted(name))"
            // On its own lines, so that a comment at its end ends there.
            case .query(let text): "(\n\(text)\n) AS \"dure\""
            }
        return "COPY (SELECT \(list) FROM \(source)) TO STDOUT (FORMAT binary)"
    }

    private static func quoted(_ name: String) -> String {
        "\"\(name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\""
    }
}
