import ArgumentParser
import DureCore
import DureNode
import DureVault

/// The command `dure key`: the root key and what hangs from it.
struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: SlotPhrases.key.text(Speech.language),
        subcommands: [Rotate.self])

    /// The command `dure key rotate`.
    struct Rotate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: SlotPhrases.rotate.text(Speech.language),
            discussion: SlotPhrases.rotateDiscussion.text(Speech.language))

        @Flag(name: .long, help: "Seal the data itself anew instead, under fresh keys.")
        var data = false
        @Option(name: .long, help: "With --data: this dataset alone; may be given several times.")
        var dataset: [Name] = []
        @OptionGroup var home: HomeOption
        @OptionGroup var cards: CardOption
        @OptionGroup var output: JSONOption

        func validate() throws {
            guard data || dataset.isEmpty else {
                throw ValidationError(Speech.say(SlotPhrases.datasetNeedsData))
            }
        }

        func run() throws {
            if data { return try reseal() }
            let keys = try MemberHome.rotateRootKey(
                at: home.path, by: cards.opening(), world: HomeOption.world)
            let slots = try MemberHome.slots(at: home.path)
            output.show(
                [
                    "before": .string(keys.old), "key": .string(keys.new),
                    "slots": .array(slots.map(\.json)),
                ],
                orLines: [
                    Speech.say(SlotPhrases.rotated, ["count": "\(slots.count)", "key": keys.new])
                ])
        }

        private func reseal() throws {
            let member = try cards.member(home)
            let names = dataset.isEmpty ? try member.vault.cards().map(\.name) : dataset
            for name in names {
                try member.reseal(name) { done, count in
                    guard StandardStreams.isTerminal else { return }
                    let line = Speech.say(
                        SlotPhrases.resealing,
                        ["dataset": name.text, "done": "\(done)", "count": "\(count)"])
                    StandardStreams.status("\r\(line)\u{1b}[K\r")
                }
            }
            output.show(
                ["datasets": .array(names.map { .string($0.text) })],
                orLines: names.map { Speech.say(SlotPhrases.resealed, ["dataset": $0.text]) })
        }
    }
}
