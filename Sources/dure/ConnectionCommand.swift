import ArgumentParser
import DureCore
import DureNode
import DureVault

/// The command `dure data connection`.
struct ConnectionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connection", abstract: ConnectPhrases.connection.text(Speech.language),
        subcommands: [Check.self, Password.self])

    /// The command `dure data connection check`.
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: ConnectPhrases.check.text(Speech.language),
            discussion: "Example: dure data connection check heart --home clinic")

        @Argument(help: "The dataset's name.")
        var name: Name
        @OptionGroup var home: HomeOption
        @OptionGroup var output: JSONOption

        func run() throws {
            let member = try home.member()
            let place = try member.vault.checkConnection(
                of: name, by: member.base.settings.name.text)
            output.show(
                ConnectText.json(place, in: ["dataset": .string(name.text)]),
                orLines: [
                    Speech.say(
                        ConnectPhrases.checked,
                        ["dataset": name.text, "columns": "\(place.columns.count)"])
                ])
        }
    }

    /// The command `dure data connection password`.
    struct Password: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: ConnectPhrases.password.text(Speech.language),
            discussion: "Example: dure data connection password heart --password-file pw "
                + "--home clinic\n"
                + "Keep none: dure data connection password heart --none --home clinic")

        @Argument(help: "The dataset's name.")
        var name: Name
        @Option(
            name: .long,
            help: "A file with the password on one line, for its owner alone; it is sealed.")
        var passwordFile: String?
        @Flag(name: .long, help: "Keep no password.")
        var none = false
        @OptionGroup var home: HomeOption
        @OptionGroup var output: JSONOption

        func validate() throws {
            guard none != (passwordFile != nil) else {
                throw ValidationError("--password-file or --none is wanted.")
            }
        }

        func run() throws {
            let member = try home.member()
            let actor = member.base.settings.name.text
            if let passwordFile {
                try member.vault.replacePassword(
                    of: name, with: PasswordFile.read(passwordFile), by: actor)
            } else {
                try member.vault.replacePassword(of: name, with: nil, by: actor)
            }
            output.show(
                ["dataset": .string(name.text), "password": .bool(!none)],
                orLines: [
                    Speech.say(
                        none ? ConnectPhrases.noPassword : ConnectPhrases.newPassword,
                        ["dataset": name.text])
                ])
        }
    }
}

/// Where rows stay, for people and as JSON.
enum ConnectText {
    static func lines(_ place: InPlaceTable?) -> [String] {
        guard let place else { return [] }
        let what =
            switch place.relation {
            case .table(let schema, let name): "\(schema).\(name)"
            case .query: Speech.say(ConnectPhrases.query)
            }
        return [
            Speech.say(
                ConnectPhrases.place,
                [
                    "server": place.address.text, "database": place.address.database,
                    "table": what, "user": place.address.user,
                    "mode": place.address.isUnixSocket ? "-" : place.address.security.rawValue,
                ])
        ]
    }

    /// The value with where the rows stay; as it is where they are in the vault.
    static func json(_ place: InPlaceTable?, in value: JSONValue) -> JSONValue {
        guard let place, var members = value.members else { return value }
        var there: [String: JSONValue] = [
            "host": .string(place.address.host), "port": .count(place.address.port),
            "database": .string(place.address.database), "user": .string(place.address.user),
            "sslmode": .string(place.address.security.rawValue),
            "timeout": .count(place.statementSeconds),
            "fingerprint": .string(place.fingerprint.hex),
            "types": .object(
                Dictionary(
                    uniqueKeysWithValues: place.columns.map {
                        ($0.name, .string($0.type.rawValue))
                    })),
        ]
        there["ca"] = place.address.authorities.map { .string($0) }
        switch place.relation {
        case .table(let schema, let name): there["table"] = .string("\(schema).\(name)")
        case .query(let text): there["query"] = .string(text)
        }
        members["in_place"] = .object(there)
        return .object(members)
    }

    /// A column's description with its type there.
    static func json(_ column: InPlaceTable.Column, in value: JSONValue) -> JSONValue {
        guard var members = value.members else { return value }
        members["database_type"] = .string(column.type.rawValue)
        return .object(members)
    }
}

/// How many rows were read from a database, for whoever waits.
enum ConnectProgress {
    private static let step = 100_000

    /// Tells the progress on a terminal; nothing for small tables.
    static var watch: (Int) -> Void {
        guard StandardStreams.isTerminal else { return { _ in } }
        var told = 0
        return { count in
            guard count - told >= step else { return }
            told = count
            let line = Speech.say(ConnectPhrases.reading, ["count": "\(count)"])
            StandardStreams.status("\r\(line)\u{1b}[K\r")
        }
    }
}
