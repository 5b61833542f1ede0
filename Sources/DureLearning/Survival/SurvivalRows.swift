/// A member's rows as places on the grid.
package struct SurvivalRows: Sendable {
    let grid: SurvivalGrid
    /// Shape [rows]: the grid time at which the row counts.
    let places: [Int]
    /// Shape [rows]: whether the event happened.
    let isEvent: [Bool]
    /// Shape [rows]: the group; -1 where it has none.
    let groups: [Int]

    init(_ table: StudyTable, grid: SurvivalGrid, group: Int?, groupCount: Int) {
        self.grid = grid
        places = table.target.map { grid.place(of: $0) }
        isEvent = table.events.map { $0 > 0.5 }
        groups =
            group.map { table.codes($0).map { Int($0) } }
            ?? [Int](repeating: 0, count: table.rowCount)
    }

    /// The time column of an event target.
    ///
    /// - Throws: ``LearningError/badSetting(name:)`` with `target`.
    static func time(of columns: StudyColumns) throws(LearningError) -> FeatureSpecification {
        guard case .event(let time, _)? = columns.target else {
            throw .badSetting(name: "target")
        }
        return time
    }

    /// A category among the inputs.
    ///
    /// - Throws: ``LearningError/unknownColumn(column:)``.
    static func category(
        _ name: String, of columns: StudyColumns
    ) throws(LearningError) -> (input: Int, levels: [String]) {
        for (index, input) in columns.inputs.enumerated() {
            if case .category(let category) = input, category.column == name {
                return (index, category.levels)
            }
        }
        throw .unknownColumn(column: name)
    }
}
