package import DureCore

/// What a demonstration is asked to do.
package struct DemoSettings: Sendable {
    /// Where the homes and the report go; remade if an earlier demonstration made it.
    package var home: String
    /// The folder with the example: `demo.toml`, data, manifests, charters, accord, card.
    package var example: String
    /// The example's data where it lies elsewhere; nil for that in the folder.
    package var exampleData: String?
    /// A table of the user's own in place of the example; nil for the example.
    package var table: DemoTableSource?
    /// The program that runs as coordinator and members.
    package var executable: String
    /// The privacy loss of the private study; nil runs the exact study alone.
    package var epsilon: Double?
    /// A member that vanishes in mid-round.
    package var dropped: Name?
    /// Whether the processes go on after the report.
    package var keepsRunning: Bool
    /// The language of the report.
    package var language: Language

    /// Settings of a demonstration.
    package init(
        home: String, example: String, exampleData: String? = nil, table: DemoTableSource?,
        executable: String, epsilon: Double?, dropped: Name?,
        keepsRunning: Bool, language: Language
    ) {
        self.home = home
        self.example = example
        self.exampleData = exampleData
        self.table = table
        self.executable = executable
        self.epsilon = epsilon
        self.dropped = dropped
        self.keepsRunning = keepsRunning
        self.language = language
    }
}

/// What a demonstration tells while it works.
package enum DemoProgress: Sendable {
    /// A step begins.
    case step(DemoStep, seconds: Double)
    /// A line from the coordinator.
    case coordinator(JSONValue)
    /// What a member's charter says.
    case answer(member: Name, study: Name, answer: String, reasons: [String])
}

/// The steps of a demonstration.
package enum DemoStep: Sendable {
    case homes
    case coordinator(port: Int)
    case enrolled(member: Name)
    case members
    case proposed(study: Name)
    case approving(study: Name, member: Name)
    case vanished(member: Name)
    case report(path: String)
}
