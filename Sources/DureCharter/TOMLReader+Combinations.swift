package import DureCore

/// A table with one of several values at some of its keys.
package struct TOMLCombination: Sendable {
    /// The table, with these values in their places; errors name the lines where they stand.
    package let table: TOMLReader
    /// The values by dotted key, below the table.
    package let values: [String: JSONValue]
}

extension TOMLReader {
    /// Every way to put one element of each list into this table, at the list's own key.
    ///
    /// Lists may stand in tables below `lists`; their elements then go to the same place here. The
    /// lists keep their order in the file, and the last one changes fastest. Without lists there
    /// is one combination: this table.
    ///
    /// - Parameters:
    ///   - lists: A table of lists.
    ///   - others: Keys of it that are no lists of values, and are passed over.
    ///   - countMax: The most combinations.
    /// - Throws: ``TOMLError`` at a key of `lists`: `wrongType` for what is neither list nor table,
    ///   `outOfRange` for an empty list, `notTogether` for a key that has a value here,
    ///   `tooLarge` for the list with which there are too many combinations.
    package func combinations(
        with lists: TOMLReader, except others: Set<String>, countMax: Int
    ) throws(TOMLError) -> [TOMLCombination] {
        var combinations = [(members: members, values: [String: JSONValue]())]
        for list in try lists.lists(below: [], except: others) {
            let (count, isOver) = combinations.count.multipliedReportingOverflow(
                by: list.elements.count)
            guard !isOver, count <= countMax else {
                throw list.error(in: lists, .tooLarge(limit: countMax))
            }
            guard !TOMLNode.has(list.path[...], in: members) else {
                throw list.error(in: lists, .notTogether(with: list.key(below: path)))
            }
            combinations = combinations.flatMap { combination in
                list.elements.map { element in
                    var (members, values) = combination
                    TOMLNode.set(list.path[...], to: element.node, in: &members)
                    values[list.key(below: "")] = element.value
                    return (members, values)
                }
            }
        }
        return combinations.map { combination in
            let node = TOMLNode(line: line, content: .table(combination.members))
            return TOMLCombination(
                table: TOMLReader(node, path: path), values: combination.values)
        }
    }

    /// The lists of this table and the tables below, in the order of their lines.
    private func lists(
        below path: [String], except others: Set<String>
    ) throws(TOMLError) -> [ValueList] {
        var lists: [ValueList] = []
        for (key, node) in members where !others.contains(key) {
            switch node.content {
            case .array(let nodes):
                guard !nodes.isEmpty else {
                    throw error(key, .outOfRange(min: 1, max: Double(Self.elementCountMax)))
                }
                var elements: [(TOMLNode, JSONValue)] = []
                for node in nodes {
                    guard let value = node.json else {
                        throw error(key, .wrongType(expected: .number))
                    }
                    elements.append((node, value))
                }
                lists.append(ValueList(path: path + [key], line: node.line, elements: elements))
            case .table:
                lists += try table(key).lists(below: path + [key], except: [])
            default: throw error(key, .wrongType(expected: .array))
            }
        }
        return lists.sorted {
            $0.line == $1.line ? $0.path.lexicographicallyPrecedes($1.path) : $0.line < $1.line
        }
    }
}

/// The values that one key may take.
private struct ValueList {
    let path: [String]
    let line: Int
    let elements: [(node: TOMLNode, value: JSONValue)]

    func key(below start: String) -> String { path.reduce(start, TOMLPath.joined) }

    func error(in lists: TOMLReader, _ problem: TOMLError.Problem) -> TOMLError {
        TOMLError(line: line, key: key(below: lists.path), problem: problem)
    }
}

extension TOMLNode {
    /// Whether something stands at that path, or on the way to it something that is no table.
    fileprivate static func has(_ path: ArraySlice<String>, in members: [String: TOMLNode]) -> Bool
    {
        guard let first = path.first, let node = members[first] else { return false }
        guard path.count > 1, case .table(let below) = node.content else { return true }
        return has(path.dropFirst(), in: below)
    }

    fileprivate static func set(
        _ path: ArraySlice<String>, to node: TOMLNode, in members: inout [String: TOMLNode]
    ) {
        guard let first = path.first else { return }
        guard path.count > 1 else {
            members[first] = node
            return
        }
        var below: [String: TOMLNode] = [:]
        if case .table(let found)? = members[first]?.content { below = found }
        set(path.dropFirst(), to: node, in: &below)
        members[first] = TOMLNode(
            line: members[first]?.line ?? node.line, content: .table(below))
    }

    /// The value as JSON; nil for what JSON has no word for: a time, or no finite number.
    fileprivate var json: JSONValue? {
        switch content {
        case .string(let text), .date(let text): return .string(text)
        case .integer(let number):
            // Beyond 2^53 a number of JSON is a double.
            return number.magnitude <= 1 << 53 ? .integer(number) : .number(Double(number))
        case .number(let number): return number.isFinite ? .number(number + 0) : nil
        case .bool(let value): return .bool(value)
        case .time: return nil
        case .array(let nodes):
            let values = nodes.compactMap(\.json)
            return values.count == nodes.count ? .array(values) : nil
        case .table(let members):
            let values = members.compactMapValues(\.json)
            return values.count == members.count ? .object(values) : nil
        }
    }
}
