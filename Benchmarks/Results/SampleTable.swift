internal import DureCore
internal import DureVault

/// A data file's rows, with columns made of others.
struct SampleTable {
    /// The largest file that is read, in bytes.
    static let byteCountMax = 64 << 20

    private(set) var rowCount: Int
    private(set) var columns: [String: RecordBatch.Column]

    /// Reads a file of separated values.
    init(file: String) throws {
        var reader = try CSVReader()
        try reader.feed(Self.bytes(of: file))
        let records = try reader.finish().records
        rowCount = records.rowCount
        columns = records.columns
    }

    /// A table of texts.
    init(texts: [String: [String]]) {
        rowCount = texts.values.first?.count ?? 0
        columns = texts.mapValues { .texts($0) }
    }

    /// The numbers of a column; not a number where they are missing or texts.
    func numbers(_ name: String) -> [Double] {
        if case .numbers(let values)? = columns[name] { return values }
        return [Double](repeating: .nan, count: rowCount)
    }

    /// A column as texts, however it was read.
    func texts(_ name: String) -> [String] {
        switch columns[name] {
        case .texts(let values)?: values
        case .numbers(let values)?:
            values.map { $0.isNaN ? "" : JSONValue.number($0).canonicalText }
        case nil: [String](repeating: "", count: rowCount)
        }
    }

    /// Adds a column, row by row.
    mutating func add(_ name: String, _ value: ((String) -> Double) -> Double) {
        let known = columns.compactMapValues { column -> [Double]? in
            if case .numbers(let values) = column { values } else { nil }
        }
        set(name, (0..<rowCount).map { row in value { known[$0]?[row] ?? .nan } })
    }

    /// Adds or replaces a column of numbers.
    mutating func set(_ name: String, _ values: [Double]) {
        columns[name] = .numbers(values)
    }

    /// Adds or replaces a column of texts.
    mutating func set(_ name: String, texts: [String]) {
        columns[name] = .texts(texts)
    }

    /// The rows at those places.
    func batch(_ rows: [Int]) -> RecordBatch {
        RecordBatch(rowCount: rowCount, columns: columns).rows(at: rows)
    }

    /// A whole file.
    static func bytes(of path: String) throws -> [UInt8] {
        var reader = try FileReader(path: path, byteCountMax: byteCountMax)
        var bytes: [UInt8] = []
        while let chunk = try reader.next() { bytes += chunk }
        return bytes
    }
}
