/// A value of a TOML document and the line where it stands.
struct TOMLNode: Sendable {
    let line: Int
    let content: Content

    enum Content: Sendable {
        case string(String)
        case integer(Int64)
        case number(Double)
        case bool(Bool)
        case date(String)
        /// A time, or a day with a time: kept as a type only, no file of ours has one.
        case time
        case array([TOMLNode])
        case table([String: TOMLNode])
    }
}

/// A table while the document is still being read: TOML lets later lines add to it.
final class TOMLTableBuilder {
    /// Who opened the table, which decides who may add to it (TOML 1.0, "Table").
    enum Origin {
        case implicit, header, dotted
    }

    enum Member {
        case value(TOMLNode)
        case table(TOMLTableBuilder)
        case tables([TOMLTableBuilder])
    }

    let line: Int
    var origin: Origin
    var members: [String: Member] = [:]

    init(line: Int, origin: Origin) {
        self.line = line
        self.origin = origin
    }

    /// The finished table.
    func node() -> TOMLNode {
        let content = members.mapValues { member in
            switch member {
            case .value(let node): node
            case .table(let table): table.node()
            case .tables(let tables):
                TOMLNode(
                    line: tables.first?.line ?? line, content: .array(tables.map { $0.node() }))
            }
        }
        return TOMLNode(line: line, content: .table(content))
    }

    /// The table below that a header passes through, made where there is none.
    func passed(by part: String, line: Int) -> TOMLTableBuilder? {
        switch members[part] {
        case nil:
            let table = TOMLTableBuilder(line: line, origin: .implicit)
            members[part] = .table(table)
            return table
        case .table(let table): return table
        case .tables(let tables): return tables.last
        case .value: return nil
        }
    }

    /// The table that `[header]` opens; nil where that was done before.
    func opened(_ part: String, line: Int) -> TOMLTableBuilder? {
        switch members[part] {
        case nil:
            let table = TOMLTableBuilder(line: line, origin: .header)
            members[part] = .table(table)
            return table
        case .table(let table) where table.origin == .implicit:
            table.origin = .header
            return table
        default: return nil
        }
    }

    /// The table that `[[header]]` adds; nil where the key is something else.
    func added(_ part: String, line: Int) -> TOMLTableBuilder? {
        let table = TOMLTableBuilder(line: line, origin: .header)
        switch members[part] {
        case nil: members[part] = .tables([table])
        case .tables(var tables):
            members[part] = nil  // So that the list is held once, and grows in place.
            tables.append(table)
            members[part] = .tables(tables)
        default: return nil
        }
        return table
    }

    /// The table that a dotted key steps into; nil where it may not.
    func dotted(_ part: String, line: Int) -> TOMLTableBuilder? {
        switch members[part] {
        case nil:
            let table = TOMLTableBuilder(line: line, origin: .dotted)
            members[part] = .table(table)
            return table
        case .table(let table) where table.origin == .dotted: return table
        default: return nil
        }
    }
}
