import DureCore
import DureNode
import DureVault

/// What a scan found, for people and as JSON; no value is in either.
enum ScanText {
    static func lines(_ report: ScanReport, isTable: Bool) -> [String] {
        guard report.count > 0 else { return [Speech.say(DataScanPhrases.nothing)] }
        var lines = tallies(report, isTable: isTable)
        if !report.hits.isEmpty { lines += [""] + hits(report, isTable: isTable) }
        let more = report.count - report.hits.count
        if more > 0, !report.hits.isEmpty {
            lines.append(Speech.say(DataScanPhrases.more, ["count": "\(more)"]))
        }
        lines.append(
            Speech.say(
                DataScanPhrases.total,
                ["count": "\(report.count)", "personal": "\(report.personalCount)"]))
        return lines
    }

    /// By column and rule, how many.
    static func tallies(_ report: ScanReport, isTable: Bool) -> [String] {
        let header = [
            DataScanPhrases.what, DataScanPhrases.count, DataScanPhrases.passed,
            DataScanPhrases.certain,
        ]
        var table = TextTable(
            (isTable ? [DataPhrases.column] + header + [DataScanPhrases.action] : header)
                .map { Speech.say($0) })
        for column in report.columns {
            let action = column.action.map { Speech.say(ScanPhrases.name(of: $0)) } ?? ""
            for tally in column.tallies {
                let cells = [
                    ScanPhrases.name(of: tally.type, economy: tally.economy, Speech.language),
                    "\(tally.count)", "\(tally.passedCount)", "\(tally.certainCount)",
                ]
                table.add(isTable ? [column.name] + cells + [action] : cells)
            }
        }
        return table.lines
    }

    private static func hits(_ report: ScanReport, isTable: Bool) -> [String] {
        let place = isTable ? [DataPhrases.column, DataScanPhrases.row] : [DataScanPhrases.line]
        let header =
            place + [
                DataScanPhrases.form, DataScanPhrases.what, DataScanPhrases.check,
                DataScanPhrases.sure, DataScanPhrases.context,
            ]
        var table = TextTable(header.map { Speech.say($0) })
        for hit in report.hits {
            let finding = hit.finding
            table.add(
                (isTable ? [hit.column, "\(hit.row)"] : ["\(finding.line)"]) + [
                    hit.masked,
                    ScanPhrases.name(of: finding.type, economy: finding.economy, Speech.language),
                    Speech.say(ScanPhrases.name(of: finding.check)),
                    Speech.say(ScanPhrases.name(of: finding.confidence)), finding.context ?? "",
                ])
        }
        return table.lines
    }

    static func json(_ report: ScanReport, file: String, form: FileScan.Form) -> JSONValue {
        var members: [String: JSONValue] = [
            "file": .string(file), "as": .string(form.rawValue), "count": .count(report.count),
            "personal": .count(report.personalCount), "found": found(report),
            "places": .array(report.hits.map(json)),
        ]
        if form == .table { members["rows"] = .count(report.rowCount) }
        return .object(members)
    }

    /// By column and rule, how many.
    static func found(_ report: ScanReport) -> JSONValue {
        .array(
            report.columns.flatMap { column in column.tallies.map { json($0, in: column) } })
    }

    private static func json(_ tally: ScanReport.Tally, in column: ScanReport.Column) -> JSONValue {
        var members: [String: JSONValue] = [
            "rule": .string(tally.type), "economy": .string(tally.economy),
            "kind": .string(tally.kind.rawValue), "count": .count(tally.count),
            "check_passed": .count(tally.passedCount), "certain": .count(tally.certainCount),
        ]
        if !column.name.isEmpty { members["column"] = .string(column.name) }
        members["action"] = column.action.map { .string($0.rawValue) }
        return .object(members)
    }

    private static func json(_ hit: ScanReport.Hit) -> JSONValue {
        let finding = hit.finding
        var members: [String: JSONValue] = [
            "rule": .string(finding.type), "economy": .string(finding.economy),
            "kind": .string(finding.kind.rawValue), "check": .string(finding.check.rawValue),
            "confidence": .string("\(finding.confidence)"), "masked": .string(hit.masked),
            "offset": .count(finding.range.lowerBound), "length": .count(finding.range.count),
            "also": .texts(finding.alternatives),
        ]
        members["context"] = finding.context.map { .string($0) }
        if hit.row > 0 {
            members["row"] = .count(hit.row)
            members["column"] = .string(hit.column)
        } else {
            members["line"] = .count(finding.line)
        }
        return .object(members)
    }
}
