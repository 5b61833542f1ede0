/// What a scan found in a file or table: counts for all of it, and the first places.
///
/// No value is in it, only forms with stars.
package struct ScanReport: Sendable, Hashable {
    /// What was found of one type.
    package struct Tally: Sendable, Hashable {
        /// The rule, such as `kr_rrn`.
        package let type: String
        /// The economy of the rule; `ZZ` for none.
        package let economy: String
        /// What the number is about.
        package let kind: IdentifierKind
        /// How many.
        package var count = 0
        /// Of these, how many whose check digits or date are right.
        package var passedCount = 0
        /// Of these, how many that hardly can be anything else.
        package var certainCount = 0
    }

    /// One column of a table; the whole of a text.
    package struct Column: Sendable, Hashable {
        /// Its name; empty for a text.
        package let name: String
        /// What is done with its numbers; nil where nobody has said.
        package let action: NumberAction?
        /// How many of its cells hold something.
        package var filledCount = 0
        /// By type, sorted.
        package var tallies: [Tally] = []

        /// Whether something in it points to a person.
        package var isPersonal: Bool { tallies.contains { $0.kind.isPersonal } }
        /// Whether numbers of persons are in it that a register gave out.
        var isNational: Bool { tallies.contains { $0.kind.isNational } }

        mutating func add(_ finding: Finding) {
            var index = tallies.firstIndex { $0.type >= finding.type } ?? tallies.count
            if index == tallies.count || tallies[index].type != finding.type {
                let tally = Tally(
                    type: finding.type, economy: finding.economy, kind: finding.kind)
                tallies.insert(tally, at: index)
            }
            index = tallies.firstIndex { $0.type == finding.type } ?? index
            tallies[index].count += 1
            if finding.check == .passed { tallies[index].passedCount += 1 }
            if finding.confidence == .certain { tallies[index].certainCount += 1 }
        }
    }

    /// One place.
    package struct Hit: Sendable, Hashable {
        /// What was found, and where: in a text the offset and line, in a table the place in the
        /// cell.
        package let finding: Finding
        /// The column's name; empty for a text.
        package let column: String
        /// The row of a table, the header being row 1; 0 for a text.
        package let row: Int
        /// The value with stars for its digits and letters.
        package let masked: String
    }

    /// The columns in order.
    package internal(set) var columns: [Column]
    /// The first places, in order.
    package internal(set) var hits: [Hit] = []
    /// How many rows were looked at; 0 for a text.
    package internal(set) var rowCount = 0

    init(columns: [Column]) {
        self.columns = columns
    }

    /// How many places in all.
    package var count: Int {
        columns.reduce(0) { $0 + $1.tallies.reduce(0) { $0 + $1.count } }
    }

    /// How many of these point to a person.
    package var personalCount: Int {
        columns.reduce(0) { $0 + $1.tallies.reduce(0) { $0 + ($1.kind.isPersonal ? $1.count : 0) } }
    }
}

extension IdentifierKind {
    /// Whether a register or insurer gave the number to a person; such are called national numbers.
    package var isNational: Bool {
        switch self {
        case .person, .health, .tax, .licence, .passport: true
        case .contact, .account, .device, .business, .name: false
        }
    }
}
