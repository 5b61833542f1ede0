internal import DureAssessment
internal import DureCore

/// A table for people and for screen readers: a caption, headed columns, headed rows.
struct ReportTable {
    /// A column's heading, and whether it holds numbers, which are set to the right.
    struct Column {
        let heading: String
        let isNumber: Bool

        static func text(_ heading: String) -> Column {
            Column(heading: heading, isNumber: false)
        }

        static func number(_ heading: String) -> Column {
            Column(heading: heading, isNumber: true)
        }
    }

    let caption: String
    let columns: [Column]
    /// Shape [rows, columns]; the first cell is the row's heading.
    let rows: [[Markup]]
    /// Whether rows become blocks on a narrow page; else the table scrolls.
    var isStacked = false

    init(caption: String, columns: [Column], rows: [[Markup]]) {
        assert(rows.allSatisfy { $0.count == columns.count })
        self.caption = caption
        self.columns = columns
        self.rows = rows
    }

    init(caption: String, columns: [Column], texts: [[String]]) {
        self.init(caption: caption, columns: columns, rows: texts.map { $0.map { Markup($0) } })
    }

    /// The table; a wide one scrolls inside its own box, which the keyboard can reach.
    ///
    /// Roles are written out, as browsers forget them where a row becomes a block.
    var markup: Markup {
        let box: Attributes = [
            "class": isStacked ? "scroll stack" : "scroll", "role": "region",
            "aria-label": caption, "tabindex": "0",
        ]
        return Markup.tag("div", box) {
            Markup.tag("table", ["role": "table"]) {
                Markup.tag("caption") { Markup.tag("span") { caption } }
                Markup.tag("thead", ["role": "rowgroup"]) {
                    Markup.tag("tr", ["role": "row"]) { headings }
                }
                Markup.tag("tbody", ["role": "rowgroup"]) {
                    for row in rows { Markup.tag("tr", ["role": "row"]) { cells(row) } }
                }
            }
        }
    }

    /// The same table, whose rows become blocks on a narrow page.
    var stacked: ReportTable {
        var table = self
        table.isStacked = true
        return table
    }

    /// The table folded away under a line that opens it.
    func folded(under summary: String) -> Markup {
        Markup.tag("details") {
            Markup.tag("summary") { summary }
            markup
        }
    }

    @MarkupBuilder private var headings: Markup {
        for column in columns {
            Markup.tag("th", ["role": "columnheader", "scope": "col", "class": Self.style(column)])
            { column.heading }
        }
    }

    @MarkupBuilder private func cells(_ row: [Markup]) -> Markup {
        for (index, cell) in row.enumerated() {
            if index == 0 {
                Markup.tag("th", ["role": "rowheader", "scope": "row"]) { cell }
            } else {
                Markup.tag(
                    "td",
                    [
                        "role": "cell", "class": Self.style(columns[index]),
                        "data-label": columns[index].heading,
                    ]
                ) { cell }
            }
        }
    }

    private static func style(_ column: Column) -> String {
        column.isNumber ? "number" : "words"
    }
}
