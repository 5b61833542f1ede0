package import DureCore

extension CharterRequest {
    /// The largest file of a request, in bytes.
    package static let byteCountMax = 65_536

    private static let jsonKeys: Set<String> = Set(ListField.allCases.map(\.rawValue)).union([
        "requester", "cohort", "epsilon", "delta", "secure_aggregation", "retention_days",
        "approvals", "date",
    ])

    /// Reads a request in the form that ``json`` writes.
    ///
    /// Action and purpose must be there. Whoever says nothing of the sensitivity asks for
    /// `sensitive` data, and the day is the one given.
    ///
    /// - Throws: ``CharterError/badRequest(field:)``.
    package init(_ json: JSONValue, date: String) throws(CharterError) {
        guard let members = json.members else { throw .badRequest(field: "{}") }
        if let unknown = members.keys.filter({ !Self.jsonKeys.contains($0) }).min() {
            throw .badRequest(field: unknown)
        }
        let fields = RequestFields(members: members)
        guard let purpose = try fields.text("purpose") else { throw .badRequest(field: "purpose") }
        self.init(
            action: try fields.word("action", Action.self), purpose: purpose,
            sensitivity: members["sensitivity"] == nil
                ? .sensitive : try fields.word("sensitivity", Sensitivity.self),
            requester: try fields.text("requester") ?? "asker",
            date: try fields.text("date") ?? date)
        // Days are compared as texts, so only days may be compared.
        guard Timestamp.isDate(self.date) else { throw .badRequest(field: "date") }
        for word in try fields.texts("contains") {
            guard let content = Content(rawValue: word) else {
                throw .badRequest(field: "contains")
            }
            contains.insert(content)
        }
        role = try fields.text("role")
        economies = Set(try fields.texts("economy"))
        self.members = Set(try fields.texts("member"))
        impact = members["impact"] == nil ? nil : try fields.word("impact", Impact.self)
        cohort = try fields.count("cohort")
        epsilon = try fields.number("epsilon")
        delta = try fields.number("delta")
        retentionDays = try fields.count("retention_days")
        if let value = members["secure_aggregation"] {
            guard case .bool(let isOn) = value else {
                throw .badRequest(field: "secure_aggregation")
            }
            secureAggregation = isOn
        }
        approvals = try fields.approvals()
    }
}

/// The members of a request's JSON, typed.
private struct RequestFields {
    let members: [String: JSONValue]

    func text(_ field: String) throws(CharterError) -> String? {
        guard let value = members[field] else { return nil }
        guard let text = value.text else { throw .badRequest(field: field) }
        return text
    }

    func word<Word: RawRepresentable<String>>(
        _ field: String, _: Word.Type
    ) throws(CharterError) -> Word {
        guard let word = try text(field).flatMap(Word.init(rawValue:)) else {
            throw .badRequest(field: field)
        }
        return word
    }

    func texts(_ field: String) throws(CharterError) -> [String] {
        guard let value = members[field] else { return [] }
        guard let elements = value.elements, elements.allSatisfy({ $0.text != nil }) else {
            throw .badRequest(field: field)
        }
        return elements.compactMap(\.text)
    }

    func count(_ field: String) throws(CharterError) -> Int? {
        guard let value = members[field] else { return nil }
        guard let number = value.int, number >= 0 else { throw .badRequest(field: field) }
        return Int(number)
    }

    /// A number; one that JSON has no word for stands as text.
    func number(_ field: String) throws(CharterError) -> Double? {
        guard let value = members[field] else { return nil }
        guard let number = value.double ?? value.text.flatMap(Double.init) else {
            throw .badRequest(field: field)
        }
        return number
    }

    func approvals() throws(CharterError) -> [Approval] {
        guard let value = members["approvals"] else { return [] }
        let approvals = value.elements?.map { element in
            element["person"]?.text.map {
                Approval(person: $0, role: element["role"]?.text ?? "")
            }
        }
        guard let approvals, approvals.allSatisfy({ $0 != nil }) else {
            throw .badRequest(field: "approvals")
        }
        return approvals.compactMap { $0 }
    }
}
