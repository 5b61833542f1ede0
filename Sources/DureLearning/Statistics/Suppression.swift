/// A sum that a reader of tables knows to hold: the parts make the total.
package struct SuppressionLine: Sendable, Hashable {
    /// The place of the total.
    package let total: Int
    /// The places of the parts.
    package let parts: [Int]

    /// The sum of those parts.
    package init(total: Int, parts: [Int]) {
        self.total = total
        self.parts = parts
    }

    func moved(by distance: Int) -> SuppressionLine {
        SuppressionLine(total: total + distance, parts: parts.map { $0 + distance })
    }

    var places: [Int] { [total] + parts }
}

/// Which counts of linked tables to hide, so that no small one can be read or recomputed.
///
/// Hidden are: counts above 0 and below the minimum; then, until nothing changes, in each line as
/// many more as it takes that at least two of its places are hidden, and that hidden parts of a
/// shown total hold at least the minimum together; at last any more that all lines together would
/// still determine, found by elimination (``SuppressionAudit``). A count of 0 is shown, and never
/// hidden to protect another. Where finding out takes too long, all counts above 0 are hidden.
///
/// It protects against exact recomputation of a count below the minimum from these tables. It
/// does not hide that a hidden count lies in a range, nor anything from someone who knows other
/// tables, or all but one of the persons.
package struct Suppression: Sendable {
    /// The smallest count above 0 that is shown.
    package let cellMin: Int
    private let lines: [SuppressionLine]
    private let linesOfPlace: [[Int]]
    private let productCountMax: Int

    /// Tables of so many counts, linked by those lines.
    package init(
        cellMin: Int, count: Int, lines: [SuppressionLine],
        productCountMax: Int = SuppressionAudit.productCountMax
    ) {
        self.cellMin = cellMin
        self.productCountMax = productCountMax
        self.lines = lines
        var linesOfPlace = [[Int]](repeating: [], count: count)
        for (index, line) in lines.enumerated() {
            for place in line.places { linesOfPlace[place].append(index) }
        }
        self.linesOfPlace = linesOfPlace
    }

    /// For each count, whether it is hidden.
    ///
    /// - Parameters:
    ///   - counts: Whole numbers, 0 or more, for which the lines hold.
    ///   - first: Places to hide in any case.
    ///   - together: Places that are hidden whenever one place is, by that place.
    package func hidden(
        in counts: [Double], first: [Int] = [], together: [Int: [Int]] = [:]
    ) -> [Bool] {
        precondition(counts.count == linesOfPlace.count, "a count for each place")
        let limit = Double(cellMin) - 0.5
        var hidden = [Bool](repeating: false, count: counts.count)
        var waiting: [Int] = []
        func hide(_ place: Int) {
            guard !hidden[place] else { return }
            hidden[place] = true
            waiting.append(place)
        }
        for place in counts.indices where counts[place] > 0.5 && counts[place] < limit {
            hide(place)
        }
        first.forEach(hide)
        let must = Set(first)
        var audit = SuppressionAudit(productCountMax: productCountMax)
        while true {
            while let place = waiting.popLast() {
                together[place]?.forEach(hide)
                for line in linesOfPlace[place] {
                    while let more = needed(lines[line], counts: counts, hidden: hidden) {
                        hide(more)
                    }
                }
            }
            // That a count of at least the minimum can be computed after all harms nobody.
            guard let determined = audit.determined(hidden: hidden, lines: lines) else {
                return counts.indices.map { hidden[$0] || counts[$0] > 0.5 }
            }
            let known = determined.filter { counts[$0] < limit || must.contains($0) }
            guard let more = known.lazy.compactMap({ self.partner(of: $0, counts, hidden) }).first
            else { return hidden }
            hide(more)
        }
    }

    /// A further place of the line that must be hidden, or nil where the line gives nothing away.
    private func needed(_ line: SuppressionLine, counts: [Double], hidden: [Bool]) -> Int? {
        let parts = line.parts.filter { hidden[$0] }
        let total = hidden[line.total]
        let unknown = parts.count + (total ? 1 : 0)
        guard unknown > 0 else { return nil }
        let sum = parts.reduce(0) { $0 + counts[$1] }
        if total ? unknown >= 2 : unknown >= 2 && sum > Double(cellMin) - 0.5 { return nil }
        return smallestShown(line.parts, counts, hidden) ?? (total ? nil : line.total)
    }

    /// A place to hide beside one that all lines together determine.
    private func partner(of place: Int, _ counts: [Double], _ hidden: [Bool]) -> Int? {
        for line in linesOfPlace[place] {
            if let part = smallestShown(lines[line].parts, counts, hidden) { return part }
        }
        return linesOfPlace[place].map { lines[$0].total }.first { !hidden[$0] && counts[$0] > 0.5 }
    }

    private func smallestShown(_ parts: [Int], _ counts: [Double], _ hidden: [Bool]) -> Int? {
        parts.filter { !hidden[$0] && counts[$0] > 0.5 }
            .min { (counts[$0], $0) < (counts[$1], $1) }
    }
}
