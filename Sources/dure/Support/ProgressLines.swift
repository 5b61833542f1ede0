import DureCore
import DureFederation
import DureNode

/// Prints what a running process tells: a line of text, or a line of JSON.
enum ProgressLines {
    /// The words for a line of JSON that a coordinator printed; nil where it is none of its own.
    static func text(_ line: JSONValue) -> String? {
        CoordinatorProgress.text(of: line, Speech.language)
    }

    static func say(_ event: CoordinatorProgress, json: Bool) {
        StandardStreams.out(json ? event.json.canonicalText : event.text(Speech.language))
    }

    static func say(_ event: MemberProgress, json: Bool) {
        StandardStreams.out(json ? event.json.canonicalText : event.text(Speech.language))
    }
}
