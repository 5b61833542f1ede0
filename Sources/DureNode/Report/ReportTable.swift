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

    init(caption: String, columns: [Column], rows: [[Markup]]) {
        assert(rows.allSatisfy { $0.count == columns.count })
        self.caption = caption
        self.columns = columns
        self.rows = rows
    }

    init(caption: String, columns: [Column], texts: [[String]]) {
        self.init(caption: caption, columns: columns, rows: texts.map { $0.map { Markup($0) } })
    }

    /// The table; wide ones scroll inside their own box, which the keyboard can reach.
    var markup: Markup {
        Markup.tag(
            "div", ["class": "scroll", "role": "region", "aria-label": caption, "tabindex": "0"]
        ) {
            Markup.tag("table") {
                Markup.tag("caption") { caption }
                Markup.tag("thead") { Markup.tag("tr") { headings } }
                Markup.tag("tbody") {
                    for row in rows { Markup.tag("tr") { cells(row) } }
                }
            }
        }
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
            Markup.tag("th", ["scope": "col", "class": Self.style(column)]) { column.heading }
        }
    }

    @MarkupBuilder private func cells(_ row: [Markup]) -> Markup {
        for (index, cell) in row.enumerated() {
            if index == 0 {
                Markup.tag("th", ["scope": "row"]) { cell }
            } else {
                Markup.tag("td", ["class": Self.style(columns[index])]) { cell }
            }
        }
    }

    private static func style(_ column: Column) -> String {
        column.isNumber ? "number" : "words"
    }
}
