internal import DureCore
package import DureVault

/// Looking for personal numbers in a file, without a vault.
package enum FileScan {
    /// How a file is read.
    package enum Form: String, Sendable, CaseIterable {
        /// As running text; places are lines.
        case text
        /// As separated values with a header; places are columns and rows.
        case table
    }

    private static let tableEndings = [".csv", ".tsv", ".csv.txt"]

    /// A table where the name says so, packed or not, or the file is a database; else a text.
    package static func form(of path: String) -> Form {
        let name = path.lowercased()
        let plain = name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
        if tableEndings.contains(where: { plain.hasSuffix($0) }) { return .table }
        // What cannot be opened is told when it is read.
        let isDatabase = (try? DatabaseTable.isDatabase(path)) ?? false
        return isDatabase ? .table : .text
    }

    /// Reads a file to its end in constant memory, and answers what is in it.
    ///
    /// - Parameters:
    ///   - path: The file; `/dev/stdin` reads standard input.
    ///   - table: The table of a SQLite database; nil where it has only one, or the file is none.
    ///   - hitCountMax: So many places are told; all are counted.
    /// - Throws: ``NodeError/unreadable(path:)``, `VaultError` for the table and the encoding,
    ///   `StorageError`.
    package static func report(
        of path: String, table: String? = nil, as form: Form,
        _ options: ScanOptions = ScanOptions(),
        hitCountMax: Int = FieldScreen.hitCountMax, watch: ImportWatch = ImportWatch()
    ) throws -> ScanReport {
        try MemberHome.naming(path) {
            switch form {
            case .text:
                guard table == nil else { throw VaultError.notADatabase }
                return try scanText(path, options, hitCountMax, watch)
            case .table: return try scanTable(path, table, options, hitCountMax, watch)
            }
        }
    }

    private static func scanText(
        _ path: String, _ options: ScanOptions, _ hitCountMax: Int, _ watch: ImportWatch
    ) throws -> ScanReport {
        var file = try EncodedFile(path: path, watch: watch)
        var scanner = StreamScanner(options, hitCountMax: hitCountMax)
        while let text = try file.next() { _ = scanner.feed(text) }
        _ = scanner.finish()
        return scanner.report
    }

    private static func scanTable(
        _ path: String, _ table: String?, _ options: ScanOptions, _ hitCountMax: Int,
        _ watch: ImportWatch
    ) throws -> ScanReport {
        let screen = FieldScreen(options, hitCountMax: hitCountMax)
        return try CSVSource.reading(
            path, table: table, types: [:], screen: screen, watch: watch
        ) { source in
            while try source.next() != nil {}
            return source.report ?? screen.report
        }
    }
}
