/// A table in plain text: columns as wide as their widest cell, numbers to the right.
struct TextTable {
    private let header: [String]
    private var rows: [[String]] = []

    init(_ header: [String]) {
        self.header = header
    }

    mutating func add(_ row: [String]) {
        rows.append(row.map { $0.plain(keepsLines: false) })
    }

    /// The lines, the header first.
    var lines: [String] {
        let all = [header] + rows
        let widths = header.indices.map { column in
            all.map { Self.width($0[column]) }.max() ?? 0
        }
        return all.enumerated().map { number, row in
            row.enumerated().map { column, cell in
                let gap = String(repeating: " ", count: widths[column] - Self.width(cell))
                let isNumber = number > 0 && cell.first.map { "+-.0123456789".contains($0) } == true
                return column > 0 && isNumber ? gap + cell : cell + gap
            }
            .joined(separator: "  ")
        }
    }

    /// Columns on a terminal: Korean letters are two wide.
    private static func width(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { width, scalar in
            switch scalar.value {
            case 0x1100...0x115f, 0x2e80...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff,
                0xff00...0xff60:
                width + 2
            default: width + 1
            }
        }
    }
}
