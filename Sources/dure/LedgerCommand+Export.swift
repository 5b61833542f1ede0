import ArgumentParser
import DureCore
import DureLedger
import DureNode

extension LedgerCommand {
    /// The command `dure ledger receipt`.
    struct Receipt: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: LedgerCommandPhrases.receipt.text(Speech.language),
            discussion: "Example: dure ledger receipt clinic 17 --output 17.tlog-proof")

        @OptionGroup var source: LedgerSource
        @Argument(help: "The entry's number, as ledger show gives it.")
        var index: Int
        @Option(name: .long, help: "Where to write it; its entry goes beside it as .json.")
        var output: String?
        @Flag(name: .long, help: "Replace the files where they exist.")
        var force = false
        @OptionGroup var json: JSONOption

        func run() throws {
            let reader = try source.soundReader()
            let receipt = try reader.receipt(index: index)
            let path = output ?? "\(index).tlog-proof"
            let end = ".tlog-proof"
            let entryPath =
                (path.hasSuffix(end) ? String(path.dropLast(end.count)) : path) + ".json"
            for file in [path, entryPath] where !force && UserFile.exists(file) {
                throw NodeError.fileExists(path: file)
            }
            try UserFile.write(receipt.entry ?? [], to: entryPath, replacing: force)
            try UserFile.write(receipt.bytes, to: path, replacing: force)
            json.show(
                ["receipt": .string(path), "entry": .string(entryPath), "index": .count(index)],
                orLines: [
                    Speech.say(
                        LedgerCommandPhrases.receiptWritten,
                        ["index": "\(index)", "path": path, "entry": entryPath])
                ])
        }
    }

    /// The command `dure ledger export`.
    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: LedgerCommandPhrases.export.text(Speech.language),
            discussion: """
                Example: dure ledger export clinic --to for-the-auditor
                Example: dure ledger export clinic --to clinic-ledger.tar
                """)

        @OptionGroup var source: LedgerSource
        @Option(name: .long, help: "A new folder, or a file whose name ends in .tar.")
        var to: String
        @OptionGroup var output: JSONOption

        func run() throws {
            guard !UserFile.exists(to) else { throw NodeError.fileExists(path: to) }
            let export = try LedgerExport(of: source.soundReader())
            var count = 0
            if to.hasSuffix(".tar") {
                var tar = TarFile()
                try export.files { path, bytes in
                    tar.add(bytes, as: path)
                    count += 1
                }
                try UserFile.write(tar.bytes, to: to, replacing: false)
            } else {
                let folder = FileStorage(root: to)
                var paths: [String] = []
                try export.files { path, bytes in
                    do throws(StorageError) {
                        try folder.writeUnsynced(bytes, to: path)
                    } catch {
                        throw Self.error(error, below: to)
                    }
                    paths.append(path)
                }
                try folder.sync(paths)
                count = paths.count
            }
            output.show(
                [
                    "path": .string(to), "files": .count(count),
                    "entries": .count(export.entryCount),
                ],
                orLines: [
                    Speech.say(
                        LedgerCommandPhrases.exported,
                        ["count": "\(export.entryCount)", "path": to])
                ])
        }

        /// The failure with the whole path, as the user knows it.
        private static func error(_ error: StorageError, below folder: String) -> StorageError {
            switch error {
            case .full(let path): .full(path: "\(folder)/\(path)")
            case .denied(let path): .denied(path: "\(folder)/\(path)")
            case .tooLarge(let path, let limit):
                .tooLarge(path: "\(folder)/\(path)", limit: limit)
            case .failed(let path, let code): .failed(path: "\(folder)/\(path)", errno: code)
            }
        }
    }
}

/// A tar archive of plain files (POSIX ustar), in memory.
struct TarFile {
    private static let blockByteCount = 512
    private var content: [UInt8] = []

    /// Adds a file that anybody may read; its name has at most 100 bytes.
    mutating func add(_ bytes: [UInt8], as path: String) {
        precondition(path.utf8.count <= 100, "the paths of a ledger are short")
        var header = [UInt8](repeating: 0, count: Self.blockByteCount)
        func put(_ text: String, at place: Int) {
            for (offset, byte) in text.utf8.enumerated() { header[place + offset] = byte }
        }
        put(path, at: 0)
        put("0000644", at: 100)
        put("0000000", at: 108)
        put("0000000", at: 116)
        put(Self.octal(bytes.count, digits: 11), at: 124)
        put("00000000000", at: 136)
        put("        ", at: 148)
        put("0", at: 156)
        put("ustar", at: 257)
        put("00", at: 263)
        let sum = header.reduce(0) { $0 + Int($1) }
        put(Self.octal(sum, digits: 6) + "\0 ", at: 148)
        content += header + bytes
        let rest = bytes.count % Self.blockByteCount
        if rest > 0 { content += [UInt8](repeating: 0, count: Self.blockByteCount - rest) }
    }

    /// The archive.
    var bytes: [UInt8] {
        content + [UInt8](repeating: 0, count: 2 * Self.blockByteCount)
    }

    private static func octal(_ number: Int, digits: Int) -> String {
        let text = String(number, radix: 8)
        return String(repeating: "0", count: digits - text.count) + text
    }
}
