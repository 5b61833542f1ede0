/// Where the numbers of a Cox model's sum stand.
///
/// There is a block for each stratum and grid time: events, their weight, `Σ w x` of the events
/// (p numbers), then `Σ w e^η (1, x, upper triangle of x xᵀ)` of all that leave at that time, then
/// the same of those with the event. After all blocks stands the number of records.
struct CoxLayout: Sendable, Hashable {
    /// Shape [width]: each term's name.
    let names: [String]
    /// Shape [width]: each term's largest magnitude.
    let magnitudes: [Double]
    /// Shape [width]: what a scaled term is divided by; 1 for levels and bends.
    let scales: [Double]
    let gridCount: Int
    let strataCount: Int
    private let weightMax: Double
    private let offsetMax: Double

    init(columns: StudyColumns, gridCount: Int, strataInput: Int?, strataCount: Int) {
        var inputs = columns.inputs
        if let strataInput { inputs.remove(at: strataInput) }
        let terms = DesignTerms(inputs)
        scales = inputs.flatMap { input -> [Double] in
            switch input {
            case .number(let feature, let knots):
                [feature.scale] + [Double](repeating: 1, count: max(knots.count - 2, 0))
            case .category(let category):
                [Double](repeating: 1, count: category.levels.count - 1)
            }
        }
        names = Array(terms.names.dropFirst())
        magnitudes = Array(terms.magnitudes.dropFirst())
        self.gridCount = gridCount
        self.strataCount = strataCount
        weightMax = columns.weight?.upper ?? 1
        offsetMax = columns.offset.map { max(abs($0.lower), abs($0.upper)) } ?? 0
    }

    /// p: how many coefficients.
    var width: Int { names.count }
    /// Numbers of `(1, x, x xᵀ)`.
    var momentCount: Int { 1 + width + width * (width + 1) / 2 }
    var blockWidth: Int { 2 + width + 2 * momentCount }
    var blockCount: Int { strataCount * gridCount }
    var count: Int { blockCount * blockWidth + 1 }

    func block(_ stratum: Int, _ place: Int) -> Int {
        (stratum * gridCount + place) * blockWidth
    }

    /// The largest magnitude that one record gives to each number, at those coefficients.
    func bounds(at coefficients: [Double]) -> [Double] {
        let reach = zip(coefficients, magnitudes).reduce(offsetMax) { $0 + abs($1.0) * $1.1 }
        // A hair more, as sums of products round.
        let risk =
            Elementary.exp(min(reach * (1 + 1e-9), CoxRegression.predictorMax)) * (1 + 1e-9)
        var moments = [1.0] + magnitudes
        for first in 0..<width {
            for second in first..<width { moments.append(magnitudes[first] * magnitudes[second]) }
        }
        let weight = max(weightMax, 0x1p-40)
        let risks = moments.map { $0 * risk * weight * (1 + 1e-9) }
        let block = [1, weight] + magnitudes.map { $0 * weight } + risks + risks
        return (0..<blockCount).flatMap { _ in block } + [1]
    }
}

/// A member's rows for a Cox model.
package struct CoxRows: Sendable {
    let layout: CoxLayout
    let grid: SurvivalGrid
    private let data: DesignMatrix
    /// Shape [rows]: where the row's block begins.
    private let blocks: [Int]
    /// How many rows miss an input or have no stratum.
    package let droppedRowCount: Int

    init(_ table: StudyTable, layout: CoxLayout, grid: SurvivalGrid, strataInput: Int?) {
        self.layout = layout
        self.grid = grid
        let data = DesignMatrix(table, without: strataInput)
        let isComplete = table.isComplete
        let kept = (0..<table.rowCount).filter { isComplete[$0] }
        let codes = strataInput.map { table.codes($0) }
        blocks = kept.enumerated().map { row, source in
            layout.block(codes.map { Int($0[source]) } ?? 0, grid.place(of: data.target[row]))
        }
        self.data = data
        droppedRowCount = table.rowCount - blocks.count
    }

    func contribution(at coefficients: [Double]) -> [Double] {
        var sum = [Double](repeating: 0, count: layout.count)
        let (width, limit) = (layout.width, CoxRegression.predictorMax)
        var values = [Double](repeating: 0, count: width)
        for row in blocks.indices {
            let weight = data.weight(row)
            let start = blocks[row]
            guard weight > 0 else { continue }
            var predictor = data.offsets.isEmpty ? 0 : data.offsets[row]
            for index in 0..<width {
                values[index] = data.values[row * data.width + 1 + index]
                predictor += values[index] * coefficients[index]
            }
            let risk = weight * Elementary.exp(min(max(predictor, -limit), limit))
            sum[layout.count - 1] += 1
            add(risk, values, to: &sum, at: start + 2 + width)
            guard data.events[row] > 0.5 else { continue }
            sum[start] += 1
            sum[start + 1] += weight
            for index in 0..<width { sum[start + 2 + index] += weight * values[index] }
            add(risk, values, to: &sum, at: start + 2 + width + layout.momentCount)
        }
        return sum
    }

    private func add(
        _ risk: Double, _ values: [Double], to sum: inout [Double], at start: Int
    ) {
        sum[start] += risk
        var place = start + 1 + values.count
        for first in values.indices {
            let value = risk * values[first]
            sum[start + 1 + first] += value
            for second in first..<values.count {
                sum[place] += value * values[second]
                place += 1
            }
        }
    }
}
