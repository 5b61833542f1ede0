import ArgumentParser
import DureCore
import DureNode
import FoundationEssentials

/// The home that a command works on.
struct HomeOption: ParsableArguments {
    @Option(name: .long, help: "The node's home directory (or DURE_HOME; default ./dure-home).")
    var home: String?

    /// The folder, from the option, the environment, or the default.
    var path: String {
        home ?? ProcessInfo.processInfo.environment["DURE_HOME"] ?? "dure-home"
    }

    /// Opens a member's home; the passphrase comes from the environment.
    func member() throws -> MemberHome {
        try MemberHome(opening: path, passphrase: Self.passphrase)
    }

    static var passphrase: String? {
        ProcessInfo.processInfo.environment[MemberHome.passphraseVariable]
    }
}

/// Whether to print JSON.
struct JSONOption: ParsableArguments {
    @Flag(name: .long, help: "Print JSON instead of text.")
    var json = false

    /// Prints the JSON, or else the lines.
    func show(_ value: JSONValue, orLines lines: @autoclosure () -> [String]) {
        if json {
            StandardStreams.out(value.prettyText)
        } else {
            for line in lines() { StandardStreams.out(line) }
        }
    }
}

/// Files that a user names on the command line.
enum UserFile {
    /// No such file, not a folder, a folder: the user named the wrong path.
    private static let wrongPathErrors: Set<Int32> = [2, 20, 21]

    /// The bytes of a small file, or of a pipe; `-` is standard input.
    static func read(_ path: String, byteCountMax: Int = 1 << 20) throws -> [UInt8] {
        do {
            return try readAll(path == "-" ? "/dev/stdin" : path, byteCountMax)
        } catch StorageError.failed(_, let errno) where wrongPathErrors.contains(errno) {
            throw NodeError.unreadable(path: path)
        }
    }

    /// Whether anything is there under that name.
    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    /// Writes a file whole or not at all: a temporary file beside it, then a rename.
    ///
    /// - Throws: `NodeError.fileExists` where it is there and is not to be replaced.
    static func write(_ bytes: [UInt8], to path: String, replacing: Bool) throws {
        // Looked at again: computing takes a while.
        guard replacing || !exists(path) else { throw NodeError.fileExists(path: path) }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard let name = parts.last, !name.isEmpty else { throw NodeError.unreadable(path: path) }
        let folder = parts.dropLast().joined(separator: "/")
        let root = parts.count == 1 ? "." : folder.isEmpty ? "/" : folder
        try FileStorage(root: root).write(bytes, to: String(name))
    }

    private static func readAll(_ path: String, _ byteCountMax: Int) throws -> [UInt8] {
        var reader = try FileReader(path: path, byteCountMax: byteCountMax)
        var bytes: [UInt8] = []
        while let chunk = try reader.next() { bytes += chunk }
        return bytes
    }
}

extension Name: ExpressibleByArgument {
    /// Reads a name from the command line.
    public init?(argument: String) {
        // The parser's own message says what form a name has.
        guard let name = try? Name(argument) else { return nil }
        self = name
    }
}
