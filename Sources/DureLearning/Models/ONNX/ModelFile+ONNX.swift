internal import DureCore

/// A model that an ONNX graph can stand for.
protocol ONNXExportable: Model {
    /// Writes inputs, constants and nodes.
    ///
    /// - Returns: The value with what ``Model/predictions(of:)`` gives: doubles of shape
    ///   [rows, outputNames.count].
    func write(to graph: inout ONNXGraph) throws(LearningError) -> String
}

extension ModelFile {
    /// The model as ONNX, which gives the same predictions to 1e-6 (of the target's scale where a
    /// network foretells a number).
    ///
    /// Every input column is an input of its name and of shape [rows, 1]: doubles, NaN where
    /// missing, or texts for categories, where anything but a declared level counts as missing.
    /// Every name of ``Model/outputNames`` is an output of shape [rows, 1], doubles; with `_` at
    /// its end where a column has the name already. The file's notes hold the model's hash as
    /// `dure.model`, ``origin`` as `dure.study` and so on, and the columns with their units and
    /// ranges as JSON.
    ///
    /// - Throws: ``LearningError/notExportable(kind:format:)`` for a kind that foretells nothing;
    ///   ``LearningError/featureCount(limit:)`` for a model without inputs.
    package func onnxBytes() throws(LearningError) -> [UInt8] {
        guard let model = model as? any ONNXExportable else {
            throw .notExportable(kind: type(of: model).kind, format: "ONNX")
        }
        var graph = ONNXGraph()
        graph.output(try model.write(to: &graph), names: model.outputNames)
        var notes = [("dure.model", hash.hex), ("dure.columns", model.columns.json.canonicalText)]
        for (name, digest) in origin.sorted(by: { $0.key < $1.key }) {
            notes.append(("dure.\(name)", digest.hex))
        }
        return graph.bytes(notes: notes)
    }
}
