import Testing

/// Words that are kept to certain places, or out of the house.
enum Safety {
    /// How many promises about threads the compiler takes on trust; may only fall.
    static let uncheckedCountMax = 0

    /// Nowhere.
    private static let forbidden: [[Substring]] = [
        ["try", "!"], ["as", "!"], ["fatalError", "("],
    ]
    /// Not below layer 4, where everything must run inside the simulator.
    private static let ofTheWorld: [[Substring]] = [
        ["Task", "{"], ["Task", "(", "priority"], ["Task", ".", "detached"],
        ["Task", ".", "sleep"],
        ["DispatchQueue"],
    ]
    /// Below layer 4, only in DureCore/World.
    private static let ofTheMachine: [[Substring]] = [
        ["SystemWallClock", "("], ["SystemRandomNumberGenerator"], ["ContinuousClock"],
        ["SuspendingClock"], ["clock_gettime"],
    ]
    private static let unchecked: [[Substring]] = [
        ["@", "unchecked", "Sendable"], ["nonisolated", "(", "unsafe", ")"],
    ]

    static func findings(in file: SourceFile) -> [Finding] {
        var findings = all(forbidden, in: file)
        let isSource = file.path.hasPrefix("Sources/")
        if !isUnsafeRoom(file) { findings += all([["unsafe"]], in: file) }
        if isSource, Layers.of[file.target].map({ $0 < 4 }) ?? true {
            findings += all(ofTheWorld, in: file)
            if !isWorld(file) { findings += all(ofTheMachine, in: file) }
        }
        findings += uncheckedUses(in: file).filter { finding in
            let first = max(0, finding.line - 6)
            return !file.lines[first..<finding.line].contains { $0.contains("SAFETY:") }
        }
        let isUnexplained = !file.lines.contains { $0.contains("SAFETY:") }
        if isUnexplained, let token = file.occurrences(of: ["unsafe"]).first {
            findings.append(file.finding(token.line, "unsafe, and no SAFETY: in the file"))
        }
        return findings
    }

    /// Promises that the compiler does not check.
    static func uncheckedUses(in file: SourceFile) -> [Finding] {
        all(unchecked, in: file)
    }

    private static func all(_ patterns: [[Substring]], in file: SourceFile) -> [Finding] {
        patterns.flatMap { pattern in
            file.occurrences(of: pattern).map {
                file.finding($0.line, "“\(pattern.joined())” does not belong here")
            }
        }
    }

    private static func isUnsafeRoom(_ file: SourceFile) -> Bool {
        file.folders.contains("Kernels") || isWorld(file)
            || file.path == "Sources/DureTesting/Seed.swift"
    }

    private static func isWorld(_ file: SourceFile) -> Bool {
        file.path.hasPrefix("Sources/DureCore/World/")
    }
}

@Suite struct SafetyTests {
    @Test func `unsafe code and the world stay in their rooms`() {
        #expect(SourceTree.swiftFiles.flatMap(Safety.findings) == [])
    }

    @Test func `unchecked promises do not grow in number`() {
        let uses = SourceTree.swiftFiles.flatMap(Safety.uncheckedUses)
        #expect(uses.count <= Safety.uncheckedCountMax, "\(uses)")
    }

    @Test(arguments: [
        "let a = try! work()", "let b = c as! Int", "fatalError(\"no\")", "Task { await work() }",
        "Task.detached { }", "try await Task.sleep(for: .seconds(1))", "DispatchQueue.main",
        "let t = SystemWallClock()", "var g = SystemRandomNumberGenerator()",
        "let x = \"\\(try! work())\"",
        "// SAFETY: none.\nlet p = unsafe q.pointee",
        "final class A: @unchecked Sendable {}",
    ])
    func `a word in the wrong room is found`(line: String) {
        let file = SourceFile(path: "Sources/DureVault/Canary.swift", text: line + "\n")
        #expect(!Safety.findings(in: file).isEmpty)
    }

    @Test func `the same words pass where they belong`() {
        let text = """
            func `unsafe "try!` () {}
            // try! as! fatalError( Task { DispatchQueue
            let a = "try! work() as! Int; Task { }"
            guard try !work() else { return }
            /* unsafe /* unsafe */ unsafe */
            let b = #"fatalError("\\#(c)")"#
            """
        let file = SourceFile(path: "Sources/DureVault/Canary.swift", text: text)
        #expect(Safety.findings(in: file) == [])
        let kernel = "// SAFETY: held by the caller.\nlet p = unsafe q.pointee\n"
        let inside = SourceFile(path: "Sources/DurePrivacy/Kernels/Canary.swift", text: kernel)
        #expect(Safety.findings(in: inside) == [])
        let node = SourceFile(path: "Sources/DureNode/Canary.swift", text: "Task { await work() }")
        #expect(Safety.findings(in: node) == [])
    }

    @Test func `an unexplained promise is found and counted`() {
        let bare = SourceFile(
            path: "Sources/DureNode/Canary.swift", text: "final class A: @unchecked Sendable {}\n")
        #expect(Safety.findings(in: bare).count == 1)
        #expect(Safety.uncheckedUses(in: bare).count == 1)
        let told = SourceFile(
            path: "Sources/DureNode/Canary.swift",
            text: "// SAFETY: guarded by a lock.\nfinal class A: @unchecked Sendable {}\n")
        #expect(Safety.findings(in: told) == [])
    }
}
