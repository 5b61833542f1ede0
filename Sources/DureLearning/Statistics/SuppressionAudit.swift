/// Finds hidden counts that the shown ones determine, all lines taken together.
///
/// Each line is an equation in the hidden counts. A hidden count is determined where elimination
/// over the field of 2^61 - 1 leaves an equation with that count alone; the coefficients are 1 and
/// -1, and a pivot that only vanishes modulo the prime would take a chance of one in 10^18.
package struct SuppressionAudit: Sendable {
    /// The most hidden counts that hang together and are looked at together; more are left to the
    /// rule of single lines.
    package static let componentMax = 400
    /// The most products of all of one release's eliminations: some seconds.
    package static let productCountMax = 2_000_000_000
    /// How many products a term of an equation counts for that is only sorted.
    private static let sortingCount = 64

    private var productsLeft: Int
    /// By the places of hidden counts that hang together, those that can be computed: only what
    /// changed is looked at again.
    private var found: [[Int]: [Int]] = [:]

    /// An audit of one release.
    package init(productCountMax: Int = Self.productCountMax) {
        productsLeft = productCountMax
    }

    /// The places of hidden counts that can be computed, sorted; nil where finding them takes more
    /// products than are left.
    package mutating func determined(hidden: [Bool], lines: [SuppressionLine]) -> [Int]? {
        var places: [Int] = []
        for equations in Self.components(hidden: hidden, lines: lines) {
            productsLeft -= Self.sortingCount * equations.reduce(0) { $0 + $1.count }
            let key = Set(equations.flatMap { $0.map(\.place) }).sorted()
            guard productsLeft >= 0 else { return nil }
            guard key.count <= Self.componentMax else { continue }
            if found[key] == nil { found[key] = eliminate(equations, key) }
            guard productsLeft >= 0 else { return nil }
            places += found[key] ?? []
        }
        return places.sorted()
    }

    /// Equations that share a hidden count, directly or through others: place and coefficient.
    private static func components(
        hidden: [Bool], lines: [SuppressionLine]
    ) -> [[[(place: Int, factor: Int)]]] {
        var parents: [Int: Int] = [:]
        func root(_ place: Int) -> Int {
            var place = place
            while let parent = parents[place], parent != place { place = parent }
            return place
        }
        var equations: [[(place: Int, factor: Int)]] = []
        for line in lines {
            let terms =
                line.parts.filter { hidden[$0] }.map { (place: $0, factor: 1) }
                + (hidden[line.total] ? [(place: line.total, factor: -1)] : [])
            guard let first = terms.first else { continue }
            equations.append(terms)
            for term in terms {
                let (a, b) = (root(first.place), root(term.place))
                parents[max(a, b)] = min(a, b)
                if parents[min(a, b)] == nil { parents[min(a, b)] = min(a, b) }
            }
        }
        let groups = Dictionary(grouping: equations) { root($0[0].place) }
        return groups.sorted { $0.key < $1.key }.map(\.value)
    }

    private mutating func eliminate(
        _ equations: [[(place: Int, factor: Int)]], _ places: [Int]
    ) -> [Int] {
        let columns = Dictionary(uniqueKeysWithValues: places.enumerated().map { ($1, $0) })
        var rows = equations.map { terms in
            var row = [UInt64](repeating: 0, count: places.count)
            for term in terms {
                guard let column = columns[term.place] else { continue }
                row[column] = term.factor > 0 ? 1 : Mersenne61.modulus - 1
            }
            return row
        }
        var rank = 0
        for column in places.indices where productsLeft >= 0 {
            guard let pivot = (rank..<rows.count).first(where: { rows[$0][column] != 0 }) else {
                continue
            }
            rows.swapAt(rank, pivot)
            let inverse = Mersenne61.inverse(rows[rank][column])
            for index in places.indices where rows[rank][index] != 0 {
                rows[rank][index] = Mersenne61.product(rows[rank][index], inverse)
            }
            let lead = rows[rank]
            for row in rows.indices where row != rank && rows[row][column] != 0 {
                let factor = Mersenne61.modulus - rows[row][column]
                productsLeft -= places.count - column
                for index in column..<places.count where lead[index] != 0 {
                    rows[row][index] = Mersenne61.sum(
                        rows[row][index], Mersenne61.product(factor, lead[index]))
                }
            }
            rank += 1
            if rank == rows.count { break }
        }
        return rows.compactMap { row in
            let filled = row.indices.filter { row[$0] != 0 }
            return filled.count == 1 ? places[filled[0]] : nil
        }
    }
}

/// Arithmetic modulo the prime 2^61 - 1.
private enum Mersenne61 {
    static let modulus: UInt64 = (1 << 61) - 1

    static func sum(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let sum = a + b
        return sum >= modulus ? sum - modulus : sum
    }

    static func product(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let (high, low) = a.multipliedFullWidth(by: b)
        return sum(low & modulus, (high << 3 | low >> 61) % modulus)
    }

    /// By Fermat: a^(p - 2).
    static func inverse(_ a: UInt64) -> UInt64 {
        var (base, exponent, result) = (a, modulus - 2, UInt64(1))
        while exponent > 0 {
            if exponent & 1 == 1 { result = product(result, base) }
            base = product(base, base)
            exponent >>= 1
        }
        return result
    }
}
