import DureCore
import DureNode

/// The progress of a demonstration, line by line.
struct DemoLines {
    private static let language = Speech.language

    func say(_ event: DemoProgress) {
        switch event {
        case .step(let step, let seconds):
            StandardStreams.out("[\(Self.pad(seconds))] \(text(step))")
        case .coordinator(let line):
            guard let text = text(line) else { return }
            StandardStreams.out("          \(text)")
        case .answer(let member, let study, let answer, let reasons):
            let line = Speech.say(
                DemoPhrases.answer,
                [
                    "member": member.text, "study": study.text,
                    "answer": AnswerPhrases.text(answer, Speech.language),
                ])
            StandardStreams.out("          \(line)")
            for reason in reasons { StandardStreams.out("            \(reason)") }
        }
    }

    private static func pad(_ seconds: Double) -> String {
        let text = Decimals.text(seconds, places: 2)
        return String(repeating: " ", count: max(0, 6 - text.count)) + text + " s"
    }

    private func text(_ step: DemoStep) -> String {
        switch step {
        case .homes: Speech.say(DemoPhrases.homes)
        case .coordinator(let port): Speech.say(DemoPhrases.coordinator, ["port": "\(port)"])
        case .enrolled(let member):
            Speech.say(DemoPhrases.enrolled, ["member": member.text])
        case .members: Speech.say(DemoPhrases.members)
        case .proposed(let study): Speech.say(DemoPhrases.proposed, ["study": study.text])
        case .approving(_, let member):
            Speech.say(DemoPhrases.approving, ["member": member.text])
        case .vanished(let member): Speech.say(DemoPhrases.vanished, ["member": member.text])
        case .report(let path): Speech.say(DemoPhrases.report, ["path": path])
        }
    }

    /// The coordinator's own words; answers are told with their reasons elsewhere.
    private func text(_ line: JSONValue) -> String? {
        switch line["event"]?.text {
        case "roundReleased", "roundAbandoned", "absent", "finished", "failed", "enrolled":
            ProgressLines.text(line)
        default: nil
        }
    }
}

/// Numbers for people.
enum Decimals {
    /// Rounded to so many places.
    static func text(_ number: Double, places: Int) -> String {
        let factor = (0..<places).reduce(1.0) { power, _ in power * 10 }
        let scaled = (number.magnitude * factor).rounded()
        guard scaled < 1e15 else { return "\(number)" }
        let whole = Int(scaled)
        let unit = Int(factor)
        var fraction = String(whole % unit)
        fraction = String(repeating: "0", count: places - fraction.count) + fraction
        let sign = number < 0 && whole > 0 ? "-" : ""
        return places == 0 ? "\(sign)\(whole)" : "\(sign)\(whole / unit).\(fraction)"
    }
}
