import ArgumentParser
import DureCore
import DureNode
import DureVault
import FoundationEssentials

/// Cards on the command line.
struct CardOption: ParsableArguments {
    @Option(name: .long, help: "A recovery card (a file; - is standard input); give two.")
    var card: [String] = []

    /// By two cards where they are given, else as the environment says.
    func opening() throws -> SlotOpening {
        guard !card.isEmpty else { return HomeOption.world.opening }
        return .cards(
            try card.map { path in
                let text = String(decoding: try UserFile.read(path), as: UTF8.self)
                do {
                    return try RecoveryCard(text)
                } catch {
                    StandardStreams.error("\(path):")
                    throw error
                }
            })
    }

    func member(_ home: HomeOption) throws -> MemberHome {
        try MemberHome(opening: home.path, by: opening(), world: HomeOption.world)
    }
}

/// The command `dure slot`: the ways in which the root key can be opened.
struct SlotCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "slot", abstract: SlotPhrases.slot.text(Speech.language),
        discussion: SlotPhrases.discussion.text(Speech.language),
        subcommands: [List.self, Add.self, Remove.self, Open.self])

    /// The command `dure slot list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: SlotPhrases.list.text(Speech.language),
            discussion: "Example: dure slot list --home clinic")

        @OptionGroup var home: HomeOption
        @OptionGroup var output: JSONOption

        func run() throws {
            let slots = try MemberHome.slots(at: home.path)
            if slots.contains(where: { $0.kind == .plainFile }) {
                Speech.warn(VaultPhrases.plainFileWarning)
            }
            output.show(
                .array(slots.map(\.json)),
                orLines: slots.map {
                    "\($0.id)  \($0.made)  \($0.kind.rawValue)\($0.detail.map { "  \($0)" } ?? "")"
                })
        }
    }

    /// The command `dure slot remove`.
    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: SlotPhrases.remove.text(Speech.language),
            discussion: "Example: dure slot remove 3f9a12cd --home clinic")

        @Argument(help: "The slot's id, as `dure slot list` shows it.")
        var slot: String
        @OptionGroup var home: HomeOption
        @OptionGroup var cards: CardOption
        @OptionGroup var output: JSONOption

        func run() throws {
            try cards.member(home).removeSlot(slot)
            output.show(
                ["removed": .string(slot)],
                orLines: [Speech.say(SlotPhrases.removed, ["id": slot])])
        }
    }

    /// The command `dure slot open`.
    struct Open: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: SlotPhrases.open.text(Speech.language),
            discussion: "Example: dure slot open --card first.txt --card third.txt --home clinic")

        @OptionGroup var home: HomeOption
        @OptionGroup var cards: CardOption
        @OptionGroup var output: JSONOption

        func run() throws {
            let kind = try cards.opening().kind.rawValue
            _ = try cards.member(home)
            output.show(
                ["opened": .string(kind)],
                orLines: [Speech.say(SlotPhrases.opened, ["kind": kind])])
        }
    }
}

extension SlotSummary {
    var json: JSONValue {
        var members: [String: JSONValue] = [
            "id": .string(id), "kind": .string(kind.rawValue), "made": .string(made),
        ]
        members["detail"] = detail.map { .string($0) }
        return .object(members)
    }
}
