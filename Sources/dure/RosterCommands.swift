import ArgumentParser
import DureCore
import DureFederation
import DureNode

/// The commands about changes of the roster: `dure federation review`, `approve` and `remove`.
extension FederationCommands {
    /// The command `dure federation review`.
    struct Review: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: CommandPhrases.federationReview.text(Speech.language),
            discussion: "Example: dure federation review --home clinic")

        @OptionGroup var home: HomeOption
        @OptionGroup var output: JSONOption

        func run() throws {
            guard let (before, step) = try change() else {
                return output.show(
                    ["change": .null], orLines: [Speech.say(CommandPhrases.noChange)])
            }
            let lines = try lines(step, after: before)
            output.show(step.json(after: before), orLines: lines)
        }

        private var isMember: Bool {
            get throws { try NodeHome.kind(at: home.path) == .node }
        }

        private func change() throws -> (FederationRoster, RosterStep)? {
            if try isMember { return try home.member().rosterChange() }
            let coordinator = try CoordinatorHome(opening: home.path)
            return try coordinator.pendingChange().map { (try coordinator.roster(), $0) }
        }

        private func lines(_ step: RosterStep, after before: FederationRoster) throws -> [String] {
            let differences = before.differences(to: step.roster)
            let signers = step.signers(on: before).map(\.name.text)
            let hash = step.change.hash.hex
            var lines = [
                Speech.say(
                    CommandPhrases.change,
                    ["change": hash, "version": "\(step.roster.version)"])
            ]
            lines += differences.joining.map { Speech.say(CommandPhrases.joins, Self.values($0)) }
            lines += differences.leaving.map {
                Speech.say(CommandPhrases.leaves, ["name": $0.name.text])
            }
            lines += differences.replaced.map {
                Speech.say(CommandPhrases.rekeyed, Self.values($0))
            }
            lines.append(
                Speech.say(
                    CommandPhrases.signatures,
                    [
                        "count": "\(signers.count)", "quorum": "\(before.quorum)",
                        "names": signers.isEmpty ? "-" : signers.joined(separator: ", "),
                    ]))
            guard try isMember else { return lines }
            return lines + [
                Speech.say(
                    CommandPhrases.howToApprove,
                    ["change": String(hash.prefix(16)), "home": home.path])
            ]
        }

        private static func values(_ member: RosterMember) -> KeyValuePairs<String, String> {
            [
                "name": member.name.text, "economy": member.economy,
                "key": String(member.key.fingerprint.hex.prefix(16)),
            ]
        }
    }

    /// The command `dure federation approve`.
    struct Approve: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: CommandPhrases.federationApprove.text(Speech.language),
            discussion: "Example: dure federation approve 3fa85f64c2d19b07 --home clinic "
                + "--as officer-7")

        @Argument(help: "The change, by the first digits that `review` shows; at least 8.")
        var change: String
        @Option(name: .customLong("as"), help: "Who approves: a key id or a short name.")
        var person: Name
        @OptionGroup var home: HomeOption
        @OptionGroup var output: JSONOption

        func run() throws {
            try home.member().approveChange(change, as: person)
            output.show(
                ["change": .string(change), "person": .string(person.text)],
                orLines: [
                    Speech.say(
                        CommandPhrases.changeApproved,
                        ["person": person.text, "change": change])
                ])
        }
    }

    /// The command `dure federation remove`.
    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: CommandPhrases.federationRemove.text(Speech.language),
            discussion: "Example: dure federation remove clinic --home fed")

        @Argument(help: "The member's name.")
        var member: Name
        @OptionGroup var home: HomeOption
        @OptionGroup var output: JSONOption

        func run() throws {
            try CoordinatorHome(opening: home.path).askRemoval(of: member)
            output.show(
                ["member": .string(member.text)],
                orLines: [
                    Speech.say(CommandPhrases.removalAsked, ["member": member.text])
                ])
        }
    }
}
