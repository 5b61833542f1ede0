import ArgumentParser
import DureCore
import DureNode
import DureVault
import FoundationEssentials

extension DataCommand {
    /// The command `dure data connect`.
    struct Connect: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: ConnectPhrases.connect.text(Speech.language),
            discussion: ConnectPhrases.connectDiscussion.text(Speech.language))

        @Argument(help: "The dataset's name: 1 to 40 of a-z, 0-9 and -.")
        var name: Name
        @OptionGroup var home: HomeOption
        @OptionGroup var output: JSONOption
        @OptionGroup var server: ServerOptions
        @OptionGroup var source: SourceOptions
        @Option(name: .long, help: "The card (TOML).")
        var card: String?
        @Option(
            name: .long,
            help: "What it may be used for, in place of the card's purposes; may be repeated.")
        var purpose: [String] = []
        @OptionGroup var numbers: NumberOptions
        @Flag(name: .long, help: "Show the columns and what is in them, and register nothing.")
        var dryRun = false

        func validate() throws {
            guard dryRun || card != nil else {
                throw ValidationError("Connecting wants --card; --dry-run only looks.")
            }
        }

        func run() async throws {
            let command = self
            try await Signals.untilStopped(.task) { try command.connect() }
        }

        private func connect() throws {
            let relation = try source.relation()
            if dryRun { return try look(relation) }
            let member = try home.member()
            try member.checkIsNew(name)
            let draft = try importCard(member)
            let search = try numbers.search()
            let connected = try member.connect(
                request(relation), password: server.password(), as: draft, search: search,
                watch: ConnectProgress.watch)
            let budget = try member.budgetBook(of: name)
            let place = try member.vault.place(of: name)
            output.show(
                ConnectText.json(place, in: connected.answer(budget: budget)),
                orLines: [
                    Speech.say(
                        ConnectPhrases.connected,
                        [
                            "name": name.text, "rows": "\(connected.rowCount)",
                            "columns": "\(connected.schema.columns.count)",
                        ]),
                    Speech.say(DataPhrases.contentHash, ["hash": connected.contentHash.hex]),
                ] + ConnectText.lines(place) + CardText.numbers(connected))
        }

        private func importCard(_ member: MemberHome) throws -> ImportCard {
            let path = card ?? ""
            return try member.importCard(
                parsing: UserFile.read(path, byteCountMax: ImportCard.byteCountMax), name: name,
                path: path, purposes: purpose
            ).doing(numbers.actions)
        }

        private func request(_ relation: InPlaceTable.Relation) throws -> ConnectRequest {
            let address = try server.address()
            if address.isOpenToOthers {
                StandardStreams.error(
                    Speech.say(
                        ConnectPhrases.weak,
                        ["server": address.text, "mode": address.security.rawValue]))
            }
            return ConnectRequest(
                address: address, relation: relation, columns: source.columnNames,
                statementSeconds: source.timeout,
                pseudonymKeyFile: numbers.pseudonymKey.map(UserPath.absolute))
        }

        private func look(_ relation: InPlaceTable.Relation) throws {
            let types = try card == nil ? [:] : importCard(home.member()).types
            let (preview, columns) = try MemberHome.preview(
                of: request(relation), password: server.password(), types: types,
                watch: ConnectProgress.watch)
            let schema = preview.schema
            let found =
                preview.numbers.count == 0
                ? [] : [""] + ScanText.tallies(preview.numbers, isTable: true) + [""]
            output.show(
                [
                    "rows": .count(schema.rowCount),
                    "columns": .array(
                        zip(schema.columns, columns).map { column, there in
                            ConnectText.json(there, in: column.answer(nil))
                        }),
                    "numbers": ScanText.found(preview.numbers),
                ],
                orLines: CardText.table(schema, [:]) + found + [
                    Speech.say(
                        ConnectPhrases.dryRun,
                        ["rows": "\(schema.rowCount)", "columns": "\(schema.columns.count)"])
                ])
        }
    }
}

/// Where a database is, and as whom it is read.
struct ServerOptions: ParsableArguments {
    @Option(name: .long, help: "The server's name or address, or the folder of its Unix socket.")
    var host: String
    @Option(name: .long, help: "The server's port (default: 5432).")
    var port: Int = PostgresAddress.defaultPort
    @Option(name: .long, help: "The database.")
    var database: String
    @Option(name: .long, help: "The server's user.")
    var user: String
    @Option(
        name: .long,
        help: "A file with the password on one line, for its owner alone; it is sealed.")
    var passwordFile: String?
    @Option(
        name: .long,
        help: "disable, require, verify-ca or verify-full (default; on this machine: disable).")
    var sslmode: String?
    @Option(
        name: .long, help: "The certificate authority of the server (PEM; default: the system's).")
    var ca: String?

    func validate() throws {
        guard sslmode.map({ PostgresAddress.Security(rawValue: $0) != nil }) ?? true else {
            throw ValidationError("--sslmode is disable, require, verify-ca or verify-full.")
        }
        guard try address().isUsable else {
            throw ValidationError(
                "--host is one host, --port from 1 to 65535, and no option is empty.")
        }
    }

    /// The database; what leaves this machine is protected unless somebody says otherwise.
    func address() throws -> PostgresAddress {
        let authorities = ca.map(UserPath.absolute)
        let named = sslmode.flatMap { PostgresAddress.Security(rawValue: $0) }
        let bare = address(.disable, authorities)
        let security = named ?? (bare.isLocal && ca == nil ? .disable : .verifyFull)
        return address(security, authorities)
    }

    private func address(
        _ security: PostgresAddress.Security, _ authorities: String?
    ) -> PostgresAddress {
        PostgresAddress(
            host: host, port: port, database: database, user: user, security: security,
            authorities: authorities)
    }

    /// What the file holds; nil where none was named.
    func password() throws -> SecretBytes? {
        guard let passwordFile else { return nil }
        return try PasswordFile.read(passwordFile)
    }
}

/// What is read of a database.
struct SourceOptions: ParsableArguments {
    @Option(name: .long, help: "The table or view, as in public.visits.")
    var table: String?
    @Option(
        name: .long, help: "One SELECT in place of a table; it names tables with their schemas.")
    var query: String?
    @Option(name: .long, help: "A file with the SELECT.")
    var queryFile: String?
    @Option(name: .long, help: "The columns that may ever be read, as in id,age,sex.")
    var columns: String
    @Option(name: .long, help: "How long the server may work on one statement, in seconds.")
    var timeout: Int = InPlaceTable.statementSecondsDefault

    var columnNames: [String] {
        columns.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }

    func validate() throws {
        guard [table, query, queryFile].count(where: { $0 != nil }) == 1 else {
            throw ValidationError("One of --table, --query and --query-file is wanted.")
        }
        let names = columnNames
        guard !names.contains(""), Set(names).count == names.count else {
            throw ValidationError("--columns wants names with commas between, each once.")
        }
        guard 1...86_400 ~= timeout else {
            throw ValidationError("--timeout is from 1 to 86400 seconds.")
        }
        guard query.map({ !$0.utf8.isEmpty && !$0.utf8.contains(0) }) ?? true else {
            throw ValidationError("--query is one SELECT.")
        }
        guard table.map({ Self.parts(of: $0) != nil }) ?? true else {
            throw ValidationError("--table is a table with its schema, as in public.visits.")
        }
    }

    func relation() throws -> InPlaceTable.Relation {
        if let table, let parts = Self.parts(of: table) {
            return .table(schema: parts.schema, name: parts.name)
        }
        if let query { return .query(query) }
        let bytes = try UserFile.read(
            queryFile ?? "", byteCountMax: InPlaceTable.queryByteCountMax)
        guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
            throw NodeError.unreadable(path: queryFile ?? "")
        }
        return .query(text)
    }

    /// Without a schema it is PostgreSQL's own default.
    private static func parts(of table: String) -> (schema: String, name: String)? {
        let parts = table.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard !parts.contains(""), 1...2 ~= parts.count else { return nil }
        return parts.count == 1 ? ("public", parts[0]) : (parts[0], parts[1])
    }
}

/// Paths that are kept and used again from another folder.
enum UserPath {
    /// The same file from wherever.
    static func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : "\(FileManager.default.currentDirectoryPath)/\(path)"
    }
}
