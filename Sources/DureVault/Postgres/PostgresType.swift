/// The types of PostgreSQL that are read, by the server's names for them.
package enum PostgresType: String, Sendable, CaseIterable {
    case bool, int2, int4, int8, float4, float8, numeric
    case text, varchar, bpchar, date, timestamp, timestamptz, uuid

    /// The type of that number (PostgreSQL, `pg_type.dat`); nil for one that is not read.
    init?(number: UInt32) {
        guard let type = Self.numbers[number] else { return nil }
        self = type
    }

    /// The server's number for it.
    var number: UInt32 { Self.numbers.first { $0.value == self }?.key ?? 0 }

    private static let numbers: [UInt32: PostgresType] = [
        16: .bool, 20: .int8, 21: .int2, 23: .int4, 25: .text, 700: .float4, 701: .float8,
        1042: .bpchar, 1043: .varchar, 1082: .date, 1114: .timestamp, 1184: .timestamptz,
        1700: .numeric, 2950: .uuid,
    ]

    /// Some that are not read, for people who are to know what stands in their way.
    private static let otherNames: [UInt32: String] = [
        17: "bytea", 18: "\"char\"", 19: "name", 26: "oid", 114: "json", 142: "xml",
        600: "point", 650: "cidr", 790: "money", 829: "macaddr", 869: "inet", 1000: "bool[]",
        1005: "int2[]", 1007: "int4[]", 1009: "text[]", 1015: "varchar[]", 1016: "int8[]",
        1022: "float8[]", 1083: "time", 1186: "interval", 1231: "numeric[]", 1266: "timetz",
        1560: "bit", 1562: "varbit", 3614: "tsvector", 3802: "jsonb", 3904: "int4range",
    ]

    /// What a type is called, also one that is not read.
    static func name(of number: UInt32) -> String {
        numbers[number]?.rawValue ?? otherNames[number] ?? "no. \(number)"
    }

    /// What kind of values a column of it has, unless the card says another.
    var columnType: ColumnType {
        switch self {
        case .bool, .int2, .int4, .int8, .float4, .float8, .numeric: .number
        case .text, .varchar, .bpchar, .date, .timestamp, .timestamptz, .uuid: .text
        }
    }

    /// Whether its values are texts as they stand there, in which `NA` is a word like any other.
    var isText: Bool { columnType == .text }
}
