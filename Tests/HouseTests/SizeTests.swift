import Testing

/// How long a file and a function may be.
enum Sizes {
    static let fileLineCountMax = 500
    static let functionLineCountMax = 60

    static func findings(in file: SourceFile) -> [Finding] {
        var findings = functions(of: file).compactMap { function -> Finding? in
            let count = function.lastLine - function.line + 1
            return count > functionLineCountMax
                ? file.finding(function.line, "\(function.name) has \(count) lines") : nil
        }
        let lineCount = file.lines.last == "" ? file.lines.count - 1 : file.lines.count
        if lineCount > fileLineCountMax {
            findings.append(file.finding(lineCount, "the file has \(lineCount) lines"))
        }
        return findings
    }

    private struct Function {
        let name: Substring
        let line: Int
        let lastLine: Int
    }

    /// Functions, initialisers and computed properties that have a body.
    private static func functions(of file: SourceFile) -> [Function] {
        let keywords: [Substring] = ["func", "init", "deinit", "subscript", "var"]
        return keywords.flatMap { file.indices(of: $0) }.compactMap { index in
            let token = file.tokens[index]
            guard index + 1 < file.tokens.count,
                index == 0 || file.tokens[index - 1].text != ".",
                let open = body(after: index, in: file), let close = file.closing(open)
            else { return nil }
            let name = token.text == "func" ? file.tokens[index + 1].text : token.text
            return Function(name: name, line: token.line, lastLine: file.tokens[close].line)
        }
    }

    /// The brace that opens the body, if the declaration at `start` has one.
    private static func body(after start: Int, in file: SourceFile) -> Int? {
        let ends: Set<Substring> = [
            "}", "func", "var", "let", "case", "init", "deinit", "subscript", "=", "struct", "enum",
        ]
        let isProperty = file.tokens[start].text == "var"
        var index = start + 1
        // An operator's name, such as `==`, is no end.
        if file.tokens[start].text == "func" {
            while index < file.tokens.count, file.tokens[index].text != "(" { index += 1 }
        }
        while index < file.tokens.count {
            let token = file.tokens[index]
            switch token.text {
            case "(", "[":
                guard let close = file.closing(index) else { return nil }
                index = close
            case "{": return index
            case "=" where !isProperty && file.tokens[index - 1].text == "=": break
            case _ where ends.contains(token.text): return nil
            default: break
            }
            index += 1
        }
        return nil
    }
}

@Suite struct SizeTests {
    @Test func `no file and no function is too long`() {
        #expect(SourceTree.swiftFiles.flatMap(Sizes.findings) == [])
    }

    private func body(lineCount: Int) -> String {
        String(repeating: "    work()\n", count: lineCount)
    }

    @Test(arguments: [
        "func long(\n    of text: String = \"}\"\n) throws(E) -> [Int] {\n",
        "static func == (left: A, right: A) -> Bool {\n",
        "init() {\n", "subscript(index: Int) -> Int {\n", "var long: [Int: Int] {\n",
    ])
    func `a long function is found`(head: String) {
        let text = "struct A {\n" + head + body(lineCount: 60) + "}\n    let a = 1\n}\n"
        let file = SourceFile(path: "Sources/DureCore/Canary.swift", text: text)
        #expect(Sizes.findings(in: file).map(\.line) == [2])
    }

    @Test func `a function of sixty lines passes`() {
        let text =
            "protocol A { func none() }\nfunc long() {\n" + body(lineCount: 58)
            + "}\nlet next = 1\nstruct B {\n" + body(lineCount: 70) + "}\n"
        let file = SourceFile(path: "Sources/DureCore/Canary.swift", text: text)
        #expect(Sizes.findings(in: file) == [])
    }

    @Test func `a long file is found`() {
        let file = SourceFile(path: "Sources/A/B.swift", text: body(lineCount: 501))
        #expect(Sizes.findings(in: file).map(\.line) == [501])
        let shorter = SourceFile(path: "Sources/A/B.swift", text: body(lineCount: 500))
        #expect(Sizes.findings(in: shorter) == [])
    }
}
