internal import DureCharter
internal import DureCore

/// What a demonstration plays: members with their rows and rules, an accord, a card, studies.
struct DemoScript: Sendable {
    /// One member.
    struct Part: Sendable {
        let name: Name
        let economy: String
        let charter: [UInt8]
        let csv: [UInt8]
    }

    let federation: Name
    let dataset: Name
    let parts: [Part]
    let accord: [UInt8]
    let card: [UInt8]
    let manifests: [[UInt8]]
    /// Whether the rows are the project's own example, whose source is to be credited.
    let isExample: Bool

    /// The four hospitals of the example's folder.
    static func heartDisease(folder: String, epsilon: Double?) throws -> DemoScript {
        func file(_ name: String) throws -> [UInt8] {
            guard
                let bytes = try FileStorage(root: folder).read(name, byteCountMax: 1 << 20)
            else { throw NodeError.unreadable(path: "\(folder)/\(name)") }
            return bytes
        }
        let data = try DemoData(cutting: "\(folder)/fed-heart-disease.csv", by: "centre")
        let parts = try data.members.map { member in
            let charter = try file("charters/\(member.name.text).toml")
            return Part(
                name: member.name, economy: try Charter(parsing: charter).economy ?? "ZZ",
                charter: charter, csv: member.csv)
        }
        var manifests = [try file("heart-joint.toml")]
        if let epsilon {
            let text = String(decoding: try file("heart-private.toml"), as: UTF8.self)
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
                line.hasPrefix("epsilon = ") ? "epsilon = \(epsilon)" : String(line)
            }
            manifests.append(Array(lines.joined(separator: "\n").utf8))
        }
        return DemoScript(
            federation: try Name("four-hospitals"), dataset: try Name("heart"), parts: parts,
            accord: try file("accord.toml"), card: try file("card.toml"), manifests: manifests,
            isExample: true)
    }
}
