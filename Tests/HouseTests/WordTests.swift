import Foundation
import Testing

/// Words that have no business in the project: where and with what one copy of it was written.
enum Words {
    /// Each is kept in two pieces, so that this file passes its own test.
    private static let pieces = [
        ("/wo", "rk/"), ("/tmp/", "w/"), ("/ro", "ot/"), ("/ho", "me/"), ("cla", "ude"),
        ("anthro", "pic"), ("chat", "gpt"), ("co-auth", "ored-by"),
    ]

    static func findings(path: String, text: String) -> [Finding] {
        let lowered = text.lowercased()
        return pieces.map { $0 + $1 }.flatMap { word -> [Finding] in
            // Foundation's search is quick; only a text with a finding is cut into lines.
            guard lowered.range(of: word) != nil else { return [] }
            let lines = lowered.split(separator: "\n", omittingEmptySubsequences: false)
            return lines.enumerated().filter { $0.element.contains(word) }.map {
                Finding(path: path, line: $0.offset + 1, rule: "the word “\(word)”")
            }
        }
    }

    /// Work put off without the number of an issue.
    static func unnumbered(path: String, text: String) -> [Finding] {
        let marks = ["TO" + "DO", "FIX" + "ME"]
        guard marks.contains(where: { text.range(of: $0) != nil }) else { return [] }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.enumerated().compactMap { index, line in
            for mark in marks where line.contains(mark) {
                let rest = line.split(separator: mark, omittingEmptySubsequences: false)[1]
                let number = rest.drop { $0 == "(" || $0 == " " || $0 == ":" }.prefix(2)
                guard number.first == "#", number.last?.isNumber == true else {
                    return Finding(path: path, line: index + 1, rule: "\(mark) without an issue")
                }
            }
            return nil
        }
    }
}

@Suite struct WordTests {
    private static let texts = SourceTree.files(in: [""]).compactMap { path in
        SourceTree.text(of: path).map { (path: path, text: $0) }
    }

    @Test func `no file tells where it was written`() {
        #expect(Self.texts.count > 50, "the source tree was not found")
        #expect(Self.texts.flatMap { Words.findings(path: $0.path, text: $0.text) } == [])
    }

    @Test func `work put off has the number of an issue`() {
        #expect(Self.texts.flatMap { Words.unnumbered(path: $0.path, text: $0.text) } == [])
    }

    @Test func `such words are found`() {
        let path = "cd /wo" + "rk/main"
        #expect(Words.findings(path: "a.md", text: "One\n\(path)\n").map(\.line) == [2])
        #expect(Words.findings(path: "a.md", text: "Co-Auth" + "ored-By: nobody").count == 1)
        #expect(Words.findings(path: "a.md", text: "the paper in work/main") == [])
        #expect(Words.unnumbered(path: "a.md", text: "// TO" + "DO: later").count == 1)
        #expect(Words.unnumbered(path: "a.md", text: "// TO" + "DO(#12): later") == [])
    }
}
