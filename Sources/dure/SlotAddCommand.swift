import ArgumentParser
import DureCore
import DureNode
import DureVault
import FoundationEssentials

extension SlotCommand {
    /// The command `dure slot add`.
    struct Add: ParsableCommand {
        /// The environment variable that holds a new passphrase.
        static let passphraseVariable = "DURE_NEW_PASSPHRASE"

        static let configuration = CommandConfiguration(
            abstract: SlotPhrases.add.text(Speech.language),
            discussion: SlotPhrases.addDiscussion.text(Speech.language))

        @Flag(name: .long, help: "A passphrase, from the environment: DURE_NEW_PASSPHRASE.")
        var passphrase = false
        @Flag(name: .long, help: "The key itself in a file, without any protection.")
        var plainFile = false
        @Option(name: .long, help: "A credential of systemd: its name, beginning with `dure`.")
        var systemd: String?
        @Option(name: .long, help: "Where systemd-creds writes the sealed credential.")
        var sealedOut: String?
        @Option(name: .long, help: "Where to write the credential's secret unsealed (mode 0600).")
        var secretOut: String?
        @Option(name: .long, help: "A helper program, by its whole path.")
        var helper: String?
        @Option(
            name: .long, parsing: .unconditionalSingleValue,
            help: "An argument of the helper; may be given several times.")
        var helperArg: [String] = []
        @Flag(name: .long, help: "Three recovery cards, any two of which open.")
        var cards = false
        @Option(name: .long, help: "A folder for the cards (mode 0600) instead of printing them.")
        var out: String?
        @OptionGroup var home: HomeOption
        @OptionGroup var opening: CardOption
        @OptionGroup var output: JSONOption

        func validate() throws {
            let kinds = [passphrase, plainFile, systemd != nil, helper != nil, cards]
            guard kinds.count(where: { $0 }) == 1 else {
                throw ValidationError(Speech.say(SlotPhrases.oneKind))
            }
            if systemd != nil, (sealedOut == nil) == (secretOut == nil) {
                throw ValidationError(Speech.say(SlotPhrases.oneOut))
            }
            if passphrase, newPassphrase == nil {
                throw ValidationError(Speech.say(SlotPhrases.noPassphrase))
            }
        }

        func run() throws {
            let member = try opening.member(home)
            let printsCards = cards && out == nil
            var shown: [JSONValue] = []
            let added = try member.add(slot()) { token in
                switch token {
                case .credential(let name, let text): try keep(text, name)
                case .cards(let cards):
                    let texts = cards.map { text(of: $0, node: member.base.settings.name) }
                    if printsCards {
                        shown = texts.map { .string($0) }
                        if !output.json { texts.forEach { StandardStreams.out($0) } }
                    } else {
                        try write(texts)
                    }
                }
            }
            if added.kind == .plainFile { Speech.warn(VaultPhrases.plainFileWarning) }
            var json = added.json.members ?? [:]
            if printsCards { json["cards"] = .array(shown) }
            output.show(
                .object(json),
                orLines: [
                    Speech.say(
                        SlotPhrases.added, ["id": added.id, "kind": added.kind.rawValue]),
                    Speech.say(next(added.kind)),
                ])
        }

        private var newPassphrase: String? {
            ProcessInfo.processInfo.environment[Self.passphraseVariable]
        }

        private func slot() -> NewSlot {
            if let systemd { return .credential(name: systemd) }
            if let helper {
                // Without links, so that each part of the path can be held to account later.
                let path = FileFacts.realPath(of: helper) ?? helper
                return .helper(HelperProgram(path: path, arguments: helperArg))
            }
            if cards { return .cards }
            return plainFile ? .plainFile : .passphrase(newPassphrase ?? "")
        }

        private func next(_ kind: SlotKind) -> Phrase {
            switch kind {
            case .passphrase: SlotPhrases.nextPassphrase
            case .plainFile: SlotPhrases.nextPlainFile
            case .credential: SlotPhrases.nextCredential
            case .helper: SlotPhrases.nextHelper
            case .cards: SlotPhrases.nextCards
            }
        }

        private func keep(_ text: String, _ name: String) throws {
            if let secretOut {
                try UserFile.write(Array(text.utf8), to: secretOut, replacing: false)
            } else if let sealedOut {
                try HomeOption.world.seal(text, name: name, to: sealedOut)
            }
        }

        private func write(_ texts: [String]) throws {
            guard let out else { return }
            let paths = texts.indices.map { "\(out)/card-\($0 + 1).txt" }
            // All or none: a set of which one is an older card would open nothing.
            for path in paths where UserFile.exists(path) { throw NodeError.fileExists(path: path) }
            for (path, text) in zip(paths, texts) {
                try UserFile.write(Array((text + "\n").utf8), to: path, replacing: false)
            }
        }

        private func text(of card: RecoveryCard, node: Name) -> String {
            let values: KeyValuePairs<String, String> = [
                "number": "\(card.number)", "count": "\(RecoveryCard.count)",
                "node": node.text, "slot": card.slot,
                "date": Timestamp(now: SystemWallClock()).date,
            ]
            let words = Speech.say(SlotPhrases.cardHead, values).split(separator: "\n")
            let foot = Speech.say(SlotPhrases.cardFoot).split(separator: "\n")
            return
                (words.map { "# \($0)" } + [""] + card.lines + [""] + foot.map { "# \($0)" })
                .joined(separator: "\n") + "\n"
        }
    }
}
