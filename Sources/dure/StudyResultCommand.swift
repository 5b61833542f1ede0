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
        let member = try home.member()
        let (json, isOwnRecord) = try await member.state(of: study)
        if isOwnRecord { StandardStreams.error(Speech.say(CommandPhrases.ownRecord)) }
        let state = StudyState(json)
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
        let result = try StudyResult(of: study, in: member, state: json)
        output.show(result.answer(phase: state.phase), orLines: lines(result))
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
}
