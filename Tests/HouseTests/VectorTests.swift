import Foundation
import Testing

/// Test vectors that were made outside, where they lie beside the checkout.
enum SharedVectors {
    static let folder = SourceTree.root.deletingLastPathComponent()
        .appending(path: "shared/vectors")

    static let exist = FileManager.default.fileExists(atPath: folder.path)

    /// Copies in `Tests` that differ from the file of the same name in `folder`.
    static func findings(copies: [String], in root: URL, originals folder: URL) throws -> [Finding]
    {
        try copies.compactMap { path in
            let copy = root.appending(path: path)
            let original = folder.appending(path: copy.lastPathComponent)
            guard FileManager.default.fileExists(atPath: original.path) else { return nil }
            return try Data(contentsOf: copy) == Data(contentsOf: original)
                ? nil : Finding(path: path, line: 1, rule: "differs from its original")
        }
    }
}

@Suite struct VectorTests {
    @Test(.enabled(if: SharedVectors.exist, "no shared/vectors lie beside this checkout"))
    func `copies of the vectors are what was handed over`() throws {
        let copies = SourceTree.files(in: ["Tests"]).filter { $0.contains("/Vectors/") }
        #expect(copies.count > 5, "the copies were not found")
        let findings = try SharedVectors.findings(
            copies: copies, in: SourceTree.root, originals: SharedVectors.folder)
        #expect(findings == [])
    }

    @Test func `an altered copy is found`() throws {
        let root = FileManager.default.temporaryDirectory
            .appending(path: "dure-house-\(UUID().uuidString)")
        defer {
            // A folder left behind in the system's temporary place loses nothing.
            try? FileManager.default.removeItem(at: root)
        }
        for folder in ["copies", "originals"] {
            try FileManager.default.createDirectory(
                at: root.appending(path: folder), withIntermediateDirectories: true)
        }
        try Data("1\t2\n".utf8).write(to: root.appending(path: "originals/a.tsv"))
        try Data("1\t2\n".utf8).write(to: root.appending(path: "copies/a.tsv"))
        let originals = root.appending(path: "originals")
        #expect(
            try SharedVectors.findings(copies: ["copies/a.tsv"], in: root, originals: originals)
                == [])
        try Data("1\t3\n".utf8).write(to: root.appending(path: "copies/a.tsv"))
        #expect(
            try SharedVectors.findings(copies: ["copies/a.tsv"], in: root, originals: originals)
                .map(\.path) == ["copies/a.tsv"])
    }
}
