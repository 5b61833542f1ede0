package import DureCore

/// Where commands leave word for a node that may be running: one empty file for each study that is
/// to be considered anew.
///
/// A node that is not running finds them when it starts.
package struct NodeInbox: Sendable {
    private static let folder = "inbox"
    private let storage: any Storage

    /// The inbox of a home.
    package init(storage: any Storage) {
        self.storage = storage
    }

    /// Asks the node to consider a study anew.
    package func reconsider(_ study: Name) throws {
        try storage.write([], to: "\(Self.folder)/\(study.text)")
    }

    /// Takes every request out.
    func take() throws -> [Name] {
        var names: [Name] = []
        for file in try storage.list(Self.folder) {
            // A temporary file of a write that is under way has no study's name.
            guard let name = try? Name(file) else { continue }
            try storage.remove("\(Self.folder)/\(file)")
            names.append(name)
        }
        return names
    }
}
