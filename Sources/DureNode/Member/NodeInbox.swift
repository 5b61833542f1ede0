package import DureCore
internal import DureFederation

/// Where commands leave word for a node that may be running: one empty file for each study that is
/// to be considered anew, and one for a change of the roster.
///
/// A node that is not running finds them when it starts.
package struct NodeInbox: Sendable {
    private static let folder = "inbox"
    /// No study's name: those have no full stop.
    private static let rosterFile = "roster.change"
    private let storage: any Storage

    /// The inbox of a home.
    package init(storage: any Storage) {
        self.storage = storage
    }

    /// Asks the node to consider a study anew.
    package func reconsider(_ study: Name) throws {
        try storage.write([], to: "\(Self.folder)/\(study.text)")
    }

    /// Asks the node to look again at the change of the roster that waits.
    package func reconsiderRoster() throws {
        try storage.write([], to: "\(Self.folder)/\(Self.rosterFile)")
    }

    /// Takes every request out.
    func take() throws -> [MemberMachine.Event] {
        var events: [MemberMachine.Event] = []
        for file in try storage.list(Self.folder) {
            if file == Self.rosterFile {
                events.append(.reconsiderRoster)
            } else if let name = try? Name(file) {
                events.append(.reconsider(name))
            } else {
                continue  // A temporary file of a write that is under way.
            }
            try storage.remove("\(Self.folder)/\(file)")
        }
        return events
    }
}
