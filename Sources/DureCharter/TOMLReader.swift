/// Typed access to one table of a TOML document; every error names the line and the key.
package struct TOMLReader: Sendable {
    /// How many elements a list may have.
    package static let elementCountMax = 100_000

    /// The line on which the table begins, counted from 1.
    package let line: Int
    /// The table's dotted key, empty for the document itself.
    package let path: String
    let members: [String: TOMLNode]

    /// Reads TOML 1.0 text.
    ///
    /// - Throws: ``TOMLError`` with the problems `tooLarge`, `syntax` or `duplicateKey`.
    package init(parsing text: [UInt8], byteCountMax: Int) throws(TOMLError) {
        guard text.count <= byteCountMax else {
            throw TOMLError(line: 1, key: "", problem: .tooLarge(limit: byteCountMax))
        }
        var parser = TOMLParser(text)
        self.init(try parser.document(), path: "")
    }

    /// A node that is a table, or one without keys.
    init(_ node: TOMLNode, path: String) {
        line = node.line
        self.path = path
        if case .table(let members) = node.content {
            self.members = members
        } else {
            members = [:]
        }
    }

    /// The keys of this table, sorted.
    package var keys: [String] { members.keys.sorted() }

    /// Whether the key is there.
    package func has(_ key: String) -> Bool { members[key] != nil }

    /// The line of a key, or of the table where the key is not there.
    package func line(of key: String) -> Int { members[key]?.line ?? line }

    /// An error at a key, for checks that only the caller can make.
    package func error(_ key: String, _ problem: TOMLError.Problem) -> TOMLError {
        TOMLError(line: line(of: key), key: TOMLPath.joined(path, key), problem: problem)
    }

    /// Checks that no key is there but these.
    ///
    /// - Throws: ``TOMLError`` with `unknownKey`, for the first such line.
    package func refuseUnknownKeys(allowed: Set<String>) throws(TOMLError) {
        let unknown = keys.filter { !allowed.contains($0) }.min { line(of: $0) < line(of: $1) }
        if let unknown { throw error(unknown, .unknownKey) }
    }
}

// Values that must be there. Each throws `missing` or `wrongType`, with the line.
extension TOMLReader {
    /// A text.
    package func string(_ key: String) throws(TOMLError) -> String {
        try required(key, try optionalString(key))
    }

    /// A whole number within the bounds, otherwise `outOfRange`.
    package func integer(
        _ key: String, in bounds: ClosedRange<Int> = Int.min...Int.max
    ) throws(TOMLError) -> Int {
        try required(key, try optionalInteger(key, in: bounds))
    }

    /// A finite number within the bounds, otherwise `outOfRange`; whole numbers count.
    package func double(
        _ key: String, in bounds: ClosedRange<Double>? = nil
    ) throws(TOMLError) -> Double {
        try required(key, try optionalDouble(key, in: bounds))
    }

    /// `true` or `false`.
    package func bool(_ key: String) throws(TOMLError) -> Bool {
        try required(key, try optionalBool(key))
    }

    /// A day, as in `2026-12-01`.
    package func date(_ key: String) throws(TOMLError) -> String {
        try required(key, try optionalDate(key))
    }

    /// A list of texts.
    package func strings(_ key: String) throws(TOMLError) -> [String] {
        try required(key, try optionalStrings(key))
    }

    /// A list of finite numbers; whole numbers count.
    package func doubles(_ key: String) throws(TOMLError) -> [Double] {
        try required(key, try optionalDoubles(key))
    }

    /// A list of whole numbers.
    package func integers(_ key: String) throws(TOMLError) -> [Int] {
        try required(key, try optionalIntegers(key))
    }

    /// A table below this one.
    package func table(_ key: String) throws(TOMLError) -> TOMLReader {
        try required(key, try optionalTable(key))
    }

    /// One of the words of a vocabulary, otherwise `unknownValue`.
    package func choice<Word: RawRepresentable<String>>(
        _ key: String, of type: Word.Type = Word.self
    ) throws(TOMLError) -> Word {
        try required(key, try optionalChoice(key, of: type))
    }

    private func required<Value>(_ key: String, _ value: Value?) throws(TOMLError) -> Value {
        guard let value else { throw error(key, .missing) }
        return value
    }
}

// Values that may be left out. Each answers nil where the key is not there.
extension TOMLReader {
    /// A text.
    package func optionalString(_ key: String) throws(TOMLError) -> String? {
        guard let node = members[key] else { return nil }
        return try string(node, key)
    }

    /// A whole number within the bounds, otherwise `outOfRange`.
    package func optionalInteger(
        _ key: String, in bounds: ClosedRange<Int> = Int.min...Int.max
    ) throws(TOMLError) -> Int? {
        guard let node = members[key] else { return nil }
        let number = try integer(node, key)
        guard bounds.contains(number) else {
            let (low, high) = (Double(bounds.lowerBound), Double(bounds.upperBound))
            throw error(key, .outOfRange(min: low, max: high))
        }
        return number
    }

    /// A finite number within the bounds, otherwise `outOfRange`; whole numbers count.
    package func optionalDouble(
        _ key: String, in bounds: ClosedRange<Double>? = nil
    ) throws(TOMLError) -> Double? {
        guard let node = members[key] else { return nil }
        let number = try number(node, key)
        if let bounds, !bounds.contains(number) {
            throw error(key, .outOfRange(min: bounds.lowerBound, max: bounds.upperBound))
        }
        return number
    }

    /// `true` or `false`.
    package func optionalBool(_ key: String) throws(TOMLError) -> Bool? {
        guard let node = members[key] else { return nil }
        guard case .bool(let value) = node.content else {
            throw error(key, .wrongType(expected: .bool))
        }
        return value
    }

    /// A day, as in `2026-12-01`.
    package func optionalDate(_ key: String) throws(TOMLError) -> String? {
        guard let node = members[key] else { return nil }
        guard case .date(let day) = node.content else {
            throw error(key, .wrongType(expected: .date))
        }
        return day
    }

    /// A list of texts.
    package func optionalStrings(_ key: String) throws(TOMLError) -> [String]? {
        try list(key) { (node) throws(TOMLError) in try string(node, key) }
    }

    /// A list of finite numbers; whole numbers count.
    package func optionalDoubles(_ key: String) throws(TOMLError) -> [Double]? {
        try list(key) { (node) throws(TOMLError) in try number(node, key) }
    }

    /// A list of whole numbers.
    package func optionalIntegers(_ key: String) throws(TOMLError) -> [Int]? {
        try list(key) { (node) throws(TOMLError) in try integer(node, key) }
    }

    /// A table below this one.
    package func optionalTable(_ key: String) throws(TOMLError) -> TOMLReader? {
        guard let node = members[key] else { return nil }
        guard case .table = node.content else { throw error(key, .wrongType(expected: .table)) }
        return TOMLReader(node, path: TOMLPath.joined(path, key))
    }

    /// A list of tables in their order; empty where the key is not there.
    package func tables(_ key: String) throws(TOMLError) -> [TOMLReader] {
        var index = 0
        return try list(key) { (node) throws(TOMLError) in
            guard case .table = node.content else {
                throw error(key, .wrongType(expected: .table))
            }
            defer { index += 1 }
            return TOMLReader(
                node, path: TOMLPath.element(TOMLPath.joined(path, key), index))
        } ?? []
    }

    /// One of the words of a vocabulary, otherwise `unknownValue`.
    package func optionalChoice<Word: RawRepresentable<String>>(
        _ key: String, of type: Word.Type = Word.self
    ) throws(TOMLError) -> Word? {
        guard let text = try optionalString(key) else { return nil }
        guard let word = Word(rawValue: text) else { throw error(key, .unknownValue) }
        return word
    }

    // MARK: Nodes

    private func list<Element>(
        _ key: String, _ element: (TOMLNode) throws(TOMLError) -> Element
    ) throws(TOMLError) -> [Element]? {
        guard let node = members[key] else { return nil }
        guard case .array(let nodes) = node.content else {
            throw error(key, .wrongType(expected: .array))
        }
        guard nodes.count <= Self.elementCountMax else {
            throw error(key, .tooLarge(limit: Self.elementCountMax))
        }
        var elements: [Element] = []
        for node in nodes { elements.append(try element(node)) }
        return elements
    }

    private func string(_ node: TOMLNode, _ key: String) throws(TOMLError) -> String {
        guard case .string(let text) = node.content else { throw wrong(node, key, .string) }
        return text
    }

    private func integer(_ node: TOMLNode, _ key: String) throws(TOMLError) -> Int {
        guard case .integer(let number) = node.content else { throw wrong(node, key, .integer) }
        return Int(number)
    }

    private func number(_ node: TOMLNode, _ key: String) throws(TOMLError) -> Double {
        switch node.content {
        case .integer(let number): return Double(number)
        case .number(let number) where number.isFinite: return number
        default: throw wrong(node, key, .number)
        }
    }

    private func wrong(_ node: TOMLNode, _ key: String, _ expected: TOMLKind) -> TOMLError {
        TOMLError(
            line: node.line, key: TOMLPath.joined(path, key),
            problem: .wrongType(expected: expected))
    }
}
