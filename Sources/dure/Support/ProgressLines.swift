import DureCore
import DureFederation
import DureNode

/// Prints what a running process tells: a line of text, or a line of JSON.
enum ProgressLines {
    static func say(_ event: CoordinatorProgress, json: Bool) {
        StandardStreams.out(json ? event.json.canonicalText : event.text(Speech.language))
    }

    static func say(_ event: MemberProgress, json: Bool) {
        StandardStreams.out(json ? event.json.canonicalText : event.text(Speech.language))
    }
}
