/// What the command was asked for.
struct SpeedOptions {
    /// The figures as JSON instead of a table.
    var isJSON = false
    /// The rows to measure; nil for all.
    var rows: Set<String>?
    /// Files of peers' figures, one JSON object a line.
    var peers: [String] = []
    /// The product's program, built for release; nil to leave its rows out.
    var dure: String?
    /// The one file that is installed; nil to leave its rows out.
    var file: String?

    init(_ arguments: [String]) throws {
        var rest = arguments[...]
        while let option = rest.popFirst() {
            switch option {
            case "--json": isJSON = true
            case "--rows": rows = Set(try Self.value(&rest).split(separator: ",").map(String.init))
            case "--peers": peers.append(try Self.value(&rest))
            case "--file": file = try Self.value(&rest)
            case "--dure": dure = try Self.value(&rest)
            default: throw SpeedError.badArguments
            }
        }
    }

    func wants(_ key: String) -> Bool { rows?.contains(key) ?? true }

    private static func value(_ rest: inout ArraySlice<String>) throws -> String {
        guard let value = rest.popFirst() else { throw SpeedError.badArguments }
        return value
    }
}
