internal import DureCore

extension InPlaceTable {
    var json: JSONValue {
        var members: [String: JSONValue] = [
            "host": .string(address.host), "port": .integer(Int64(address.port)),
            "database": .string(address.database), "user": .string(address.user),
            "security": .string(address.security.rawValue),
            "seconds": .integer(Int64(statementSeconds)),
            "fingerprint": .string(fingerprint.hex),
            "columns": .array(
                columns.map {
                    [
                        "name": .string($0.name), "type": .string($0.type.rawValue),
                        "kind": .string($0.kind.rawValue),
                    ]
                }),
        ]
        members["authorities"] = address.authorities.map { .string($0) }
        members["pseudonym_key_file"] = pseudonymKeyFile.map { .string($0) }
        switch relation {
        case .table(let schema, let name):
            members["schema"] = .string(schema)
            members["table"] = .string(name)
        case .query(let text): members["query"] = .string(text)
        }
        return .object(members)
    }

    init(_ json: JSONValue) throws(VaultError) {
        guard let security = PostgresAddress.Security(rawValue: try json.text("security")),
            let list = json["columns"]?.elements
        else { throw .catalogueDamaged(field: "place") }
        address = PostgresAddress(
            host: try json.text("host"), port: try json.count("port"),
            database: try json.text("database"), user: try json.text("user"), security: security,
            authorities: json["authorities"]?.text)
        if let query = json["query"]?.text {
            relation = .query(query)
        } else {
            relation = .table(schema: try json.text("schema"), name: try json.text("table"))
        }
        var columns: [Column] = []
        for column in list {
            guard let type = PostgresType(rawValue: try column.text("type")),
                let kind = ColumnType(rawValue: try column.text("kind"))
            else { throw .catalogueDamaged(field: "place") }
            columns.append(Column(name: try column.text("name"), type: type, kind: kind))
        }
        self.columns = columns
        statementSeconds = try json.count("seconds")
        pseudonymKeyFile = json["pseudonym_key_file"]?.text
        guard try json.digest("fingerprint") == fingerprint else {
            throw .catalogueDamaged(field: "fingerprint")
        }
    }
}
