import Foundation

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// An element of a page, with all that is in it.
final class PageElement {
    let name: String
    let attributes: [String: String]
    var children: [PageElement] = []
    var text = ""

    init(name: String, attributes: [String: String]) {
        self.name = name
        self.attributes = attributes
    }

    /// This element and all below it, in the page's order.
    var all: [PageElement] { [self] + children.flatMap(\.all) }

    /// All below with that name.
    func all(_ name: String) -> [PageElement] { all.filter { $0.name == name } }

    /// Its own text and that of all below.
    var allText: String { all.map(\.text).joined(separator: " ") }
}

/// Reads a page as XML, which forgives nothing: any tag left open is an error.
final class PageReader: NSObject, XMLParserDelegate {
    private var open: [PageElement] = []
    private var root: PageElement?

    /// The root element, or nil for a page that is not well-formed.
    static func read(_ page: String) -> PageElement? {
        let reader = PageReader()
        let parser = XMLParser(data: Data(page.utf8))
        parser.delegate = reader
        return parser.parse() ? reader.root : nil
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
        qualifiedName: String?, attributes: [String: String]
    ) {
        let element = PageElement(name: name, attributes: attributes)
        open.last?.children.append(element)
        if root == nil { root = element }
        open.append(element)
    }

    func parser(
        _ parser: XMLParser, didEndElement name: String, namespaceURI: String?,
        qualifiedName: String?
    ) {
        open.removeLast()
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
        open.last?.text += text
    }
}
