import DureCore
import DureLearning

/// What a model says of itself, for people.
enum ModelText {
    /// Tables and notes; empty for a model that only foretells.
    static func lines(_ model: any Model) -> [String] {
        switch model {
        case let model as LinearModel: linear(model)
        case let model as MultinomialModel: multinomial(model)
        case let model as StatisticsModel: text(model.markdown(Speech.language))
        case let model as SurvivalModel: text(model.markdown(Speech.language))
        case let model as CoxModel: text(model.markdown(Speech.language))
        case let model as TextModel: text(model.markdown(Speech.language))
        case let model as TreeModel: trees(model)
        default: []
        }
    }

    /// How its settings were chosen; empty where they were given.
    static func choice(_ file: ModelFile) -> [String] {
        guard let choice = file.choice else { return [] }
        return [""] + text(choice.markdown(Speech.language))
    }

    private static func text(_ markdown: String) -> [String] {
        markdown.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    private static func linear(_ model: LinearModel) -> [String] {
        coefficients(model.table) + [""] + columns(model.columns)
    }

    private static func multinomial(_ model: MultinomialModel) -> [String] {
        model.tables.flatMap { ["", "\($0.label):"] + coefficients($0.table) } + [""]
            + columns(model.columns)
    }

    private static func coefficients(_ estimates: CoefficientTable) -> [String] {
        var table = TextTable(
            [
                ModelPhrases.column, ModelPhrases.coefficient, ModelPhrases.standardError,
                ModelPhrases.probability, ModelPhrases.perUnit,
            ].map { Speech.say($0) })
        for (index, row) in estimates.rows.enumerated() {
            table.add([
                index == 0 ? Speech.say(ModelPhrases.intercept) : row.term,
                Figures.fixed(row.scaled.value, digits: 4),
                row.scaled.standardError.map { Figures.fixed($0, digits: 4) } ?? "",
                row.scaled.pValue.map(Figures.short) ?? "", Figures.short(row.natural.value),
            ])
        }
        return table.lines
    }

    private static func columns(_ columns: StudyColumns) -> [String] {
        var table = TextTable(
            [
                ModelPhrases.column, ModelPhrases.unit, ModelPhrases.range, ModelPhrases.center,
                ModelPhrases.scale,
            ].map { Speech.say($0) })
        for case .number(let feature, _) in columns.inputs {
            table.add([
                feature.column, feature.unit,
                "\(Figures.plain(feature.lower)) ~ \(Figures.plain(feature.upper))",
                Figures.plain(feature.center), Figures.plain(feature.scale),
            ])
        }
        return table.lines
    }

    private static func trees(_ model: TreeModel) -> [String] {
        var table = TextTable(
            [ModelPhrases.column, ModelPhrases.splits, ModelPhrases.gain].map { Speech.say($0) })
        for column in model.importance.sorted(by: { $0.gain > $1.gain }) {
            table.add([column.column, "\(column.splitCount)", Figures.short(column.gain)])
        }
        return table.lines
    }
}
