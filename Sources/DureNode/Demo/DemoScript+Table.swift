internal import DureCore
internal import DureVault

/// A table of the user's own, to be played by several members.
package struct DemoTableSource: Sendable {
    /// The file (CSV).
    package var path: String
    /// The column that says whose row it is.
    package var memberColumn: String
    /// The column of 0 and 1 that is to be predicted.
    package var target: String
    /// How many members take part: those with the most rows; nil for all, at most ``memberCountMax``.
    package var memberCount: Int?

    /// The most members of a demonstration: each is a process of its own.
    package static let memberCountMax = 32

    /// A table and how to cut it.
    package init(path: String, memberColumn: String, target: String, memberCount: Int?) {
        self.path = path
        self.memberColumn = memberColumn
        self.target = target
        self.memberCount = memberCount
    }
}

extension DemoScript {
    /// Every third row of a member judges, the others train.
    private static let testStride = 3
    /// The most columns that a demonstration learns from.
    private static let featureCountMax = 64

    /// The same studies on another table: its columns of numbers, its ranges rounded outward.
    ///
    /// The ranges are taken from the file, which is fine where one person holds all of it; in a
    /// real study they are public constants that the author writes down.
    static func table(_ source: DemoTableSource, epsilon: Double?) throws -> DemoScript {
        let table = try MemberHome.readTable(
            at: source.path, types: [source.memberColumn: .text])
        guard let owners = table.records.texts(source.memberColumn) else {
            throw VaultError.unknownColumn(name: source.memberColumn)
        }
        guard let target = table.records.numbers(source.target) else {
            throw VaultError.unknownColumn(name: source.target)
        }
        guard target.allSatisfy({ $0 == 0 || $0 == 1 || $0.isNaN }) else {
            throw NodeError.targetNotBinary(column: source.target)
        }
        let features = table.schema.columns.map(\.name).filter { name in
            name != source.target && table.records.numbers(name).map(Self.varies) == true
        }
        guard !features.isEmpty else { throw NodeError.noFeatures(path: source.path) }
        let kept = Array(features.prefix(featureCountMax))
        let members = try members(owners, count: source.memberCount)
        let dataset = try Name("table")
        let parts = members.map { name, rows in
            Part(
                name: name, economy: "ZZ", charter: charter(name),
                csv: csv(table, rows: rows, columns: kept + [source.target]))
        }
        let ranges = kept.map { name in
            (name, range(table.records.numbers(name) ?? []))
        }
        return DemoScript(
            federation: try Name("demonstration"), dataset: dataset, parts: parts,
            accord: rules("[accord]\nid = \"demonstration\"\n"), card: card(),
            manifests: [manifest("joint", source, ranges, epsilon: nil)]
                + (epsilon.map { [manifest("private", source, ranges, epsilon: $0)] } ?? []),
            source: nil, isPublic: false,
            arguments: "--data \(source.path) --member-column \(source.memberColumn)"
                + " --target \(source.target)"
                + (source.memberCount.map { " --members \($0)" } ?? ""))
    }

    private static func varies(_ values: [Double]) -> Bool {
        guard let first = values.first(where: { !$0.isNaN }) else { return false }
        return values.contains { !$0.isNaN && $0 != first }
    }

    /// The members with the most rows, by name.
    private static func members(
        _ owners: [String], count: Int?
    ) throws -> [(name: Name, rows: [Int])] {
        var rows: [String: [Int]] = [:]
        for (row, owner) in owners.enumerated() where !owner.isEmpty {
            rows[owner, default: []].append(row)
        }
        let largest = rows.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
        let wanted = min(count ?? rows.count, DemoTableSource.memberCountMax)
        guard wanted >= 3, largest.count >= wanted else {
            throw NodeError.tooFewMembers(found: largest.count, wanted: max(wanted, 3))
        }
        return try largest.prefix(wanted).enumerated().map { position, entry in
            (try name(entry.key, position: position), entry.value)
        }
    }

    /// A member's name from what stands in the file; its number where no name can be made of it.
    private static func name(_ text: String, position: Int) throws -> Name {
        let letters = text.lowercased().map {
            $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-"
        }
        let plain = "m\(position + 1)-" + String(letters.prefix(24))
        return try Name(plain)
    }

    private static func csv(_ table: Table, rows: [Int], columns: [String]) -> [UInt8] {
        var text = (columns + ["set"]).joined(separator: ",") + "\n"
        let values = columns.map { table.records.numbers($0) ?? [] }
        for (position, row) in rows.enumerated() {
            let fields = values.map { $0[row].isNaN ? "" : "\($0[row])" }
            let set = position % testStride == testStride - 1 ? "test" : "train"
            text += (fields + [set]).joined(separator: ",") + "\n"
        }
        return Array(text.utf8)
    }

    /// The smallest and the largest value, rounded outward to two digits.
    private static func range(_ values: [Double]) -> (Double, Double) {
        let known = values.filter { !$0.isNaN }
        guard let low = known.min(), let high = known.max(), low < high else { return (0, 1) }
        var step = 1.0
        while step < high - low { step *= 10 }
        while step > high - low { step /= 10 }
        step /= 10
        return ((low / step).rounded(.down) * step, (high / step).rounded(.up) * step)
    }

    private static func manifest(
        _ id: String, _ source: DemoTableSource, _ ranges: [(String, (Double, Double))],
        epsilon: Double?
    ) -> [UInt8] {
        let privacy =
            epsilon.map { "mode = \"record/joint\"\nepsilon = \($0)\ndelta = 1e-5\nclip = 1.0" }
            ?? "mode = \"none\""
        var text = """
            [study]
            id = "\(id)"
            version = 1
            federation = "demonstration"
            purpose = "research"
            question = { en = "What foretells \(source.target)?", ko = "\(source.target) 값을 예측하는 것은 무엇인가?" }

            [data]
            dataset = "table"
            target = "\(source.target)"
            split = { column = "set", train = "train", test = "test" }
            records_min = 20
            records_max = 1000000

            [algorithm]
            kind = "regression"
            penalty = 10.0
            rounds_max = \(epsilon == nil ? 20 : 12)

            [privacy]
            \(privacy)

            """
        for (name, range) in ranges {
            text += "\n[[column]]\nname = \"\(name)\"\nrange = [\(range.0), \(range.1)]\n"
        }
        return Array(text.utf8)
    }

    private static func card() -> [UInt8] {
        Array(
            """
            title = "A table for a demonstration"
            source = "A file of the person who runs the demonstration"
            legal_basis = "Given by the person who runs the demonstration"
            notice = "None: the rows do not leave this machine"
            purposes = ["research", "evaluation"]
            sensitivity = "personal"
            contains = []

            [budget]
            epsilon = 10.0
            delta = 1e-5
            """.utf8)
    }

    private static func charter(_ name: Name) -> [UInt8] {
        let offices = ["steward", "privacy-officer", "overseer"].map { office in
            """

            [[responsible]]
            role = "\(office)"
            person = "demonstrator"
            qualification = { en = "Runs the demonstration.", ko = "시연을 실행하는 사람" }
            """
        }
        return rules("[charter]\nid = \"\(name.text)\"\neconomy = \"ZZ\"\n")
            + Array(("\n" + offices.joined(separator: "\n")).utf8)
    }

    private static func rules(_ head: String) -> [UInt8] {
        Array(
            (head + """
                version = 1
                languages = ["en", "ko"]
                in_force = 2026-01-01
                text = { en = "Rules of a demonstration.", ko = "시연의 규칙" }

                [[rule]]
                id = "demonstration"
                effect = "permit"
                action = ["ingest", "train", "assess", "federate", "erase"]
                text = { en = "The person who runs the demonstration may do what it shows.", ko = "시연을 실행하는 사람은 시연이 보여 주는 일을 할 수 있습니다." }
                """).utf8)
    }
}
