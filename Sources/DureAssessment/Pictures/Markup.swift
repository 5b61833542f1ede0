/// Text that is HTML or SVG already: plain text becomes it only by being escaped.
///
/// Names of elements and attributes are `StaticString`, so nothing that came from outside can
/// become one. Every element is closed, so the page is well-formed XML too.
package struct Markup: Sendable, Hashable {
    /// The text, escaped already.
    package private(set) var text: String

    /// Nothing.
    package init() {
        text = ""
    }

    /// Plain text, escaped for content and for attributes.
    package init(_ plain: String) {
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
    package init(own text: StaticString) {
        self.text = "\(text)"
    }

    /// Puts another after this one.
    package mutating func append(_ other: Markup) {
        text += other.text
    }
}

/// Puts elements and plain text after one another.
@resultBuilder
package enum MarkupBuilder {
    /// An element as it is.
    package static func buildExpression(_ markup: Markup) -> Markup { markup }
    /// Plain text, escaped.
    package static func buildExpression(_ plain: String) -> Markup { Markup(plain) }
    /// Parts after one another.
    package static func buildBlock(_ parts: Markup...) -> Markup { buildArray(parts) }
    /// Nothing where there is none.
    package static func buildOptional(_ part: Markup?) -> Markup { part ?? Markup() }
    /// The one branch.
    package static func buildEither(first part: Markup) -> Markup { part }
    /// The other branch.
    package static func buildEither(second part: Markup) -> Markup { part }

    /// A loop's parts after one another.
    package static func buildArray(_ parts: [Markup]) -> Markup {
        var whole = Markup()
        for part in parts { whole.append(part) }
        return whole
    }
}

/// The attributes of an element, in the order in which they are written.
package typealias Attributes = KeyValuePairs<StaticString, String>

extension Markup {
    /// An element with what it holds.
    package static func tag(
        _ name: StaticString, _ attributes: Attributes = [:],
        @MarkupBuilder _ content: () -> Markup = { Markup() }
    ) -> Markup {
        var markup = Markup()
        markup.text = "<\(name)\(written(attributes))>\(content().text)</\(name)>"
        return markup
    }

    /// An element that holds nothing, such as `meta` and the shapes of a figure.
    package static func void(_ name: StaticString, _ attributes: Attributes = [:]) -> Markup {
        var markup = Markup()
        markup.text = "<\(name)\(written(attributes)) />"
        return markup
    }

    /// The page itself, with its document type.
    package static func document(
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
