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

    /// Opens a member's home in the way that the environment says.
    func member() throws -> MemberHome {
        try MemberHome(opening: path, by: Self.world.opening, world: Self.world)
    }

    /// The machine, and what this process was given to open a home with.
    static var world: SystemSlotWorld {
        SystemSlotWorld(environment: ProcessInfo.processInfo.environment) { text in
            StandardStreams.error(text.plain(keepsLines: true))
        }
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
            for line in lines() { StandardStreams.out(line.plain(keepsLines: true)) }
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

    /// Whether a file may be written there: nothing is there, or a plain file that is to be replaced.
    private static func isFree(_ path: String, replacing: Bool) -> Bool {
        // Without attributes there is nothing, or what no file can take the place of.
        guard let found = try? FileManager.default.attributesOfItem(atPath: path) else {
            return !exists(path)
        }
        return replacing && found[.type] as? FileAttributeType == .typeRegular
    }

    /// Writes a file whole or not at all: a temporary file beside it, then a rename.
    ///
    /// - Throws: `NodeError.fileExists` where it is there and is not to be replaced.
    static func write(_ bytes: [UInt8], to path: String, replacing: Bool) throws {
        try write(to: path, replacing: replacing) { add in try add(bytes) }
    }

    /// Writes a file part by part, whole or not at all.
    ///
    /// - Throws: `NodeError.fileExists` where it is there and is not to be replaced; what making
    ///   the parts throws.
    static func write(
        to path: String, replacing: Bool = false,
        parts: (_ add: ([UInt8]) throws -> Void) throws -> Void
    ) throws {
        guard isFree(path, replacing: replacing) else { throw NodeError.fileExists(path: path) }
        let (folder, name) = try place(of: path)
        let temporary = "\(name).tmp\(ProcessInfo.processInfo.processIdentifier)"
        do {
            try folder.remove(temporary)
            try parts { bytes in
                do throws(StorageError) {
                    try folder.appendVolatile(bytes, to: temporary)
                } catch {
                    throw error.renamed { _ in path }
                }
            }
            try folder.sync([temporary])
            // Looked at again: computing takes a while.
            guard isFree(path, replacing: replacing) else { throw NodeError.fileExists(path: path) }
            if replacing {
                try folder.move(temporary, to: name)
            } else if try !folder.moveAnew(temporary, to: name) {
                throw NodeError.fileExists(path: path)
            }
            try folder.sync([name])
        } catch {
            // The first failure is the one to tell; a temporary file is nobody's loss.
            try? folder.remove(temporary)
            throw error
        }
    }

    private static func place(of path: String) throws -> (folder: FileStorage, name: String) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard let name = parts.last, !name.isEmpty else { throw NodeError.unreadable(path: path) }
        let folder = parts.dropLast().joined(separator: "/")
        let root = parts.count == 1 ? "." : folder.isEmpty ? "/" : folder
        return (FileStorage(root: root), String(name))
    }

    private static func readAll(_ path: String, _ byteCountMax: Int) throws -> [UInt8] {
        var reader = try FileReader(path: path, byteCountMax: byteCountMax)
        var bytes: [UInt8] = []
        while let chunk = try reader.next() { bytes += chunk }
        return bytes
    }
}

extension StorageError {
    /// The same failure of a file as its user knows it.
    func renamed(_ name: (String) -> String) -> StorageError {
        switch self {
        case .full(let path): .full(path: name(path))
        case .denied(let path): .denied(path: name(path))
        case .tooLarge(let path, let limit): .tooLarge(path: name(path), limit: limit)
        case .failed(let path, let code): .failed(path: name(path), errno: code)
        }
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
