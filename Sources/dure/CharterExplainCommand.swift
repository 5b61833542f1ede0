import ArgumentParser
import DureCharter
import DureCore
import DureNode

/// The command `dure charter explain`.
struct CharterExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: CharterCommandPhrases.explain.text(Speech.language),
        discussion: CharterCommandPhrases.explainDiscussion.text(Speech.language))

    @OptionGroup var source: CharterSource
    @OptionGroup var asked: RequestOptions
    @Option(
        name: .long,
        help: "An accord (TOML), to be asked beside the charter; without it the home's own.")
    var accord: String?
    @OptionGroup var output: JSONOption

    func run() throws {
        let (charter, accord) = try rules()
        let request = try asked.request(date: Timestamp(now: SystemWallClock()).date)
        let joint = charter.decide(request, beside: accord)
        let vacant =
            charter.kind == .charter && request.action.isRelease
            ? charter.vacantOffices : []
        let lines =
            accord == nil
            ? joint.charter.sentences(Speech.language) : Self.sideBySide(joint)
        output.show(
            Self.json(joint, vacant),
            orLines: lines + Self.lines(vacant))
        guard joint.verdict == .permitted, vacant.isEmpty else { throw ExitCode(1) }
    }

    private static func lines(_ vacant: [Office]) -> [String] {
        guard !vacant.isEmpty else { return [] }
        let names = vacant.map { Vocabulary.text($0.rawValue, Speech.language) }
        return [
            Speech.say(
                CharterCommandPhrases.vacantOffice, ["offices": names.joined(separator: ", ")])
        ]
    }

    private static func json(_ joint: JointDecision, _ vacant: [Office]) -> JSONValue {
        let json = joint.accord == nil ? joint.charter.json : joint.json
        guard !vacant.isEmpty, var members = json.members else { return json }
        members["vacant_offices"] = .texts(vacant.map(\.rawValue))
        return .object(members)
    }

    /// A file as it stands, or a home's rules as they decide today; the home's own accord stands
    /// beside them unless another one was named.
    private func rules() throws -> (charter: Charter, accord: Charter?) {
        let named = try accord.map {
            try NodeHome.charter(
                parsing: UserFile.read($0, byteCountMax: Charter.byteCountMax), path: $0,
                as: .accord)
        }
        guard source.file == nil else {
            return (try NodeHome.charter(parsing: source.read(), path: source.path), named)
        }
        let home = try NodeHome(opening: source.home.path, kind: .node)
        return (try home.charter(), try named ?? home.accord())
    }

    /// What charter and accord say, one row for each question, and then the reasons of both.
    private static func sideBySide(_ joint: JointDecision) -> [String] {
        guard let accord = joint.accord else { return [] }
        var table = TextTable(
            [
                "", Speech.say(CharterCommandPhrases.ofCharter),
                Speech.say(CharterCommandPhrases.ofAccord),
            ])
        func row(_ name: Phrase, _ value: (Decision) -> String) {
            table.add([Speech.say(name), value(joint.charter), value(accord)])
        }
        row(CharterCommandPhrases.verdict) { word($0.verdict) }
        row(CharterCommandPhrases.permit) { $0.permit ?? "-" }
        row(CharterCommandPhrases.forbids) { list($0.forbids) }
        row(CharterCommandPhrases.requires) { list($0.requires) }
        row(CharterCommandPhrases.approvals) { "\($0.approvalsMissing) / \($0.approvalsNeeded)" }
        row(CharterCommandPhrases.duties) { list($0.duties.map(\.rawValue)) }
        let result = Speech.say(
            CharterCommandPhrases.stricter, ["verdict": word(joint.verdict)])
        return table.lines + ["", result, ""] + joint.sentences(Speech.language)
    }

    private static func list(_ words: [String]) -> String {
        words.isEmpty ? "-" : words.joined(separator: ", ")
    }

    private static func word(_ verdict: Verdict) -> String {
        CharterCommandPhrases.word(verdict).text(Speech.language)
    }
}

/// A request on the command line, or in a file.
struct RequestOptions: ParsableArguments {
    @Option(name: .long, help: "The request as JSON, in place of the options; - is standard input.")
    var request: String?
    @Option(name: .long, help: "What is to be done, as in train, federate, export.")
    var action: String?
    @Option(name: .long, help: "What for, as in research.")
    var purpose: String?
    @Option(name: .long, help: "open, internal, personal or sensitive (the default).")
    var sensitivity: String?
    @Option(name: .long, help: "What the data holds, as in health; may be repeated.")
    var contains: [String] = []
    @Option(name: .long, help: "The role of whoever asks.")
    var role: String?
    @Option(name: .long, help: "The key id of whoever asks.")
    var requester: String?
    @Option(name: .customLong("economy"), help: "An economy that takes part; may be repeated.")
    var economies: [String] = []
    @Option(name: .customLong("member"), help: "A member that takes part; may be repeated.")
    var members: [String] = []
    @Option(name: .long, help: "ordinary or high.")
    var impact: String?
    @Option(name: .long, help: "The fewest people that any answer covers.")
    var cohort: Int?
    @Option(name: .long, help: "The loss of privacy.")
    var epsilon: Double?
    @Option(name: .long, help: "The chance that the bound on the loss fails.")
    var delta: Double?
    @Flag(name: .long, help: "Updates are summed in secret.")
    var secureAggregation = false
    @Option(name: .long, help: "How many days the result is kept.")
    var retentionDays: Int?
    @Option(name: .customLong("approved-by"), help: "Who has approved; may be repeated.")
    var approvals: [String] = []
    @Option(name: .long, help: "The day of the request, as in 2026-12-01; today without it.")
    var date: String?

    func validate() throws {
        guard request != nil || (action != nil && purpose != nil) else {
            throw ValidationError(Speech.say(CharterCommandPhrases.requestWanted))
        }
        // The reader of requests knows the words; that it cannot read them is wrong usage.
        guard request == nil else { return }
        do {
            _ = try CharterRequest(json, date: "2026-01-01")
        } catch {
            throw ValidationError(error.text(Speech.language))
        }
    }

    func request(date today: String) throws -> CharterRequest {
        guard let request else { return try CharterRequest(json, date: today) }
        let bytes = try UserFile.read(request, byteCountMax: CharterRequest.byteCountMax)
        // What JSON found wrong says no more: the file as a whole is not a request.
        guard let json = try? JSONValue(parsing: bytes, byteCountMax: CharterRequest.byteCountMax)
        else { throw CharterError.badRequest(field: request) }
        return try CharterRequest(json, date: today)
    }

    private var json: JSONValue {
        var members: [String: JSONValue] = ["secure_aggregation": .bool(secureAggregation)]
        let words = [
            "action": action, "purpose": purpose, "sensitivity": sensitivity, "role": role,
            "requester": requester, "impact": impact, "date": date,
        ]
        for (name, word) in words { members[name] = word.map { .string($0) } }
        let lists = ["contains": contains, "economy": economies, "member": self.members]
        for (name, list) in lists where !list.isEmpty { members[name] = .texts(list) }
        members["cohort"] = cohort.map { .count($0) }
        members["retention_days"] = retentionDays.map { .count($0) }
        members["epsilon"] = epsilon.map { $0.isFinite ? .number($0) : .string("\($0)") }
        members["delta"] = delta.map { $0.isFinite ? .number($0) : .string("\($0)") }
        if !approvals.isEmpty {
            members["approvals"] = .array(approvals.map { ["person": .string($0)] })
        }
        return .object(members)
    }
}
