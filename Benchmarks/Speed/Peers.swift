import DureCore

/// What other systems took for the same rows, as their own script wrote it: one object a line with
/// `peer`, `row`, where it has several ways `path`, and the figure in the unit of the row.
struct Peers: Sendable {
    private static let byteCountMax = 1 << 20

    /// The names, in the order in which they first come.
    private var names: [String] = []
    private var lines: [String: [String: JSONValue]] = [:]

    /// Reads several files as one.
    init(files paths: [String]) throws {
        for path in paths { try read(path) }
    }

    private mutating func read(_ path: String) throws {
        var reader = try FileReader(path: path, byteCountMax: Self.byteCountMax)
        var bytes: [UInt8] = []
        while let part = try reader.next() { bytes += part }
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            let json = try JSONValue(parsing: Array(line), byteCountMax: Self.byteCountMax)
            guard let peer = json["peer"]?.text, let row = json["row"]?.text else { continue }
            let name = json["path"]?.text.map { "\(peer), \($0)" } ?? peer
            if !names.contains(name) { names.append(name) }
            lines[row, default: [:]][name] = json
        }
    }

    /// The peers' figures for a row, in the row's unit; of those that have one.
    func figures(_ row: SpeedRow) -> [(name: String, figure: Double)] {
        names.compactMap { name in figure(row, of: name).map { (name, $0) } }
    }

    private func figure(_ row: SpeedRow, of name: String) -> Double? {
        guard let line = lines[row.key]?[name] else { return nil }
        return switch row.unit {
        case .seconds: line["seconds"]?.double
        case .megabytes:
            line["megabytes"]?.double ?? line["upload_bytes"]?.double.map { $0 / 1e6 }
        case .perSecond: line["per_second"]?.double
        case .megabytesPerSecond: line["megabytes_per_second"]?.double
        case .percent: line["percent"]?.double
        case .perMegabyte: line["per_megabyte"]?.double
        case .times: line["times"]?.double
        }
    }
}
