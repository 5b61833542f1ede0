import ArgumentParser
import DureAssessment
import DureCore
import DureFederation
import DureNode

/// The command `dure study result`.
struct StudyResultCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "result", abstract: CommandPhrases.studyResult.text(Speech.language),
        discussion: "Example: dure study result heart-2026 --home clinic")

    @Argument(help: "The study's name.")
    var study: Name
    @OptionGroup var home: HomeOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let study = study
        let member = try home.member()
        let state = try await state(of: study, for: member)
        guard state.phase == "finished" else {
            StandardStreams.error(
                state.phase == "failed"
                    ? Speech.say(
                        StudyPhrases.failed, ["study": study.text, "reason": state.reasonText])
                    : Speech.say(
                        StudyPhrases.notFinished,
                        ["study": study.text, "phase": StudyPhrases.word(state.phase)]))
            throw ExitCode(1)
        }
        let result = try StudyResult(of: study, in: member, state: state.json)
        output.show(json(result, state), orLines: lines(result))
    }

    /// As the coordinator tells it; where it cannot be reached, what this node knows.
    private func state(of study: Name, for member: MemberHome) async throws -> StudyState {
        do {
            return StudyState(
                try await FederationCommand.with(member) { try await $0.state(of: study) })
        } catch let error as TransportError where error.isUnreachable {
            let known = try member.knownStudies().map(StudyState.init)
            guard let state = known.first(where: { $0.name == study.text && $0.isOver }) else {
                throw error
            }
            StandardStreams.error(Speech.say(CommandPhrases.ownRecord))
            return state
        }
    }

    private func lines(_ result: StudyResult) -> [String] {
        var lines: [String] = []
        if let own = result.own {
            lines += table(own) + [""]
            if result.outcome == nil { lines.append(own.sentence(Speech.language)) }
        } else {
            lines += [Speech.say(StudyPhrases.notAssessed), ""]
        }
        if let outcome = result.outcome {
            lines += OutcomeText.table(outcome) + [""] + outcome.sentences(Speech.language)
        }
        if let charges = result.charges {
            lines.append(
                Speech.say(
                    StudyPhrases.charged,
                    [
                        "charges": "\(charges.chargeCount)", "refunds": "\(charges.refundCount)",
                        "unbounded": "\(charges.unboundedCount)",
                        "epsilon": charges.figure.map { Figures.up($0.epsilon) } ?? "-",
                    ]))
        }
        return lines
    }

    /// This member's measures, own against joint, and tuned where there is such a model.
    private func table(_ own: MemberOutcome) -> [String] {
        let tuned: [ModelMeasures?] = own.tuned == nil ? [] : [own.tuned]
        var table = OutcomeText.measures(
            [own.own, own.joint] + tuned,
            head: [Speech.say(StudyPhrases.ownModel), Speech.say(StudyPhrases.jointModel)]
                + tuned.map { _ in Speech.say(StudyPhrases.tunedModel) })
        table.add(
            [Speech.say(StudyPhrases.difference), "", OutcomeText.text(own.difference)]
                + tuned.map { _ in "" })
        return table.lines
    }

    private func json(_ result: StudyResult, _ state: StudyState) -> JSONValue {
        [
            "study": .string(result.study.text), "phase": .string(state.phase),
            "own": result.own?.json ?? .null, "outcome": result.outcome?.json ?? .null,
            "budget": result.charges.map {
                [
                    "charges": .count($0.chargeCount), "given_back": .count($0.refundCount),
                    "releases_without_noise": .count($0.unboundedCount),
                    "figure": $0.figure?.answer ?? .null,
                ]
            } ?? .null,
        ]
    }
}
