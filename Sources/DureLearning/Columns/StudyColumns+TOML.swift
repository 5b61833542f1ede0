package import DureCharter

/// Reads columns as manifests write them: `[[column]]`, `[[text]]`, `data.target` with `[target]`,
/// `[weight]` and `[offset]`.
extension StudyColumns {
    /// The longest name of a column, in bytes.
    package static let nameByteCountMax = 128
    /// The longest unit, in bytes.
    package static let unitByteCountMax = 64

    /// The keys of a manifest that this reads.
    package static var keys: Set<String> { ["column", "text", "target", "weight", "offset"] }

    /// Reads the columns of a manifest.
    ///
    /// - Parameter taken: Columns that have a part already, with the key that gave it to them.
    /// - Throws: `TOMLError` with the line and the key of what is wrong; among others where a
    ///   column is named twice.
    package init(
        reading file: TOMLReader, taken: [String: String] = [:]
    ) throws(TOMLError) {
        var places = taken
        func place(_ name: String, _ where: String, in table: TOMLReader, _ key: String)
            throws(TOMLError)
        {
            if let other = places[name] { throw table.error(key, .sameAs(other)) }
            places[name] = `where`
        }
        let target = try Target(reading: file)
        if let target {
            let data = try file.table("data")
            try place(target.column, "data.target", in: data, "target")
            if case .event(_, let event) = target {
                try place(event, "target.event", in: file.table("target"), "event")
            }
        }
        func feature(_ key: String, lower: Double?) throws(TOMLError) -> FeatureSpecification? {
            guard let table = try file.optionalTable(key) else { return nil }
            try table.refuseUnknownKeys(allowed: ["name", "unit", "range"])
            let feature = try FeatureSpecification(reading: table)
            if let lower, feature.lower < lower {
                throw table.error("range", .outOfRange(min: lower, max: feature.upper))
            }
            try place(feature.column, "\(key).name", in: table, "name")
            return feature
        }
        let weight = try feature("weight", lower: 0)
        let offset = try feature("offset", lower: nil)
        var inputs: [InputColumn] = []
        let tables = try file.tables("column")
        guard tables.count <= Self.inputCountMax else {
            throw file.error("column", .tooLarge(limit: Self.inputCountMax))
        }
        for (index, table) in tables.enumerated() {
            let input = try InputColumn(reading: table)
            try place(input.name, "column[\(index + 1)].name", in: table, "name")
            inputs.append(input)
        }
        var texts: [TextSpecification] = []
        let textTables = try file.tables("text")
        guard textTables.count <= TextSpecification.countMax else {
            throw file.error("text", .tooLarge(limit: TextSpecification.countMax))
        }
        for (index, table) in textTables.enumerated() {
            let text = try TextSpecification(reading: table)
            try place(text.column, "text[\(index + 1)].name", in: table, "name")
            texts.append(text)
        }
        guard !inputs.isEmpty || !texts.isEmpty else { throw file.error("column", .missing) }
        do {
            try self.init(
                inputs: inputs, texts: texts, target: target, weight: weight, offset: offset)
        } catch {
            // All that it checks was checked above, with a line.
            throw file.error("column", .unknownValue)
        }
    }
}

extension StudyColumns.Target {
    /// The column that is to be foretold; the time's where the target is an event.
    package var column: String {
        switch self {
        case .binary(let column, _): column
        case .classes(let category): category.column
        case .number(let feature), .event(let feature, _): feature.column
        }
    }

    /// Nil where the manifest names no target.
    fileprivate init?(reading file: TOMLReader) throws(TOMLError) {
        let data = try file.table("data")
        let details = try file.optionalTable("target")
        guard data.has("target") else {
            if details != nil { throw data.error("target", .missing) }
            return nil
        }
        let column = try data.name("target")
        guard let details else {
            self = .binary(column: column)
            return
        }
        try details.refuseUnknownKeys(
            allowed: ["levels", "positive", "negative", "unit", "range", "event"])
        if details.has("positive") || details.has("negative") {
            for key in ["levels", "unit", "range", "event"] where details.has(key) {
                throw details.error(key, .notTogether(with: "positive"))
            }
            self = .binary(column: column, levels: try BinaryLevels(reading: details))
            return
        }
        if details.has("levels") {
            for key in ["unit", "range", "event"] where details.has(key) {
                throw details.error(key, .notTogether(with: "levels"))
            }
            self = .classes(try CategorySpecification(column, reading: details))
            return
        }
        let feature = try FeatureSpecification(column, reading: details)
        guard details.has("event") else {
            self = .number(feature)
            return
        }
        guard feature.lower == 0 else {
            throw details.error("range", .outOfRange(min: 0, max: 0))
        }
        self = .event(time: feature, event: try details.name("event"))
    }
}

extension InputColumn {
    /// Reads one `[[column]]`.
    fileprivate init(reading table: TOMLReader) throws(TOMLError) {
        guard table.has("levels") else {
            try table.refuseUnknownKeys(
                allowed: ["name", "unit", "range", "center", "scale", "knots"])
            let knots = try table.optionalDoubles("knots") ?? []
            let number = InputColumn.number(
                try FeatureSpecification(reading: table), knots: knots)
            do {
                self = try number.checked()
            } catch {
                throw table.error("knots", .unknownValue)
            }
            return
        }
        try table.refuseUnknownKeys(allowed: ["name", "levels"])
        self = .category(try CategorySpecification(table.name("name"), reading: table))
    }
}

extension BinaryLevels {
    fileprivate init(reading table: TOMLReader) throws(TOMLError) {
        let (positive, negative) = try (table.strings("positive"), table.strings("negative"))
        for (key, levels) in [("positive", positive), ("negative", negative)]
        where !levels.allSatisfy({ $0.utf8.count <= StudyColumns.nameByteCountMax }) {
            throw table.error(key, .tooLarge(limit: StudyColumns.nameByteCountMax))
        }
        do {
            try self.init(positive: positive, negative: negative)
        } catch {
            throw table.error("positive", .unknownValue)
        }
    }
}

extension TextSpecification {
    /// Reads one `[[text]]`.
    fileprivate init(reading table: TOMLReader) throws(TOMLError) {
        try table.refuseUnknownKeys(allowed: ["name", "bytes_max"])
        let byteCountMax = try table.optionalInteger("bytes_max", in: 1...Self.byteCountLimit)
        do {
            try self.init(
                column: table.name("name"), byteCountMax: byteCountMax ?? Self.byteCountDefault)
        } catch let error as TOMLError {
            throw error
        } catch {
            throw table.error("name", .unknownValue)
        }
    }
}

extension CategorySpecification {
    fileprivate init(_ column: String, reading table: TOMLReader) throws(TOMLError) {
        let levels = try table.strings("levels")
        guard levels.allSatisfy({ $0.utf8.count <= StudyColumns.nameByteCountMax }) else {
            throw table.error("levels", .tooLarge(limit: StudyColumns.nameByteCountMax))
        }
        do {
            try self.init(column: column, levels: levels)
        } catch {
            throw table.error("levels", .unknownValue)
        }
    }
}

extension FeatureSpecification {
    fileprivate init(reading table: TOMLReader) throws(TOMLError) {
        try self.init(table.name("name"), reading: table)
    }

    fileprivate init(_ column: String, reading table: TOMLReader) throws(TOMLError) {
        let unit =
            table.has("unit")
            ? try table.text("unit", byteCountMax: StudyColumns.unitByteCountMax) : "1"
        let range = try table.doubles("range")
        guard range.count == 2 else { throw table.error("range", .outOfRange(min: 2, max: 2)) }
        for (key, other) in [("center", "scale"), ("scale", "center")]
        where table.has(key) && !table.has(other) {
            throw table.error(other, .missing)
        }
        do {
            guard let center = try table.optionalDouble("center"),
                let scale = try table.optionalDouble("scale")
            else {
                try self.init(column: column, unit: unit, lower: range[0], upper: range[1])
                return
            }
            try self.init(
                column: column, unit: unit, lower: range[0], upper: range[1], center: center,
                scale: scale)
        } catch let error as TOMLError {
            throw error
        } catch {
            throw table.error("range", .unknownValue)
        }
    }
}

extension TOMLReader {
    /// A column's name.
    package func name(_ key: String) throws(TOMLError) -> String {
        let name = try text(key, byteCountMax: StudyColumns.nameByteCountMax)
        guard !name.isEmpty else { throw error(key, .unknownValue) }
        return name
    }

    /// A text that goes into ledgers and messages, and so has a limit.
    package func text(_ key: String, byteCountMax: Int) throws(TOMLError) -> String {
        let text = try string(key)
        guard text.utf8.count <= byteCountMax else {
            throw error(key, .tooLarge(limit: byteCountMax))
        }
        return text
    }
}
