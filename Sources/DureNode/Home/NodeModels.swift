package import DureCore
package import DureLearning

/// The models that studies left in a home, each a description and a file of numbers.
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
    package func model(_ name: Name) throws -> ModelFile {
        let (file, numbers) = Self.modelPaths(name)
        guard let bytes = try storage.read(file, byteCountMax: ModelFile.byteCountMax) else {
            throw NodeError.unknownModel(name)
        }
        guard let json = try? JSONValue(parsing: bytes, byteCountMax: ModelFile.byteCountMax),
            let tensors = try storage.read(numbers, byteCountMax: SafeTensors.byteCountMax)
        else {
            // What JSON found wrong says no more to the reader.
            throw NodeError.damaged(path: "\(path)/\(file)")
        }
        return try ModelFile(json: json, tensorBytes: tensors)
    }

    /// Keeps a model, the description last: it shows only once all of it is there.
    package func save(_ model: ModelFile, as name: Name) throws {
        let (file, numbers) = Self.modelPaths(name)
        try storage.write(model.tensorBytes, to: numbers)
        try storage.write(model.json.canonicalBytes, to: file)
    }

    private static func modelPaths(_ name: Name) -> (description: String, numbers: String) {
        ("\(modelFolder)/\(name.text).json", "\(modelFolder)/\(name.text).safetensors")
    }
}
