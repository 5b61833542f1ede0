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
            let count = try to.hasSuffix(".tar") ? archive(export) : copy(export)
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

        private func archive(_ export: LedgerExport) throws -> Int {
            var count = 0
            try UserFile.write(to: to) { add in
                try export.files { path, bytes in
                    try add(TarFile.part(bytes, as: path))
                    count += 1
                }
                try add(TarFile.end)
            }
            return count
        }

        private func copy(_ export: LedgerExport) throws -> Int {
            let folder = FileStorage(root: to)
            var paths: [String] = []
            do {
                try export.files { path, bytes in
                    do throws(StorageError) {
                        try folder.writeUnsynced(bytes, to: path)
                    } catch {
                        throw error.renamed { "\(to)/\($0)" }
                    }
                    paths.append(path)
                }
                try folder.sync(paths)
            } catch {
                // Half a ledger is of no use; the first failure is the one to tell.
                try? folder.removeAll()
                throw error
            }
            return paths.count
        }
    }
}

/// A tar archive of plain files (POSIX ustar), part by part.
enum TarFile {
    private static let blockByteCount = 512

    /// A file that anybody may read, as it stands in the archive; its name has at most 100 bytes.
    static func part(_ bytes: [UInt8], as path: String) -> [UInt8] {
        precondition(path.utf8.count <= 100, "the paths of a ledger are short")
        var header = [UInt8](repeating: 0, count: blockByteCount)
        func put(_ text: String, at place: Int) {
            for (offset, byte) in text.utf8.enumerated() { header[place + offset] = byte }
        }
        put(path, at: 0)
        put("0000644", at: 100)
        put("0000000", at: 108)
        put("0000000", at: 116)
        put(octal(bytes.count, digits: 11), at: 124)
        put("00000000000", at: 136)
        put("        ", at: 148)
        put("0", at: 156)
        put("ustar", at: 257)
        put("00", at: 263)
        let sum = header.reduce(0) { $0 + Int($1) }
        put(octal(sum, digits: 6) + "\0 ", at: 148)
        let rest = bytes.count % blockByteCount
        let filling = rest > 0 ? blockByteCount - rest : 0
        return header + bytes + [UInt8](repeating: 0, count: filling)
    }

    /// What ends an archive.
    static var end: [UInt8] { [UInt8](repeating: 0, count: 2 * blockByteCount) }

    private static func octal(_ number: Int, digits: Int) -> String {
        let text = String(number, radix: 8)
        return String(repeating: "0", count: digits - text.count) + text
    }
}
