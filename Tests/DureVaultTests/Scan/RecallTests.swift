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

    @Test func `names are found by honorifics, labels and surnames`() throws {
        var scanner = IdentifierScanner()
        var counts: [String: (all: Int, found: Int)] = [:]
        for sentence in try ScanVectors.names() {
            let text = Array((sentence["text"] ?? "").utf8)
            let isFound = scanner.findings(in: text).contains {
                $0.type == "name"
                    && String(decoding: text[$0.range], as: UTF8.self) == sentence["name"]
            }
            let mark = try #require(sentence["marked"])
            counts[mark, default: (0, 0)].all += 1
            counts[mark, default: (0, 0)].found += isFound ? 1 : 0
        }
        // Names that nothing announces are not promised.
        let marked = try #require(counts["yes"])
        #expect(marked.all == 27 && counts["no"]?.all == 6)
        #expect(Double(marked.found) >= 0.9 * Double(marked.all), "\(counts)")
    }

    @Test func `a column of names is found by its own name`() {
        var scanner = IdentifierScanner()
        for (column, cell) in [
            ("성명", "김민지"), ("환자명", "박서준"), ("氏名", "田中太郎"), ("patient_name", "Mary Jones"),
            ("Họ tên", "Lan Anh"), ("name", "John Smith"),
        ] {
            let context = ColumnContext(name: column)
            let found = scanner.findings(in: Array(cell.utf8), column: context)
            #expect(found.map(\.type) == ["name"], "\(column)")
        }
        let city = scanner.findings(
            in: Array("Seoul".utf8), column: ColumnContext(name: "hospital city"))
        #expect(city == [])
    }
}
