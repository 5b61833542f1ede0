package import DureCore

/// A dataset's card in the Croissant format, version 1.1 (MLCommons, January 2026): what others
/// may know of a dataset whose rows they never get.
///
/// It says nothing of the values: no counts of a column, no ranges but the card's public ones.
package struct Croissant: Sendable {
    /// The version that `conformsTo` names.
    package static let version = "http://mlcommons.org/croissant/1.1"
    private static let file = "sealed"

    private let card: DatasetCard
    private let institution: String
    private let versionCount: Int
    private let isInPlace: Bool

    /// Describes a dataset.
    ///
    /// - Parameters:
    ///   - institution: Who holds it, as the node is called.
    ///   - versionCount: How many earlier contents it had.
    ///   - place: Where its rows stay, of which nothing is told; nil where they are in the vault.
    package init(
        _ card: DatasetCard, heldBy institution: String, versionCount: Int,
        place: InPlaceTable? = nil
    ) {
        isInPlace = place != nil
        self.card = card
        self.institution = institution
        self.versionCount = versionCount
    }

    /// The description, as JSON-LD.
    package var json: JSONValue {
        let draft = card.draft
        var members: [String: JSONValue] = [
            "@context": Self.context, "@type": "sc:Dataset", "conformsTo": .string(Self.version),
            "name": .string(card.name.text), "description": .string(draft.title),
            "creator": ["@type": "sc:Organization", "name": .string(institution)],
            "citeAs": .string(draft.source), "license": .string(draft.legalBasis),
            "url": .string(address), "version": .string("1.\(versionCount).0"),
            "datePublished": .string(card.importedAt.date), "isAccessibleForFree": false,
            "conditionsOfAccess":
                "Rows do not leave. Studies that the institution's charter permits get sums alone.",
            "distribution": [distribution], "recordSet": [records],
            "rai:dataCollection": .string(draft.source),
            "rai:dataUseCases": .array(draft.purposes.sorted().map { .string($0) }),
            "rai:personalSensitiveInformation": .array(
                ([card.sensitivity.rawValue] + draft.contains.map(\.rawValue).sorted())
                    .map { .string($0) }),
        ]
        members["expires"] = draft.retainedUntil.map { .string($0) }
        return .object(members)
    }

    private var address: String { "urn:dure:\(institution):\(card.name.text)" }

    /// The rows as the vault has them, by the salted hash that the ledger names them by: with one
    /// of the content alone, whoever guesses a small table could tell that the guess is right.
    private var distribution: JSONValue {
        [
            "@type": "cr:FileObject", "@id": .string(Self.file), "name": .string(Self.file),
            "description": .string(
                (isInPlace
                    ? "Stays in the institution's own database and may change there"
                    : "Sealed in the institution's vault")
                    + "; the hash is its ledger's, and salted."
            ),
            "contentUrl": .string(address), "encodingFormat": "text/csv",
            "sha256": .string(card.digest.hex),
        ]
    }

    private var records: JSONValue {
        [
            "@type": "cr:RecordSet", "@id": "rows", "name": "rows",
            "field": .array(card.schema.columns.enumerated().map { field($0.element, $0.offset) }),
        ]
    }

    /// Numbered: readers take no spaces in an `@id`, which names of columns may have.
    private func field(_ column: TableSchema.Column, _ number: Int) -> JSONValue {
        var members: [String: JSONValue] = [
            "@type": "cr:Field", "@id": .string("rows/\(number + 1)"),
            "name": .string(column.name),
            "dataType": column.type == .number ? "sc:Float" : "sc:Text",
            "source": [
                "fileObject": ["@id": .string(Self.file)],
                "extract": ["column": .string(column.name)],
            ],
        ]
        let range = card.range(of: column.name).map {
            "\(JSONValue.number($0.lowerBound).canonicalText) to "
                + JSONValue.number($0.upperBound).canonicalText
        }
        let said = [card.unit(of: column.name), range].compactMap { $0 }
        if !said.isEmpty { members["description"] = .string(said.joined(separator: ", ")) }
        return .object(members)
    }

    /// The names that the description uses; the format's own context has more.
    private static let context: JSONValue = [
        "@language": "en", "@vocab": "https://schema.org/", "sc": "https://schema.org/",
        "cr": "http://mlcommons.org/croissant/", "rai": "http://mlcommons.org/croissant/RAI/",
        "dct": "http://purl.org/dc/terms/", "conformsTo": "dct:conformsTo",
        "citeAs": "cr:citeAs", "column": "cr:column", "extract": "cr:extract",
        "field": "cr:field", "fileObject": "cr:fileObject", "recordSet": "cr:recordSet",
        "source": "cr:source", "dataType": ["@id": "cr:dataType", "@type": "@vocab"],
    ]
}
