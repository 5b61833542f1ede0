import DureCore

/// What other systems took for the same rows, as their own script wrote it: one object a line with
/// `peer`, `row` and one of `seconds`, `megabytes`, `perSecond`.
struct Peers: Sendable {
    private static let byteCountMax = 1 << 20

    /// The names, in the order in which they first come.
    private(set) var names: [String] = []
    private var figures: [String: [String: Double]] = [:]

    init(file path: String) throws {
        var reader = try FileReader(path: path, byteCountMax: Self.byteCountMax)
        var bytes: [UInt8] = []
        while let part = try reader.next() { bytes += part }
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            let json = try JSONValue(parsing: Array(line), byteCountMax: Self.byteCountMax)
            guard let peer = json["peer"]?.text, let row = json["row"]?.text,
                let figure = ["seconds", "megabytes", "perSecond"]
                    .lazy.compactMap({ json[$0]?.double }).first
            else { continue }  // A line about something that could not be measured.
            if !names.contains(peer) { names.append(peer) }
            figures[row, default: [:]][peer] = figure
        }
    }

    /// A peer's figure, in the unit of the row.
    func figure(_ row: String, of peer: String) -> Double? { figures[row]?[peer] }
}
