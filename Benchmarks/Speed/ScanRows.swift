import DureCore
import DureVault

/// The scanner of personal numbers: how fast, how much it finds, and how much it only imagines.
enum ScanRows {
    static let keys = [
        "scan", "scan-table", "scan-plain", "scan-variants", "scan-harmless", "scan-names",
    ]
    private static let byteCount = 16 << 20
    private static let chunkByteCount = FileReader.chunkByteCount
    /// In letters one sentence of so many has a number.
    private static let letterShare = 10

    static func run(_ floors: Floors) throws -> [SpeedRow] {
        let corpus = try ScanCorpus()
        return [
            try letters(corpus, floors), try table(corpus, floors), try plain(corpus),
            try variants(corpus), try harmless(corpus), try names(corpus),
        ]
    }

    // MARK: Speed

    private static func letters(_ corpus: ScanCorpus, _ floors: Floors) throws -> SpeedRow {
        let (text, numberCount) = corpus.letters(byteCount: byteCount, share: letterShare)
        var row = try speed(
            "scan", "letters in 20 languages scanned, a processor second", text, floors
        ) { StreamScanner() }
        row.note = "\(numberCount) numbers in \(text.count >> 20) MiB; \(row.note)"
        return row
    }

    private static func speed(
        _ key: String, _ title: String, _ text: [UInt8], _ floors: Floors,
        _ scanner: () -> StreamScanner
    ) throws -> SpeedRow {
        var rates: [Double] = []
        var count = 0
        for _ in 0..<5 {
            var scanner = scanner()
            let meter = Meter()
            var start = 0
            while start < text.count {
                let end = min(text.count, start + chunkByteCount)
                _ = scanner.feed(Array(text[start..<end]))
                start = end
            }
            _ = scanner.finish()
            rates.append(Double(text.count) / 1e6 / meter.cpu)
            count = scanner.report.count
        }
        guard count > 0 else { throw SpeedError.wrongSum }
        var row = SpeedRow(
            key: key, title: title, value: Array(rates.dropFirst()).median,
            unit: .megabytesPerSecond, goal: 30)
        row.cpu = Double(text.count) / 1e6 / row.value
        row.floor = floors.copy / 1e6
        row.note = "\(count) found; the floor is copying"
        return row
    }

    /// The way of an import: fields found, looked at and read.
    private static func table(_ corpus: ScanCorpus, _ floors: Floors) throws -> SpeedRow {
        let text = corpus.visits(byteCount: byteCount)
        var rates: [Double] = []
        var count = 0
        for _ in 0..<5 {
            var options = CSVOptions()
            options.isPartitioned = true
            var reader = try CSVReader(options, screen: FieldScreen(hitCountMax: 0))
            let meter = Meter()
            var start = 0
            while start < text.count {
                let end = min(text.count, start + chunkByteCount)
                try reader.feed(Array(text[start..<end]))
                _ = reader.takePartitions()
                start = end
            }
            _ = try reader.finishPartitions()
            rates.append(Double(text.count) / 1e6 / meter.cpu)
            count = reader.screen?.report.count ?? 0
        }
        guard count > 0 else { throw SpeedError.wrongSum }
        var row = SpeedRow(
            key: "scan-table",
            title: "a table with two such numbers a row parsed and scanned, the same",
            value: Array(rates.dropFirst()).median, unit: .megabytesPerSecond, goal: 30)
        row.cpu = Double(text.count) / 1e6 / row.value
        row.floor = floors.copy / 1e6
        row.note = "\(count) found in \(text.count >> 20) MiB; the floor is copying"
        return row
    }

    // MARK: Found

    private static func plain(_ corpus: ScanCorpus) throws -> SpeedRow {
        var sentences: [String: String] = [:]
        for row in corpus.variants where row["variant"] == "plain" {
            guard let economy = row["economy"], let written = row["written"],
                sentences[economy] == nil
            else { continue }
            sentences[economy] = row["text"]?.replacing(written, with: "*")
        }
        var recall = ScanRecall()
        for row in corpus.identifiers {
            let sentence = sentences[row["economy"] ?? ""] ?? "The number * is given."
            for place in 1...3 {
                recall.add(row["valid_\(place)"] ?? "", in: sentence, as: row["identifier"] ?? "")
            }
        }
        return recall.row("scan-plain", "plain numbers of 21 economies found by type", goal: 99)
    }

    private static func variants(_ corpus: ScanCorpus) throws -> SpeedRow {
        var recall = ScanRecall()
        for row in corpus.variants {
            let written = row["written"] ?? ""
            recall.add(
                written, in: (row["text"] ?? "").replacing(written, with: "*"),
                as: row["identifier"] ?? "")
        }
        return recall.row("scan-variants", "numbers as people write them, the same", goal: 95)
    }

    private static func harmless(_ corpus: ScanCorpus) throws -> SpeedRow {
        var scanner = IdentifierScanner()
        var (count, byteCount) = (0, 0)
        for text in corpus.harmless {
            count += scanner.findings(in: text).count
            byteCount += text.count
        }
        var row = SpeedRow(
            key: "scan-harmless", title: "found in a megabyte of harmless text",
            value: Double(count) * 1e6 / Double(byteCount), unit: .perMegabyte, goal: 1)
        row.note = "\(count) in \(byteCount) bytes of 20 languages"
        return row
    }

    private static func names(_ corpus: ScanCorpus) throws -> SpeedRow {
        var scanner = IdentifierScanner()
        var counts: [String: (all: Double, found: Double)] = [:]
        for sentence in corpus.names {
            let text = Array((sentence["text"] ?? "").utf8)
            let isFound = scanner.findings(in: text).contains {
                $0.type == "name"
                    && String(decoding: text[$0.range], as: UTF8.self) == sentence["name"]
            }
            let mark = sentence["marked"] ?? ""
            counts[mark, default: (0, 0)].all += 1
            counts[mark, default: (0, 0)].found += isFound ? 1 : 0
        }
        guard let marked = counts["yes"], let bare = counts["no"] else { throw SpeedError.wrongSum }
        var row = SpeedRow(
            key: "scan-names", title: "names that a title, a label or a surname announces, found",
            value: 100 * marked.found / marked.all, unit: .percent, goal: 90)
        row.note =
            "\(Int(marked.found)) of \(Int(marked.all)); of names that nothing announces "
            + "\(Int(bare.found)) of \(Int(bare.all))"
        return row
    }
}

/// How many numbers are found where they stand, as what they are.
private struct ScanRecall {
    private var scanner = IdentifierScanner()
    private var (count, named, first) = (0, 0, 0)

    /// Looks for a value in a sentence in which `*` stands for it.
    mutating func add(_ value: String, in sentence: String, as type: String) {
        count += 1
        let parts = sentence.split(separator: "*", omittingEmptySubsequences: false)
        let start = parts[0].utf8.count
        let range = start..<start + value.utf8.count
        let here = scanner.findings(in: Array(sentence.replacing("*", with: value).utf8))
            .filter { $0.range == range }
        if here.contains(where: { $0.names(type) }) { named += 1 }
        if here.contains(where: { $0.type == type }) { first += 1 }
    }

    func row(_ key: String, _ title: String, goal: SpeedRow.Goal) -> SpeedRow {
        var row = SpeedRow(
            key: key, title: title, value: 100 * Double(named) / Double(max(1, count)),
            unit: .percent, goal: goal)
        row.note = "\(named) of \(count); \(first) with that type before all others that fit"
        return row
    }
}
