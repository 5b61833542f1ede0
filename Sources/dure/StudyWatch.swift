import ArgumentParser
import DureCore
import DureFederation
import DureNode

/// The command `dure study watch`.
struct StudyWatch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: CommandPhrases.studyWatch.text(Speech.language),
        discussion: "Example: dure study watch heart-2026 --home clinic")

    private static let interval = Duration.milliseconds(500)

    @Argument(help: "The study's name.")
    var study: Name
    @OptionGroup var home: HomeOption
    @OptionGroup var output: JSONOption

    func run() async throws {
        let (study, json) = (study, output.json)
        let member = try home.member()
        try await Signals.untilStopped(.task) {
            try await FederationCommand.with(member) { command in
                try await Self.follow(study, over: command, json: json)
            }
        }
    }

    /// Prints each change until the study is over; a failed one is an exit code of 1.
    private static func follow(
        _ study: Name, over command: FederationCommand, json: Bool
    ) async throws {
        var last: StudyState?
        while true {
            let state = StudyState(try await command.state(of: study))
            if state != last {
                if json {
                    StandardStreams.out(state.json.canonicalText)
                } else {
                    for line in lines(from: last, to: state) { StandardStreams.out(line) }
                }
            }
            if state.phase == "failed" { throw ExitCode(1) }
            if state.isOver { return }
            last = state
            try await Task.sleep(for: interval)
        }
    }

    private static func lines(from old: StudyState?, to new: StudyState) -> [String] {
        var lines: [String] = []
        let known = old?.answers ?? []
        for answer in new.answers where !known.contains(where: { $0 == answer }) {
            lines.append(
                Speech.say(
                    StudyPhrases.decided,
                    [
                        "study": new.name, "member": answer.0,
                        "answer": StudyPhrases.word(answer.1),
                    ]))
        }
        if old?.phase != new.phase || old?.roundCount != new.roundCount {
            lines.append(
                Speech.say(
                    CommandPhrases.studyState,
                    [
                        "study": new.name, "phase": StudyPhrases.word(new.phase),
                        "rounds": "\(new.roundCount)",
                    ]))
        }
        if new.phase == "failed" {
            lines.append(
                Speech.say(
                    StudyPhrases.failed, ["study": new.name, "reason": new.reasonText]))
        }
        return lines
    }
}
