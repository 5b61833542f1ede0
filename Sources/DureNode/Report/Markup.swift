/// Text that is HTML already: plain text becomes it only by being escaped.
///
/// Names of elements and attributes are `StaticString`, so nothing that came from outside can
/// become one. Every element is closed, so the page is well-formed XML too.
struct Markup: Sendable, Hashable {
    private(set) var text: String

    /// Nothing.
    init() {
        text = ""
    }

    /// Plain text, escaped for content and for attributes.
    init(_ plain: String) {
        var escaped = ""
        escaped.reserveCapacity(plain.utf8.count)
        for scalar in plain.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            case "\n", "\t": escaped += " "
            // A number and its percent sign stay on one line.
            case "%" where escaped.last == " ":
                escaped.replaceSubrange(
                    escaped.index(before: escaped.endIndex)..., with: "\u{a0}%")
            // Control characters are not allowed in XML, and nobody can read them.
            case _ where scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value):
                escaped += "\u{fffd}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        text = escaped
    }

    /// Our own text of another language, such as a style sheet, as it is.
    init(own text: StaticString) {
        self.text = "\(text)"
    }

    mutating func append(_ other: Markup) {
        text += other.text
    }
}

/// Puts elements and plain text after one another.
@resultBuilder
enum MarkupBuilder {
    static func buildExpression(_ markup: Markup) -> Markup { markup }
    static func buildExpression(_ plain: String) -> Markup { Markup(plain) }
    static func buildBlock(_ parts: Markup...) -> Markup { buildArray(parts) }
    static func buildOptional(_ part: Markup?) -> Markup { part ?? Markup() }
    static func buildEither(first part: Markup) -> Markup { part }
    static func buildEither(second part: Markup) -> Markup { part }

    static func buildArray(_ parts: [Markup]) -> Markup {
        var whole = Markup()
        for part in parts { whole.append(part) }
        return whole
    }
}

/// The attributes of an element, in the order in which they are written.
typealias Attributes = KeyValuePairs<StaticString, String>

extension Markup {
    /// An element with what it holds.
    static func tag(
        _ name: StaticString, _ attributes: Attributes = [:],
        @MarkupBuilder _ content: () -> Markup = { Markup() }
    ) -> Markup {
        var markup = Markup()
        markup.text = "<\(name)\(written(attributes))>\(content().text)</\(name)>"
        return markup
    }

    /// An element that holds nothing, such as `meta` and the shapes of a figure.
    static func void(_ name: StaticString, _ attributes: Attributes = [:]) -> Markup {
        var markup = Markup()
        markup.text = "<\(name)\(written(attributes)) />"
        return markup
    }

    /// The page itself, with its document type.
    static func document(
        _ attributes: Attributes, @MarkupBuilder _ content: () -> Markup
    ) -> String {
        "<!DOCTYPE html>\n" + tag("html", attributes, content).text + "\n"
    }

    private static func written(_ attributes: Attributes) -> String {
        attributes.reduce(into: "") { text, attribute in
            text += " \(attribute.key)=\"\(Markup(attribute.value).text)\""
        }
    }
}
