/// Rows in the order of their scores, rows of equal score together.
struct Ranking: Sendable {
    /// Positions of rows, the lowest score first; equal scores share a group, in row order.
    let groups: [[Int]]

    init(_ scores: [Double]) {
        let order = scores.indices.sorted {
            scores[$0] == scores[$1] ? $0 < $1 : scores[$0] < scores[$1]
        }
        var groups: [[Int]] = []
        for row in order {
            if let last = groups.last?.first, scores[last] == scores[row] {
                groups[groups.count - 1].append(row)
            } else {
                groups.append([row])
            }
        }
        self.groups = groups
    }

    /// The area under the ROC curve where each row counts so many times; nil without both classes.
    func areaUnderCurve(labels: [Bool], weights: [Int]) -> Double? {
        var positives = 0
        var negatives = 0
        // Twice the number of ordered pairs, as a tie is half a pair: whole numbers are exact.
        var twicePairs = 0
        for group in groups {
            var here = (positive: 0, negative: 0)
            for row in group {
                if labels[row] {
                    here.positive += weights[row]
                } else {
                    here.negative += weights[row]
                }
            }
            twicePairs += here.positive * (2 * negatives + here.negative)
            positives += here.positive
            negatives += here.negative
        }
        guard positives > 0, negatives > 0 else { return nil }
        return Double(twicePairs) / Double(2 * positives * negatives)
    }
}
