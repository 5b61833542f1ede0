import ArgumentParser
import DureCore
import DureLedger
import DureNode

/// The command `dure ledger`.
struct LedgerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: LedgerCommandPhrases.ledger.text(Speech.language),
        subcommands: [
            Verify.self, Show.self, Receipt.self, Audit.self, Export.self, People.self,
        ])

    /// The command `dure ledger verify`.
    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: LedgerCommandPhrases.verify.text(Speech.language),
            discussion: """
                Example: dure ledger verify clinic --key clinic.verifier --policy clinic.policy
                Example: dure ledger verify --receipt 17.tlog-proof --key clinic.verifier
                """)

        @Argument(help: "The home, or a copy of it: the folder that holds ledger/.")
        var path: String?
        @Option(name: .long, help: "A receipt to check instead of a whole ledger.")
        var receipt: String?
        @Option(name: .long, help: "The receipt's entry, where it is not in the receipt.")
        var entry: String?
        @OptionGroup var keys: LedgerKeys
        @OptionGroup var output: JSONOption

        func validate() throws {
            guard (path == nil) != (receipt == nil) else {
                throw ValidationError(Speech.say(LedgerCommandPhrases.ledgerOrReceipt))
            }
            guard path != nil || keys.key != nil || keys.policy != nil else {
                throw ValidationError(Speech.say(LedgerCommandPhrases.receiptWantsKey))
            }
        }

        func run() throws {
            if let receipt { return try verify(receipt: receipt) }
            let path = path ?? ""
            let storage = FileStorage(root: path)
            let key = try keys.ledgerKey(at: path)
            let reader = LedgerReader(storage, key: key)
            let policy = try keys.required(key)
            // The policy beside the ledger tells who is meant; what it asks for binds nobody.
            let beside = policy == nil ? try reader.policy() : nil
            let audit = LedgerVerifier.verify(
                storage, key: key, policy: policy, witnesses: beside?.witnesses ?? [])
            let report = LedgerReport(
                audit: audit, beside: beside, evidence: try reader.evidence())
            output.show(report.json, orLines: report.lines(hasOwnKey: !keys.isGiven))
            guard audit.isSound else { throw ExitCode(1) }
        }

        private func verify(receipt file: String) throws {
            let receipt = try DureLedger.Receipt(
                parsing: UserFile.read(file, byteCountMax: DureLedger.Receipt.byteCountMax))
            let key = try keys.ledgerKey(at: nil)
            guard
                let bytes = try entry.map({
                    try UserFile.read($0, byteCountMax: LedgerEntry.byteCountMax)
                }) ?? receipt.entry
            else { throw ValidationError(Speech.say(LedgerCommandPhrases.receiptWantsEntry)) }
            let head = try receipt.verify(entry: bytes, key: key)
            let policy = try keys.required(key)
            let signers = head.witnesses(among: policy?.witnesses ?? [])
            let isEnough = policy?.isMet(by: signers.map(\.key)) ?? true
            let entry = try LedgerEntry(parsing: bytes)
            var lines = [
                Speech.say(
                    LedgerCommandPhrases.receiptHolds,
                    [
                        "index": "\(receipt.index)", "size": "\(head.size)", "origin": head.origin,
                    ])
            ]
            lines += signers.map { LedgerReport.line($0.key.name, $0.time) }
            if !isEnough { lines.append(Speech.say(LedgerCommandPhrases.tooFewWitnesses)) }
            lines.append(entry.json.prettyText)
            output.show(
                [
                    "holds": .bool(isEnough), "index": .count(receipt.index),
                    "size": .count(head.size), "origin": .string(head.origin),
                    "witnesses": .array(
                        signers.map {
                            ["name": .string($0.key.name), "time": .string($0.time.description)]
                        }),
                    "entry": entry.json,
                ],
                orLines: lines)
            guard isEnough else { throw ExitCode(1) }
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

        func validate() throws { try LedgerTable.check(last: last) }

        func run() throws {
            let reader = try source.soundReader()
            let head = try reader.checkpoint()
            let range = max(0, head.size - last)..<head.size
            let entries = try reader.entries(range, under: head).map {
                (bytes) throws(LedgerError) in try LedgerEntry(parsing: bytes)
            }
            let numbered = Array(zip(range, entries))
            output.show(
                .array(numbered.map { $1.answer(at: $0) }),
                orLines: LedgerTable.lines(numbered) + [
                    Speech.say(
                        LedgerCommandPhrases.shown,
                        ["count": "\(numbered.count)", "size": "\(head.size)"])
                ])
        }
    }
}

/// Entries as a table, or as JSON.
enum LedgerTable {
    static func check(last: Int) throws {
        guard (1...LedgerReader.entryCountMax).contains(last) else {
            throw ValidationError(
                Speech.say(
                    LedgerCommandPhrases.badLast, ["limit": "\(LedgerReader.entryCountMax)"]))
        }
    }

    static func lines(_ entries: [(Int, LedgerEntry)]) -> [String] {
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
