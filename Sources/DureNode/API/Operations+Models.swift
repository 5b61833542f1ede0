internal import DureCore
internal import DureLearning

/// Models and what they foretell.
extension Operation {
    /// The most rows of one prediction.
    private static let rowCountMax = 100_000
    /// The longest text of a cell, in code points.
    private static let cellCountMax = 65_536

    static let ofModels = [
        Operation(
            id: "listModels", method: .get, path: "/models", summary: APIPhrases.listModels,
            roles: studyReaders, answer: .list(.name, countMax: 100_000),
            run: .blocking { .texts(try $0.home.base.modelNames().map(\.text)) }),
        Operation(
            id: "getModel", method: .get, path: "/models/{study}",
            summary: APIPhrases.getModel, roles: studyReaders, parameters: [study],
            answer: .anyObject,
            run: .blocking { try $0.home.base.model($0.name("study")).answer }),
        Operation(
            id: "predict", method: .post, path: "/models/{study}/predict",
            summary: APIPhrases.predict, roles: [.steward, .analyst], parameters: [study],
            body: .object([
                .init(
                    name: "rows",
                    schema: .list(.cells(textCountMax: cellCountMax), countMax: rowCountMax))
            ]), answer: .anyObject,
            run: .blocking { try predict($0) }, isQuestion: true),
    ]

    private static func predict(_ call: Call) throws -> JSONValue {
        let name = try call.name("study")
        let file = try call.home.base.model(name)
        let outputs = file.model.outputNames
        guard !outputs.isEmpty else {
            throw Problem(
                .unprocessable, call.language,
                detail: APIPhrases.foretellsNothing.text(call.language), place: "study")
        }
        let rows = call.body["rows"]?.elements ?? []
        let records = try records(rows, for: file.model.columns.forPrediction, call.language)
        let answers = try ModelAnswers(of: file.model, for: records)
        try call.home.log(by: call.person).record(
            "model.predict", object: file.hash,
            details: ["model": .string(name.text), "rows": .count(answers.rowCount)])
        let predictions = (0..<answers.rowCount).map { row -> JSONValue in
            let numbers = answers.values[row * outputs.count..<(row + 1) * outputs.count]
            return numbers.contains(where: \.isNaN) ? .null : .array(numbers.map { .number($0) })
        }
        return [
            "model": .string(file.hash.hex), "outputs": .texts(outputs),
            "predictions": .array(predictions), "missing": .count(answers.missingCount),
            "clamped": .count(answers.clampedCount),
        ]
    }

    /// The cells of those columns; a cell that is not there is missing, other columns do not matter.
    private static func records(
        _ rows: [JSONValue], for columns: StudyColumns, _ language: Language
    ) throws(Problem) -> RecordBatch {
        var values: [String: RecordBatch.Column] = [:]
        for name in columns.names {
            // A name that no row has is a slip, not a gap.
            let isThere = rows.isEmpty || rows.contains { $0[name] != nil }
            guard isThere else { continue }
            guard columns.hasNumbers(name) else {
                values[name] = .texts(rows.map { $0[name].map(text) ?? "" })
                continue
            }
            var numbers: [Double] = []
            for (index, row) in rows.enumerated() {
                guard row[name]?.text == nil else {
                    throw Problem(.badRequest, language, place: "/rows/\(index)/\(name)")
                }
                numbers.append(row[name]?.double ?? .nan)
            }
            values[name] = .numbers(numbers)
        }
        return RecordBatch(rowCount: rows.count, columns: values)
    }

    /// A level may be written as a number.
    private static func text(_ cell: JSONValue) -> String {
        cell.text ?? (cell == .null ? "" : cell.canonicalText)
    }
}
