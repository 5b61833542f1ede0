import DureCore
import FoundationEssentials

/// The texts and tables on which the scanner of personal numbers is measured: those of its tests.
struct ScanCorpus {
    private static let byteCountMax = 1 << 24

    /// Paragraphs without personal numbers in 20 languages.
    let harmless: [[UInt8]]
    /// Known numbers by type, economy and three valid forms.
    let identifiers: [[String: String]]
    /// Sentences with numbers as people write them.
    let variants: [[String: String]]
    /// Sentences with names.
    let names: [[String: String]]

    /// Reads the files from the checkout that this program was built in.
    init() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().path()
        let folder = root + "Tests/DureVaultTests/"
        harmless = try Self.rows(folder + "Texts/udhr.tsv").map { Array(($0["text"] ?? "").utf8) }
        identifiers = try Self.rows(folder + "Vectors/identifiers.tsv")
        variants = try Self.rows(folder + "Vectors/identifier_variants.tsv")
        names = try Self.rows(folder + "Texts/names.tsv")
    }

    private static func rows(_ path: String) throws -> [[String: String]] {
        var reader = try FileReader(path: path, byteCountMax: byteCountMax)
        var bytes: [UInt8] = []
        while let part = try reader.next() { bytes += part }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
            .filter { !$0.hasPrefix("#") }
            .map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
        guard let header = lines.first else { return [] }
        return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(header, $0)) }
    }

    /// Letters: the paragraphs, and behind each few of them a sentence with a number.
    ///
    /// - Parameter share: So many paragraphs for one sentence.
    func letters(byteCount: Int, share: Int) -> (text: [UInt8], numberCount: Int) {
        var text: [UInt8] = []
        var (paragraph, numberCount) = (0, 0)
        while text.count < byteCount {
            text += harmless[paragraph % harmless.count] + [0x0a]
            paragraph += 1
            guard paragraph.isMultiple(of: share) else { continue }
            text += Array((variants[numberCount % variants.count]["text"] ?? "").utf8) + [0x0a]
            numberCount += 1
        }
        return (text, numberCount)
    }

    /// A hospital's visits, in eight columns, with a resident number and a telephone in each row.
    func visits(byteCount: Int) -> [UInt8] {
        var text = Array("id,rrn,phone,age,systolic,cholesterol,ward,note\n".utf8)
        let numbers = variants.filter { $0["identifier"] == "kr_rrn" && $0["variant"] == "plain" }
            .compactMap { $0["written"] }
        var state: UInt64 = 20_261_123
        func draw(_ bound: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % bound
        }
        var row = 0
        while text.count < byteCount {
            let number = numbers.isEmpty ? "" : numbers[row % numbers.count]
            text += Array(
                """
                P-\(row),\(number),010-\(2_000 + draw(8_000))-\(1_000 + draw(9_000)),\
                \(18 + draw(78)),\(90 + draw(90)).\(draw(10)),\(2 + draw(6)).\(100 + draw(900)),\
                \(draw(30)),stable and improving\n
                """.utf8)
            row += 1
        }
        return text
    }
}
