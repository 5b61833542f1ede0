import Testing

/// The sentences that people read, in all languages.
enum Phrases {
    private static let languages = ["en", "ko"]

    static func findings(in file: SourceFile) -> [Finding] {
        calls(in: file).flatMap { open, close in
            check(open: open, close: close, in: file).map {
                file.finding(file.tokens[open].line, $0)
            }
        }
    }

    /// How many sentences the file has.
    static func count(in file: SourceFile) -> Int { calls(in: file).count }

    /// The parentheses of each `Phrase(…)` and, where the type is known, `.init(en: …)`.
    private static func calls(in file: SourceFile) -> [(open: Int, close: Int)] {
        (file.indices(of: "Phrase") + file.indices(of: "init")).compactMap { name in
            let index = name + 1
            guard index + 2 < file.tokens.count, file.tokens[index].text == "(",
                file.tokens[index + 1].text == "en", file.tokens[index + 2].text == ":",
                // The declaration of the initialiser itself, which takes strings and has none.
                index + 3 < file.tokens.count, file.tokens[index + 3].text != "String",
                let close = file.closing(index)
            else { return nil }
            return (index, close)
        }
    }

    private static func check(open: Int, close: Int, in file: SourceFile) -> [String] {
        let starts = languages.compactMap { language in
            (open..<close).first {
                file.tokens[$0].text == language && file.tokens[$0 + 1].text == ":"
            }
        }
        guard starts.count == languages.count else { return ["a language is missing"] }
        let bounds = starts.map { file.tokens[$0].offset } + [file.tokens[close].offset]
        let texts = languages.indices.map { language in
            file.literals
                .filter {
                    $0.range.lowerBound > bounds[language]
                        && $0.range.upperBound <= bounds[language + 1]
                }
                .map(\.text).joined()
        }
        var rules: [String] = []
        for (language, text) in zip(languages, texts) where !text.contains(where: \.isLetter) {
            rules.append("the sentence in \(language) is empty")
        }
        if Set(texts.map(valueNames)).count > 1 {
            rules.append("the places for values differ: \(texts.map { valueNames($0).sorted() })")
        }
        return rules
    }

    /// The names in braces.
    private static func valueNames(_ text: String) -> Set<Substring> {
        Set(
            text.split(separator: "{", omittingEmptySubsequences: false).dropFirst()
                .compactMap { part in part.firstIndex(of: "}").map { part[..<$0] } })
    }
}

@Suite struct PhraseTests {
    @Test func `each sentence has the same places for values in every language`() {
        #expect(SourceTree.sources.map(Phrases.count).reduce(0, +) > 100)
        #expect(SourceTree.sources.flatMap(Phrases.findings) == [])
    }

    private func findings(_ text: String) -> [Finding] {
        Phrases.findings(in: SourceFile(path: "Sources/DureVault/Canary.swift", text: text))
    }

    @Test(arguments: [
        #"let a = Phrase(en: "Row {row}.", ko: "{column}행.")"#,
        #"let a = Phrase(en: "Row {row}.", ko: "행.")"#,
        #"let a = Phrase(en: "Row " + "{row}.", ko: "")"#,
        #"let a: Phrase = .init(en: "", ko: "행.")"#,
        "let a = Phrase(\n    en: \"\"\"\n    Row {row}.\n    \"\"\",\n    ko: \"행 {row} {x}.\")",
    ])
    func `a sentence that lost a value or a language is found`(text: String) {
        #expect(!findings(text).isEmpty)
    }

    @Test func `a sentence over several lines passes`() {
        let text = #"""
            let a = Phrase(
                en: "The row {row} (in \"{file}\"), "
                    + "and ko: more.",
                ko: "{file}의 {row}번째 행.")
            """#
        #expect(findings(text) == [])
    }
}
