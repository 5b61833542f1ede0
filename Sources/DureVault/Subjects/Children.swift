internal import DureCore

extension CardDraft.Children {
    /// Nobody is older, in years; a year of birth in the column of ages is no age.
    static let ageMax = 130.0
    /// What stands for a guardian's consent, in any case of letters.
    private static let consentWords: Set<String> = ["yes", "y", "true", "1", "예", "동의"]

    /// Which rows a model may be made of: those of people who are old enough, and of children
    /// whose guardian consented.
    ///
    /// Who has no age on record, or one that nobody reaches, is taken for a child.
    func mayTeach(_ records: RecordBatch, below age: Int) -> [Bool] {
        let ages = records.numbers(self.age) ?? []
        let consents = consent.flatMap(records.texts)
        return (0..<records.rowCount).map { row in
            // A missing age is not a number and compares as false.
            if ages.indices.contains(row), ages[row] >= Double(age), ages[row] <= Self.ageMax {
                return true
            }
            return consents.map { Self.consentWords.contains($0[row].lowercased()) } ?? false
        }
    }
}
