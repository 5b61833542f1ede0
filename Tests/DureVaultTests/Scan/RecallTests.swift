import DureTesting
import Testing

@testable import DureVault

@Suite struct RecallTests {
    @Test func `99 of 100 plain numbers are found by their type`() throws {
        let sentences = try ScanVectors.sentences()
        var scanner = IdentifierScanner()
        var recall = Recall()
        for row in try ScanVectors.identifiers() {
            let type = try #require(row["identifier"])
            let sentence = sentences[row["economy"] ?? ""] ?? "The number * is given."
            for value in ScanVectors.valid(of: row) {
                recall.add(value, in: sentence, as: type, variant: "plain", using: &scanner)
            }
        }
        #expect(recall.count == 267)
        #expect(recall.namedShare >= 0.99, "\(recall.misses)")
        #expect(recall.firstShare >= 0.95)
    }

    @Test func `95 of 100 numbers as people write them are found by their type`() throws {
        var scanner = IdentifierScanner()
        var recall = Recall()
        for row in try ScanVectors.variants() {
            let text = try #require(row["text"])
            let written = try #require(row["written"])
            recall.add(
                written, in: text.replacing(written, with: "*"),
                as: try #require(row["identifier"]), variant: row["variant"] ?? "",
                using: &scanner)
        }
        #expect(recall.count == 319)
        #expect(recall.namedShare >= 0.95, "\(recall.misses)")
        #expect(recall.firstShare >= 0.95)
    }

    @Test func `a column's name finds what the cells alone do not tell`() throws {
        let words = [
            "pe_dni": "dni", "jp_mynumber": "マイナンバー", "th_pin": "เลขประจำตัวประชาชน",
            "ru_passport": "паспорт", "pg_nid": "nid_number", "mx_nss": "nss", "us_ein": "ein",
            "vn_mst": "Mã số thuế", "nz_nhi_old": "NHI",
        ]
        var scanner = IdentifierScanner()
        for row in try ScanVectors.identifiers() {
            guard let type = row["identifier"], let word = words[type] else { continue }
            let column = ColumnContext(name: word)
            for value in ScanVectors.valid(of: row) {
                let findings = scanner.findings(in: Array(value.utf8), column: column)
                #expect(findings.first?.type == type, "\(type)")
            }
        }
    }

    @Test func `names are found by honorifics, labels and surnames`() {
        var scanner = IdentifierScanner()
        var marked = (count: 0, found: 0)
        var bare = (count: 0, found: 0)
        for sentence in NameSentence.all {
            let text = Array(sentence.text.utf8)
            let isFound = scanner.findings(in: text).contains {
                $0.type == "name"
                    && String(decoding: text[$0.range], as: UTF8.self) == sentence.name
            }
            if sentence.isMarked {
                marked.count += 1
                marked.found += isFound ? 1 : 0
                #expect(isFound || sentence.isMissed, "\(sentence.text)")
            } else {
                bare.count += 1
                bare.found += isFound ? 1 : 0
            }
        }
        // Names that nothing announces are not promised; what is found of them is no rule.
        #expect(Double(marked.found) >= 0.8 * Double(marked.count), "\(marked) \(bare)")
    }
}
