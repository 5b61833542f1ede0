/// A graph of ONNX in the making: inputs, constants, nodes in the order of their work, outputs.
///
/// Numbers of fields and types are those of `onnx.proto` (github.com/onnx/onnx). The operators are
/// those of `ai.onnx` 17 and `ai.onnx.ml` 3, which ONNX Runtime 1.12 and later have.
struct ONNXGraph {
    /// The version of the file format; the one that came with ``operatorsVersion``.
    static let formatVersion = 8
    static let operatorsVersion = 17
    static let learningOperatorsVersion = 3
    static let learningDomain = "ai.onnx.ml"

    /// What an array holds.
    enum Element: Int {
        case float = 1
        case int32 = 6
        case text = 8
        case double = 11
    }

    /// A setting of a node.
    enum Attribute {
        case integer(Int)
        case integers([Int])
        case text(String)
        case texts([String])
        case tensor(NamedTensor)
    }

    private var inputs = ProtobufWriter()
    private var constants = ProtobufWriter()
    private var nodes = ProtobufWriter()
    private var outputs = ProtobufWriter()
    private var taken: Set<String> = []
    private var freshCount = 0

    /// Declares an input of shape [rows, 1].
    ///
    /// All inputs come first, as what follows takes names that are free.
    mutating func input(_ name: String, _ element: Element) -> String {
        taken.insert(name)
        inputs.message(11) { Self.describe(name, element, to: &$0) }
        return name
    }

    /// An array that is part of the file.
    mutating func constant(shape: [Int], _ values: NamedTensor.Values) -> String {
        let tensor = NamedTensor(fresh(), shape: shape, values)
        constants.message(5) { Self.write(tensor, to: &$0) }
        return tensor.name
    }

    /// A list of doubles as one row, shape [1, count], that every row meets.
    mutating func row(_ values: [Double]) -> String {
        constant(shape: [1, values.count], .doubles(values))
    }

    /// What an operator makes of its inputs.
    mutating func node(
        _ kind: String, _ inputs: [String], _ attributes: [(name: String, Attribute)] = [],
        domain: String = ""
    ) -> String {
        let name = fresh()
        write(kind, inputs, to: [name], attributes, domain: domain)
        return name
    }

    /// Names the columns of an array of doubles, shape [rows, names.count], as outputs of shape
    /// [rows, 1] each.
    ///
    /// A name that an input has, or another output, gets `_` at its end.
    mutating func output(_ values: String, names: [String]) {
        let free = names.map { name in
            var name = name
            while !taken.insert(name).inserted { name += "_" }
            outputs.message(12) { Self.describe(name, .double, to: &$0) }
            return name
        }
        if free.count == 1 {
            write("Identity", [values], to: free, [], domain: "")
        } else {
            write("Split", [values], to: free, [("axis", .integer(1))], domain: "")
        }
    }

    /// The whole file.
    ///
    /// - Parameter notes: What readers are told beside the graph, by name.
    func bytes(notes: [(name: String, text: String)]) -> [UInt8] {
        var file = ProtobufWriter()
        file.integer(1, Self.formatVersion)
        file.text(2, "dure")
        file.message(7) { graph in
            graph.append(nodes)
            graph.text(2, "model")
            for part in [constants, inputs, outputs] { graph.append(part) }
        }
        for (domain, version) in [
            ("", Self.operatorsVersion), (Self.learningDomain, Self.learningOperatorsVersion),
        ] {
            file.message(8) {
                $0.text(1, domain)
                $0.integer(2, version)
            }
        }
        for note in notes {
            file.message(14) {
                $0.text(1, note.name)
                $0.text(2, note.text)
            }
        }
        return file.bytes
    }

    private mutating func fresh() -> String {
        repeat { freshCount += 1 } while !taken.insert("dure/\(freshCount)").inserted
        return "dure/\(freshCount)"
    }

    private mutating func write(
        _ kind: String, _ inputs: [String], to outputs: [String],
        _ attributes: [(name: String, Attribute)], domain: String
    ) {
        nodes.message(1) { node in
            for input in inputs { node.text(1, input) }
            for output in outputs { node.text(2, output) }
            node.text(4, kind)
            for (name, attribute) in attributes {
                node.message(5) { Self.write(name, attribute, to: &$0) }
            }
            if !domain.isEmpty { node.text(7, domain) }
        }
    }

    private static func write(
        _ name: String, _ attribute: Attribute, to writer: inout ProtobufWriter
    ) {
        writer.text(1, name)
        let kind: Int
        switch attribute {
        case .integer(let value):
            writer.integer(3, value)
            kind = 2
        case .text(let text):
            writer.text(4, text)
            kind = 3
        case .tensor(let tensor):
            writer.message(5) { write(tensor, to: &$0) }
            kind = 4
        case .integers(let values):
            writer.integers(8, values)
            kind = 7
        case .texts(let texts):
            for text in texts { writer.text(9, text) }
            kind = 8
        }
        writer.integer(20, kind)
    }

    private static func write(_ tensor: NamedTensor, to writer: inout ProtobufWriter) {
        writer.integers(1, tensor.shape)
        let element: Element =
            switch tensor.values {
            case .doubles: .double
            case .floats: .float
            case .integers: .int32
            }
        writer.integer(2, element.rawValue)
        writer.text(8, tensor.name)
        writer.data(9, SafeTensors.data(of: tensor.values))
    }

    private static func describe(
        _ name: String, _ element: Element, to writer: inout ProtobufWriter
    ) {
        writer.text(1, name)
        writer.message(2) { type in
            type.message(1) { tensor in
                tensor.integer(1, element.rawValue)
                tensor.message(2) { shape in
                    shape.message(1) { $0.text(2, "rows") }
                    shape.message(1) { $0.integer(1, 1) }
                }
            }
        }
    }
}
