internal import DureCharter
package import DureCore
internal import DureFederation
package import DureVault

/// What persons may ask of this node, and what ends with time (controls V08, V09, V11).
extension MemberHome {
    /// The role in which erasing and correcting ask the charter.
    private static let role = "privacy-officer"

    /// The rows about a person, in every dataset whose card names a subject column.
    ///
    /// - Parameter person: Who asks, as the ledger names them; nil for the node itself. So it is in
    ///   all of these.
    package func rows(of subject: String, by person: String? = nil) throws -> [SubjectRows] {
        try vault.rows(of: subject, by: person ?? base.settings.name.text)
    }

    /// Takes a person's choice back, or gives it again.
    ///
    /// - Returns: The studies in which this node took part with the dataset so far: what was made
    ///   of the rows before stays as it is.
    package func setWithdrawn(
        _ isWithdrawn: Bool, subject: String, in dataset: Name, by person: String? = nil
    ) throws -> [Name] {
        try vault.setWithdrawn(
            isWithdrawn, subject: subject, in: dataset, by: person ?? base.settings.name.text)
        return try studies(with: dataset)
    }

    /// Erases a person's rows, where the charter lets it.
    ///
    /// - Returns: The receipt, and the studies that had read the rows: erasing does not unlearn.
    package func erase(
        subject: String, from dataset: Name, by person: String? = nil
    ) throws -> (receipt: ErasureReceipt, studies: [Name]) {
        let receipt = try vault.erase(
            subject: subject, under: erasureGrant(for: dataset, by: person))
        return (receipt, try studies(with: dataset))
    }

    /// Erases a whole dataset, where the charter lets it; its privacy budget stays.
    package func erase(_ dataset: Name, by person: String? = nil) throws {
        try vault.erase(under: erasureGrant(for: dataset, by: person))
    }

    /// Puts another value in a person's rows.
    ///
    /// - Returns: How many rows were changed.
    package func correct(
        _ column: String, of subject: String, in dataset: Name, to value: String?,
        by person: String? = nil
    ) throws -> Int {
        try vault.correct(
            column, of: subject, to: value, under: erasureGrant(for: dataset, by: person))
    }

    /// Destroys the keys of datasets whose last day is over.
    ///
    /// - Returns: Their names.
    package func expire() throws -> [Name] {
        try vault.expire(by: base.settings.name.text)
    }

    private func erasureGrant(for dataset: Name, by person: String?) throws -> Grant {
        let card = try vault.card(of: dataset)
        var request = CharterRequest(
            action: .erase, purpose: card.draft.purposes.sorted().first ?? "operations",
            sensitivity: card.draft.sensitivity, requester: person ?? base.settings.name.text,
            date: Timestamp(now: clock).date)
        request.role = Self.role
        let gate = Gate(
            charter: try base.charter(), accord: try base.accord(), journal: ledger, clock: clock)
        return try gate.grant(request, to: card, columns: [])
    }

    /// The studies of a dataset in which this node has begun a round.
    private func studies(with dataset: Name) throws -> [Name] {
        try base.storage.list("studies").compactMap { file in
            // What is no study's folder has no study's name.
            guard let name = try? Name(file),
                try StudyRecord(storage: base.storage, study: name).journal?["begun"] != nil,
                let manifest = try? StudyManifest(parsing: door.proposal(of: name).manifest),
                manifest.dataset == dataset
            else { return nil }
            return name
        }
    }
}
