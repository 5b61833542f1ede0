import ArgumentParser
import DureCharter
import DureCore
import DureFederation
import DureNode

/// The command `dure study`.
struct StudyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "study", abstract: CommandPhrases.study.text(Speech.language),
        subcommands: [
            Check.self, StudySimulateCommand.self, Propose.self, List.self, Review.self,
            Approve.self, StudyWatch.self,
            StudyResultCommand.self,
        ])

    /// The command `dure study check`.
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: CommandPhrases.studyCheck.text(Speech.language),
            discussion: "Example: dure study check study.toml --members 4")

        @Argument(help: "The manifest (TOML).")
        var file: String
        @Option(name: .long, help: "How many members take part; 4, or as many as it needs.")
        var members: Int?
        @OptionGroup var output: JSONOption

        func run() throws {
            let (manifest, text) = try ManifestText.read(file)
            let said = try ManifestText(
                manifest, hash: Digest(of: text), memberCount: members)
            let lines = try said.lines
            output.show(
                try said.json,
                orLines: lines + [Speech.say(StudyPhrases.sound, ["hash": said.hash.hex])])
        }
    }

    /// The command `dure study propose`.
    struct Propose: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: CommandPhrases.studyPropose.text(Speech.language),
            discussion: "Example: dure study propose study.toml --home clinic")

        @Argument(help: "The manifest (TOML).")
        var file: String
        @OptionGroup var home: HomeOption
        @OptionGroup var output: JSONOption

        func run() async throws {
            let (manifest, text) = try ManifestText.read(file)
            let said = try ManifestText(manifest, hash: Digest(of: text), memberCount: nil)
            let isNew = try await home.member().propose(manifest, manifest: text)
            let phrase = isNew ? CommandPhrases.studyProposed : CommandPhrases.studyWaits
            output.show(
                [
                    "study": .string(manifest.study.text), "manifest": .string(said.hash.hex),
                    "new": .bool(isNew),
                ],
                orLines: [Speech.say(phrase, ["study": manifest.study.text])])
        }
    }

    /// The command `dure study list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: CommandPhrases.studyList.text(Speech.language),
            discussion: "Example: dure study list --home clinic")

        @OptionGroup var home: HomeOption
        @OptionGroup var output: JSONOption

        func run() async throws {
            let studies = try await studies()
            var table = TextTable(
                [
                    StudyPhrases.study, StudyPhrases.phase, StudyPhrases.rounds,
                    StudyPhrases.members, StudyPhrases.answers,
                ].map { Speech.say($0) })
            for study in studies {
                table.add([
                    study.name, StudyPhrases.word(study.phase), "\(study.roundCount)",
                    "\(study.memberCount)",
                    study.answers.map { "\($0): \(StudyPhrases.word($1))" }
                        .joined(separator: ", "),
                ])
            }
            output.show(
                .array(studies.map(\.json)),
                orLines: studies.isEmpty ? [Speech.say(StudyPhrases.noStudies)] : table.lines)
        }

        /// As the coordinator tells them; where it cannot be reached, what this node knows.
        private func studies() async throws -> [StudyState] {
            let member = try home.member()
            do {
                let status = try await FederationCommand.with(member) { try await $0.status() }
                return (status["studies"]?.elements ?? []).map(StudyState.init)
            } catch let error as TransportError where error.isUnreachable {
                let known = try member.knownStudies()
                guard !known.isEmpty else { throw error }
                StandardStreams.error(Speech.say(CommandPhrases.ownRecord))
                return known.map(StudyState.init)
            }
        }
    }

    /// The command `dure study review`.
    struct Review: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: CommandPhrases.studyReview.text(Speech.language),
            discussion: "Example: dure study review heart-2026 --home clinic")

        @Argument(help: "The study's name.")
        var study: Name
        @OptionGroup var home: HomeOption
        @OptionGroup var output: JSONOption

        func run() async throws {
            let member = try home.member()
            do {
                try show(member, received: nil)
            } catch NodeError.unknownStudy(let study) {
                // The federation may know it: then the node has only not run since.
                let received = try await FederationCommand.with(member) {
                    try await $0.study(
                        study, pinned: FederationFiles.roster(in: member.base.storage))
                }
                try show(member, received: received.proposal)
                StandardStreams.error(
                    Speech.say(StudyPhrases.notReceived, ["study": study.text]))
            }
        }

        private func show(_ member: MemberHome, received: StudyProposal?) throws {
            let (manifest, hash, answer) = try member.review(
                study, Speech.language, received: received)
            let said = try ManifestText(manifest, hash: hash, memberCount: nil)
            let lines = try said.lines
            var json = try said.json.members ?? [:]
            json["answer"] = .string("\(answer.answer)")
            json["reasons"] = .texts(answer.reasons)
            json["received"] = .bool(received == nil)
            let word = StudyPhrases.word("\(answer.answer)")
            output.show(
                .object(json),
                orLines: lines + ["", Speech.say(StudyPhrases.decides, ["answer": word])]
                    + answer.reasons.map { "  - \($0)" })
        }
    }

    /// The command `dure study approve`.
    struct Approve: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: CommandPhrases.studyApprove.text(Speech.language),
            discussion: "Example: dure study approve heart-2026 --home clinic --as officer-7 "
                + "--role privacy-officer")

        @Argument(help: "The study's name.")
        var study: Name
        @Option(name: .customLong("as"), help: "Who approves: a key id or a short name.")
        var person: Name
        @Option(name: .long, help: "In which role.")
        var role: Name
        @OptionGroup var home: HomeOption
        @OptionGroup var output: JSONOption

        func run() throws {
            let approval = Approval(person: person.text, role: role.text)
            try home.member().approve(study, as: approval)
            output.show(
                [
                    "study": .string(study.text), "person": .string(person.text),
                    "role": .string(role.text),
                ],
                orLines: [
                    Speech.say(
                        CommandPhrases.studyApproved,
                        ["study": study.text, "person": person.text, "role": role.text])
                ])
        }
    }
}

/// A study's state as the coordinator tells it.
struct StudyState: Equatable {
    let json: JSONValue

    init(_ json: JSONValue) {
        self.json = json
    }

    var name: String { json["study"]?.text ?? "" }
    var phase: String { json["phase"]?.text ?? "" }
    var reason: String { json["reason"]?.text ?? "" }
    /// Why it failed, as a sentence.
    var reasonText: String { FederationCodes.failure(json, Speech.language) }
    var roundCount: Int { json["rounds"]?.elements?.count ?? 0 }
    var memberCount: Int { json["members"]?.elements?.count ?? 0 }
    var isOver: Bool { phase == "finished" || phase == "failed" }
    /// Member and answer, by member.
    var answers: [(String, String)] {
        (json["decisions"]?.elements ?? []).map {
            ($0["member"]?.text ?? "", $0["answer"]?.text ?? "")
        }
        .sorted { $0 < $1 }
    }
}
