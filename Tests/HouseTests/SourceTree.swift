import Foundation

/// The package as it lies on disk, found from where this file was compiled.
enum SourceTree {
    /// The folder with `Package.swift`.
    static let root: URL = {
        var folder = URL(filePath: #filePath)
        for _ in 0..<3 { folder.deleteLastPathComponent() }
        return folder
    }()

    /// Every Swift file of Sources and Tests.
    static let swiftFiles: [SourceFile] =
        files(in: ["Sources", "Tests"])
        .filter { $0.hasSuffix(".swift") }
        .compactMap { path in text(of: path).map { SourceFile(path: path, text: $0) } }

    /// The Swift files that ship.
    static let sources = swiftFiles.filter { $0.path.hasPrefix("Sources/") }

    /// Folders that the build or a run makes.
    private static let generated: Set<String> = [".git", ".swiftpm", "demo-home", "__pycache__"]

    /// Paths below those folders (or the root itself, for an empty name), sorted.
    static func files(in folders: [String]) -> [String] {
        folders.flatMap { files(in: $0) }.sorted()
    }

    private static func files(in folder: String) -> [String] {
        let location = folder.isEmpty ? root : root.appending(path: folder)
        // A folder that is not there holds no files; the tests say how many they have seen.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: location.path)) ?? []
        return names.flatMap { name -> [String] in
            let path = folder.isEmpty ? name : "\(folder)/\(name)"
            guard !generated.contains(name), !name.hasPrefix(".build"), !name.hasPrefix(".venv")
            else { return [] }
            let url = root.appending(path: path)
            // A name that cannot be asked about counts as a file, and then fails to be read.
            let values = try? url.resourceValues(forKeys: [.isDirectoryKey])
            return values?.isDirectory == true ? files(in: path) : [path]
        }
    }

    /// The file's bytes as text; nil where it is none.
    static func text(of path: String) -> String? {
        // A file that is not UTF-8 holds no words to check.
        guard let data = try? Data(contentsOf: root.appending(path: path)) else { return nil }
        return String(validating: data, as: UTF8.self)
    }
}

/// A broken rule, and where.
struct Finding: Hashable, CustomStringConvertible {
    /// The file, from the package's root.
    let path: String
    /// From 1.
    let line: Int
    /// What is wrong.
    let rule: String

    var description: String { "\(path):\(line): \(rule)" }
}
