internal import DureCharter
internal import DureCore

extension CardDraft {
    var json: JSONValue {
        var members: [String: JSONValue] = [
            "name": .string(name.text), "title": .string(title), "source": .string(source),
            "legal_basis": .string(legalBasis), "notice": .string(notice),
            "purposes": .array(purposes.sorted().map { .string($0) }),
            "sensitivity": .string(sensitivity.rawValue),
            "contains": .array(contains.map(\.rawValue).sorted().map { .string($0) }),
        ]
        members["columns"] = .object(columns.mapValues(\.json))
        // What is left out is not there: older cards keep their digests.
        members["subject"] = subject.map { .string($0) }
        members["retained_until"] = retainedUntil.map { .string($0) }
        if !residency.isEmpty {
            members["residency"] = .array(residency.sorted().map { .string($0) })
        }
        if let children {
            members["age"] = .string(children.age)
            members["guardian_consent"] = children.consent.map { .string($0) }
        }
        return .object(members)
    }

    init(_ json: JSONValue) throws(VaultError) {
        guard let purposes = json["purposes"]?.elements, let contains = json["contains"]?.elements,
            let columns = json["columns"]?.members,
            let sensitivity = Sensitivity(rawValue: try json.text("sensitivity"))
        else { throw .catalogueDamaged(field: "card") }
        var known: [String: Column] = [:]
        for (name, column) in columns { known[name] = try Column(column) }
        self.init(
            name: try json.name("name"), title: try json.text("title"),
            source: try json.text("source"), legalBasis: try json.text("legal_basis"),
            notice: try json.text("notice"), purposes: Set(purposes.compactMap(\.text)),
            sensitivity: sensitivity,
            contains: Set(contains.compactMap { $0.text.flatMap { Content(rawValue: $0) } }),
            columns: known)
        subject = json["subject"]?.text
        retainedUntil = json["retained_until"]?.text
        residency = Set((json["residency"]?.elements ?? []).compactMap(\.text))
        children = json["age"]?.text.map {
            Children(age: $0, consent: json["guardian_consent"]?.text)
        }
        // A word this version does not know must not fall away: it may be what a rule forbids.
        guard self.contains.count == contains.count, self.purposes.count == purposes.count else {
            throw .catalogueDamaged(field: "card")
        }
    }
}

extension CardDraft.Column {
    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = [:]
        members["unit"] = unit.map { .string($0) }
        members["range"] = range.map { [.number($0.lowerBound), .number($0.upperBound)] }
        members["numbers"] = numbers.map { .string($0.rawValue) }
        return .object(members)
    }

    fileprivate init(_ json: JSONValue) throws(VaultError) {
        self.init(unit: json["unit"]?.text)
        if let action = json["numbers"]?.text {
            guard let known = NumberAction(rawValue: action) else {
                throw .catalogueDamaged(field: "numbers")
            }
            numbers = known
        }
        guard let bounds = json["range"]?.elements?.compactMap(\.double) else { return }
        guard bounds.count == 2, bounds[0] < bounds[1] else {
            throw .catalogueDamaged(field: "range")
        }
        range = bounds[0]...bounds[1]
    }
}

extension TableSchema {
    var json: JSONValue {
        [
            "rows": .integer(Int64(rowCount)),
            "columns": .array(
                columns.map {
                    [
                        "name": .string($0.name), "type": .string($0.type.rawValue),
                        "missing": .integer(Int64($0.missingCount)),
                        "distinct": .integer(Int64($0.distinctCount)),
                    ]
                }),
        ]
    }

    init(_ json: JSONValue) throws(VaultError) {
        guard let list = json["columns"]?.elements else {
            throw .catalogueDamaged(field: "columns")
        }
        var columns: [Column] = []
        for column in list {
            guard let type = ColumnType(rawValue: try column.text("type")) else {
                throw .catalogueDamaged(field: "type")
            }
            columns.append(
                Column(
                    name: try column.text("name"), type: type,
                    missingCount: try column.count("missing"),
                    distinctCount: try column.count("distinct")))
        }
        self.init(columns: columns, rowCount: try json.count("rows"))
    }
}

/// Members that must be there.
extension JSONValue {
    func text(_ name: String) throws(VaultError) -> String {
        guard let text = self[name]?.text else { throw .catalogueDamaged(field: name) }
        return text
    }

    func count(_ name: String) throws(VaultError) -> Int {
        guard let count = self[name]?.int, count >= 0 else { throw .catalogueDamaged(field: name) }
        return Int(count)
    }

    func name(_ field: String) throws(VaultError) -> Name {
        do {
            return try Name(try text(field))
        } catch {
            throw .catalogueDamaged(field: field)
        }
    }

    func digest(_ field: String) throws(VaultError) -> Digest {
        do {
            return try Digest(hex: try text(field))
        } catch {
            throw .catalogueDamaged(field: field)
        }
    }
}
