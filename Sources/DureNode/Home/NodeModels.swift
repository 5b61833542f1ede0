package import DureCore
package import DureLearning

/// The models that studies left in a home.
extension NodeHome {
    private static let modelFolder = "models"

    /// Their names, which are their studies'.
    package func modelNames() throws -> [Name] {
        let suffix = ".json"
        return try storage.list(Self.modelFolder).filter { $0.hasSuffix(suffix) }
            .compactMap { file in
                // A temporary file of a write that was cut has no study's name.
                try? Name(String(file.dropLast(suffix.count)))
            }
    }

    /// One model.
    ///
    /// - Throws: ``NodeError/unknownModel(_:)``; `LearningError` where it was altered.
    package func model(_ name: Name) throws -> LogisticModel {
        let file = "\(Self.modelFolder)/\(name.text).json"
        guard let bytes = try storage.read(file, byteCountMax: LogisticModel.byteCountMax) else {
            throw NodeError.unknownModel(name)
        }
        guard let json = try? JSONValue(parsing: bytes, byteCountMax: LogisticModel.byteCountMax)
        else {
            // What JSON found wrong says no more to the reader.
            throw NodeError.damaged(path: "\(path)/\(file)")
        }
        return try LogisticModel(json: json)
    }
}
