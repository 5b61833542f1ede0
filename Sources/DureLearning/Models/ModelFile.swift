package import DureCore

/// A model as it is kept: a description in JSON, and its numbers as safetensors.
///
/// The hash names exactly this model; where it comes from is told beside it and is no part of the
/// hash, so that all members of a study hold the same one.
package struct ModelFile: Sendable {
    /// The version of the description.
    package static let version: Int64 = 1
    /// The largest description that is read, in bytes.
    package static let byteCountMax = 4 << 20

    /// The model.
    package let model: any Model
    /// How its settings were chosen; nil where they were given.
    package let choice: Choice?
    /// Hashes of what it was made of and under, by what they are of: `study`, `charter`, `data`.
    package let origin: [String: Digest]
    /// The numbers, as a file of their own.
    package let tensorBytes: [UInt8]

    /// A model with the hashes of what it was made of.
    package init(_ model: any Model, choice: Choice? = nil, origin: [String: Digest] = [:]) {
        self.model = model
        self.choice = choice
        self.origin = origin
        tensorBytes = SafeTensors.bytes(of: model.tensors)
    }

    /// What an algorithm's last state says.
    ///
    /// - Throws: ``LearningError/stateMismatch`` for a state that is not the algorithm's.
    package init(
        _ algorithm: some SumAlgorithm, at state: ModelState, origin: [String: Digest] = [:]
    ) throws(LearningError) {
        try self.init(
            algorithm.model(from: state), choice: algorithm.choice(from: state), origin: origin)
    }

    /// SHA-256 of the canonical JSON of kind, columns, description, choice and the numbers' hash.
    package var hash: Digest { Digest(of: JSONValue.object(content).canonicalBytes) }

    /// The description, with the model's hash.
    package var json: JSONValue {
        var members = content
        members["hash"] = .string(hash.hex)
        members["origin"] = .object(origin.mapValues { .string($0.hex) })
        return .object(members)
    }

    private var content: [String: JSONValue] {
        var content: [String: JSONValue] = [
            "format": "dure/model", "version": .integer(Self.version),
            "kind": .string(type(of: model).kind), "columns": model.columns.json,
            "description": model.description,
            "tensors": .string(Digest(of: tensorBytes).hex),
        ]
        content["choice"] = choice?.json
        return content
    }

    /// Reads what ``json`` and ``tensorBytes`` wrote, and checks the hashes.
    ///
    /// - Throws: ``LearningError/malformedModel(field:)`` or
    ///   ``LearningError/modelHashMismatch``.
    package init(json: JSONValue, tensorBytes: [UInt8]) throws(LearningError) {
        guard json["format"]?.text == "dure/model" else { throw .malformedModel(field: "format") }
        guard json["version"]?.int == Self.version else { throw .malformedModel(field: "version") }
        guard json["tensors"]?.text == Digest(of: tensorBytes).hex else {
            throw .modelHashMismatch
        }
        guard let columns = json["columns"] else { throw .malformedModel(field: "columns") }
        guard let kind = json["kind"]?.text.flatMap(Self.kind) else {
            throw .malformedModel(field: "kind")
        }
        let tensors = try SafeTensors.tensors(of: tensorBytes)
        model = try kind.init(
            columns: StudyColumns(json: columns),
            description: json["description"] ?? .object([:]), tensors: tensors)
        self.tensorBytes = tensorBytes
        choice = try json["choice"].map(Choice.init(json:))
        var origin: [String: Digest] = [:]
        for (name, text) in json["origin"]?.members ?? [:] {
            do {
                origin[name] = try Digest(hex: text.text ?? "")
            } catch {
                throw .malformedModel(field: "origin")
            }
        }
        self.origin = origin
        guard json["hash"]?.text == hash.hex else { throw .modelHashMismatch }
    }

    /// The kinds of models that can be read.
    private static let kinds: [any Model.Type] = [
        LinearModel.self, MultinomialModel.self, TreeModel.self, NetworkModel.self,
        StatisticsModel.self, SurvivalModel.self, CoxModel.self, TextModel.self,
    ]

    private static func kind(_ name: String) -> (any Model.Type)? {
        kinds.first { $0.kind == name }
    }
}
