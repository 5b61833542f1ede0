package import DureCore
package import DureLearning

extension ModelFile {
    /// The model as commands and the management API tell it: its description, and the coefficients
    /// of a regression with their uncertainty.
    package var answer: JSONValue {
        var members = json.members ?? [:]
        switch model {
        case let model as LinearModel:
            members["coefficients"] = .array(model.table.rows.map { $0.answer(label: nil) })
        case let model as MultinomialModel:
            members["coefficients"] = .array(
                model.tables.flatMap { label, table in
                    table.rows.map { $0.answer(label: label) }
                })
        default: break
        }
        return .object(members)
    }
}

extension CoefficientTable.Row {
    fileprivate func answer(label: String?) -> JSONValue {
        var members: [String: JSONValue] = [
            "term": .string(term), "unit": .string(unit), "scaled": scaled.answer,
            "natural": natural.answer,
        ]
        members["class"] = label.map { .string($0) }
        members["ratio"] = ratio?.answer
        return .object(members)
    }
}

extension CoefficientTable.Estimate {
    fileprivate var answer: JSONValue {
        var members: [String: JSONValue] = [:]
        let numbers = [
            ("value", value), ("standard_error", standardError), ("p_value", pValue),
            ("lower", interval?.lowerBound), ("upper", interval?.upperBound),
        ]
        for case (let name, let number?) in numbers where number.isFinite {
            members[name] = .number(number)
        }
        return .object(members)
    }
}
