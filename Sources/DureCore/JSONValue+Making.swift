extension JSONValue {
    /// A finite number, or null: JSON has no word for the others.
    package static func figure(_ value: Double?) -> JSONValue {
        guard let value, value.isFinite else { return .null }
        return .number(value)
    }

    /// A whole number.
    package static func count(_ value: Int) -> JSONValue { .integer(Int64(value)) }

    /// A list of texts.
    package static func texts(_ texts: some Sequence<String>) -> JSONValue {
        .array(texts.map { .string($0) })
    }
}
