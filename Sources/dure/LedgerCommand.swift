import ArgumentParser
import DureCore
import DureLedger
import DureNode

/// The command `dure ledger`.
struct LedgerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: LedgerCommandPhrases.ledger.text(Speech.language),
        subcommands: [Verify.self, Show.self])

    /// The command `dure ledger verify`.
    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: LedgerCommandPhrases.verify.text(Speech.language),
            discussion: "Example: dure ledger verify clinic --key clinic.verifier")

        @OptionGroup var source: LedgerSource
        @OptionGroup var output: JSONOption

        func run() throws {
            let audit = LedgerVerifier.verify(source.storage, key: try source.verifierKey())
            var json: [String: JSONValue] = [
                "sound": .bool(audit.isSound), "size": .count(audit.size),
                "root": audit.root.map { .string($0.hex) } ?? .null,
            ]
            if let fault = audit.fault {
                json["fault"] = .string(fault.sentence(Speech.language))
                if case .entry(let index) = fault { json["index"] = .count(index) }
            }
            var lines = [audit.sentence(Speech.language)]
            if audit.isSound {
                if let root = audit.root {
                    lines.append(Speech.say(LedgerCommandPhrases.root, ["root": root.hex]))
                }
                if source.key == nil { lines.append(Speech.say(LedgerCommandPhrases.ownKey)) }
            }
            output.show(.object(json), orLines: lines)
            guard audit.isSound else { throw ExitCode(1) }
        }
    }

    /// The command `dure ledger show`.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: LedgerCommandPhrases.show.text(Speech.language),
            discussion: "Example: dure ledger show clinic --last 50")

        @OptionGroup var source: LedgerSource
        @OptionGroup var output: JSONOption
        @Option(name: .long, help: "How many of the newest entries.")
        var last = 20

        func validate() throws {
            guard (1...LedgerReader.entryCountMax).contains(last) else {
                throw ValidationError(
                    Speech.say(
                        LedgerCommandPhrases.badLast, ["limit": "\(LedgerReader.entryCountMax)"]))
            }
        }

        func run() throws {
            let key = try source.verifierKey()
            // An entry that was changed may still be readable: only the whole says that it is right.
            let audit = LedgerVerifier.verify(source.storage, key: key)
            guard audit.isSound else {
                StandardStreams.error(audit.sentence(Speech.language))
                StandardStreams.error(
                    Speech.say(LedgerCommandPhrases.notShown, ["path": source.path]))
                throw ExitCode(1)
            }
            let (numbered, size) = try read(LedgerReader(source.storage, key: key))
            output.show(
                .array(
                    numbered.map { index, entry in
                        var members = entry.json.members ?? [:]
                        members["index"] = .count(index)
                        return .object(members)
                    }),
                orLines: table(numbered) + [
                    Speech.say(
                        LedgerCommandPhrases.shown,
                        ["count": "\(numbered.count)", "size": "\(size)"])
                ])
        }

        private func read(_ reader: LedgerReader) throws -> ([(Int, LedgerEntry)], Int) {
            let head = try reader.checkpoint()
            let range = max(0, head.size - last)..<head.size
            let entries = try reader.entries(range, under: head).map {
                (bytes) throws(LedgerError) in try LedgerEntry(parsing: bytes)
            }
            return (Array(zip(range, entries)), head.size)
        }

        private func table(_ entries: [(Int, LedgerEntry)]) -> [String] {
            var table = TextTable(
                [
                    LedgerCommandPhrases.index, LedgerCommandPhrases.time,
                    LedgerCommandPhrases.actor, LedgerCommandPhrases.action,
                    LedgerCommandPhrases.verdict, LedgerCommandPhrases.object,
                ].map { Speech.say($0) })
            for (index, entry) in entries {
                table.add([
                    "\(index)", entry.time.description, entry.actor, entry.action,
                    entry.verdict ?? "", String((entry.object?.hex ?? "").prefix(12)),
                ])
            }
            return table.lines
        }
    }
}

/// A ledger below a folder, and the key to check it with.
struct LedgerSource: ParsableArguments {
    @Argument(help: "The home, or a copy of it: the folder that holds ledger/.")
    var path: String

    @Option(name: .long, help: "The ledger's public key, a copy of its file ledger/verifier.")
    var key: String?

    var storage: FileStorage { FileStorage(root: path) }

    func verifierKey() throws -> VerifierKey {
        let bytes = try UserFile.read(
            key ?? "\(path)/\(LedgerReader.folder)/verifier", byteCountMax: 4_096)
        let text = String(decoding: bytes, as: UTF8.self)
        return try VerifierKey(parsing: text.hasSuffix("\n") ? String(text.dropLast()) : text)
    }
}
