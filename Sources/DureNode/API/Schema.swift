internal import DureCore

/// The shape of a value: what the API's document says of it, and what the API checks.
///
/// One description serves both, so the document cannot promise another shape than is accepted.
indirect enum Schema: Sendable {
    /// Any value; only for answers.
    case any
    case boolean
    /// A whole number.
    case integer(ClosedRange<Int64>)
    /// A finite number.
    case number
    /// A text of so many characters (code points) at most, and not empty.
    case text(countMax: Int)
    /// A short name, as ``Name`` has it.
    case name
    /// A moment in UTC, `2026-03-01T00:00:00.000Z`.
    case moment
    /// One of these words.
    case choice([String])
    case list(Schema, countMax: Int)
    /// Members by name; no others.
    case object([Field])
    /// An object whose members, whatever their names, are numbers, texts of so many characters at
    /// most, or null.
    case cells(textCountMax: Int)
    /// An object of which the document tells no more; only for answers.
    case anyObject
    case nullable(Schema)

    /// A member of an object.
    struct Field: Sendable {
        let name: String
        let schema: Schema
        var isRequired = true
    }

    /// What a short name looks like; ECMA-262.
    static let namePattern = "^[a-z][a-z0-9-]{0,\(Name.byteCountMax - 1)}$"
    private static let momentPattern =
        #"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$"#

    /// The schema as JSON Schema 2020-12 writes it.
    var json: JSONValue {
        switch self {
        case .any: .object([:])
        case .boolean: ["type": "boolean"]
        case .integer(let range):
            [
                "type": "integer", "minimum": .integer(range.lowerBound),
                "maximum": .integer(range.upperBound),
            ]
        case .number: ["type": "number"]
        case .text(let count):
            ["type": "string", "maxLength": .count(count), "minLength": 1]
        case .name: ["type": "string", "pattern": .string(Self.namePattern)]
        case .moment: ["type": "string", "pattern": .string(Self.momentPattern)]
        case .choice(let words): ["type": "string", "enum": .texts(words)]
        case .list(let element, let count):
            ["type": "array", "items": element.json, "maxItems": .count(count)]
        case .object(let fields):
            [
                "type": "object", "additionalProperties": false,
                "properties": .object(
                    Dictionary(uniqueKeysWithValues: fields.map { ($0.name, $0.schema.json) })),
                "required": .texts(fields.filter(\.isRequired).map(\.name)),
            ]
        case .cells(let count):
            [
                "type": "object",
                "additionalProperties": [
                    "type": ["number", "string", "null"], "maxLength": .count(count),
                ],
            ]
        case .anyObject: ["type": "object"]
        case .nullable(let schema): ["anyOf": [schema.json, ["type": "null"]]]
        }
    }

    /// Where the value is not of this shape, as a JSON pointer (RFC 6901); nil where it is.
    func fault(in value: JSONValue, at path: String = "") -> String? {
        switch self {
        case .any: nil
        case .anyObject: value.members == nil ? path : nil
        case .cells(let countMax): Self.areCells(value, countMax) ? nil : path
        case .nullable(let schema): value == .null ? nil : schema.fault(in: value, at: path)
        case .list(let element, let countMax):
            faultInList(value, element, countMax, at: path)
        case .object(let fields): faultInObject(value, fields, at: path)
        default: isScalar(value) ? nil : path
        }
    }

    /// Whether the text has the form of a moment; that the calendar has it is not asked.
    private static func isMoment(_ text: String) -> Bool {
        let form = Array("0000-00-00T00:00:00.000Z".utf8)
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        return text.utf8.count == form.count
            && zip(text.utf8, form).allSatisfy {
                $1 == UInt8(ascii: "0") ? digits.contains($0) : $0 == $1
            }
    }

    /// A name that nobody expects is not repeated, so the row is the place.
    private static func areCells(_ value: JSONValue, _ countMax: Int) -> Bool {
        value.members?.values.allSatisfy { cell in
            if let text = cell.text { return text.unicodeScalars.count <= countMax }
            return cell == .null || cell.double != nil
        } ?? false
    }

    private func isScalar(_ value: JSONValue) -> Bool {
        switch self {
        case .boolean: if case .bool = value { true } else { false }
        case .integer(let range): value.int.map { range.contains($0) } ?? false
        case .number: value.double != nil
        case .text(let countMax):
            value.text.map { !$0.isEmpty && $0.unicodeScalars.count <= countMax } ?? false
        case .name: value.text.map { (try? Name($0)) != nil } ?? false
        case .moment: value.text.map(Self.isMoment) ?? false
        case .choice(let words): value.text.map { words.contains($0) } ?? false
        default: false
        }
    }

    private func faultInList(
        _ value: JSONValue, _ element: Schema, _ countMax: Int, at path: String
    ) -> String? {
        guard let elements = value.elements, elements.count <= countMax else { return path }
        for (index, one) in elements.enumerated() {
            if let fault = element.fault(in: one, at: "\(path)/\(index)") { return fault }
        }
        return nil
    }

    private func faultInObject(_ value: JSONValue, _ fields: [Field], at path: String) -> String? {
        guard let members = value.members else { return path }
        for field in fields {
            let inside = "\(path)/\(field.name)"
            if let member = members[field.name] {
                if let fault = field.schema.fault(in: member, at: inside) { return fault }
            } else if field.isRequired {
                return inside
            }
        }
        // A name that nobody expects is not repeated: it is whatever was sent.
        return members.keys.allSatisfy { key in fields.contains { $0.name == key } } ? nil : path
    }
}
