/// What can go wrong on the way into the vault and out of it.
///
/// A case says where; it never holds what stood there, for that may be somebody's record.
/// Rows count from one and the header is row 1, as a spreadsheet shows them.
@nonexhaustive
package enum VaultError: Error, Hashable, Sendable {
    // Tables

    /// The file has no row at all, not even a header.
    case emptyTable
    /// The table has a header and no rows.
    case noRows
    /// A row has more or fewer fields than the header.
    case raggedRow(row: Int, found: Int, expected: Int)
    /// A field is not UTF-8; the bytes are left out because they may be personal.
    case notUTF8(row: Int, column: String)
    /// The file begins with characters of no encoding that is known.
    case unknownEncoding
    /// The file's encoding was told from its beginning, and here stands no character of it.
    case notACharacter(offset: Int)
    /// A line of JSON Lines is no JSON object, or names a member twice.
    case notAnObject(row: Int)
    /// A member of a line is a list or an object itself.
    case nestedValue(row: Int, column: String)
    /// A member that the lines at the beginning did not name.
    case lateColumn(row: Int, column: String)
    /// A quote is opened in this row and never closed.
    case unterminatedQuote(row: Int)
    /// A quotation mark stands inside a field, or text stands behind the closing one.
    case strayQuote(row: Int, column: String)
    /// A field of a column that is declared as numbers is something else, or is not finite.
    case notANumber(row: Int, column: String)
    /// A column held numbers in the rows before, which are sealed already, and here something
    /// else.
    case typeChanged(row: Int, column: String)
    /// The header has more columns than the limit.
    case tooManyColumns(limit: Int)
    /// The table has more rows than the limit.
    case tooManyRows(limit: Int)
    /// A field is longer than the limit, in bytes.
    case fieldTooLong(row: Int, column: String, limit: Int)
    /// A row is longer than the limit, in bytes.
    case rowTooLong(row: Int, limit: Int)
    /// The file is longer than the limit, in bytes.
    case fileTooLarge(limit: Int)
    /// A column has no name, too long a name, or one with characters that cannot be shown.
    case badColumnName(position: Int)
    /// Two columns have the same name.
    case duplicateColumn(position: Int, name: String)
    /// There is no column of that name.
    case unknownColumn(name: String)
    /// The table's columns are not those of the schema, from this one on.
    case otherColumns(position: Int)

    // Packed files and databases

    /// The system lacks a library that the file needs.
    case libraryMissing(library: String)
    /// The system's library lacks what is needed of it.
    case libraryTooOld(library: String)
    /// A gzip file is not what was packed; near that byte of it.
    case gzipDamaged(offset: Int)
    /// A gzip file ends before its end.
    case gzipTruncated
    /// From that byte on, a gzip file holds something else.
    case gzipTrailing(offset: Int)
    /// A gzip file unpacks to more than so many times its size, up to that byte of it.
    case gzipTooDense(offset: Int, ratio: Int)
    /// A database has several tables, and none was named.
    case tableNotNamed(tables: [String])
    /// A database has no table of the name, but these.
    case unknownTable(tables: [String])
    /// A view or a virtual table, whose rows are not stored.
    case notATable(name: String)
    /// A database has no table.
    case noTables
    /// A table of a database was named, and the file is none.
    case notADatabase
    /// A database on standard input, or in gzip.
    case databaseStreamed
    /// A database is damaged or encrypted.
    case databaseDamaged
    /// Another program is writing to a database.
    case databaseLocked
    /// A journal lies beside a database, with changes that are not in it.
    case databaseUnfinished
    /// A database was changed while it was read.
    case databaseChanged
    /// A row of a database is larger than the limit.
    case databaseRowTooLarge
    /// Anything else that SQLite says, by its own code.
    case databaseFailed(code: Int)
    /// The table's rows, or a column of them, are computed and not what the file holds.
    case databaseComputed
    /// Bytes stand where a number or a text should.
    case blobValue(row: Int, column: String)

    // Sealed files

    /// A sealed file is not what was sealed: cut, changed, or another file in its place.
    case sealBroken(file: String, fault: SealFault)

    // Keys

    /// The folder has a root key already; making another would lock the vault for ever.
    case rootKeyExists
    /// The folder has no root key yet.
    case noRootKey
    /// No slot of that kind is there.
    case noSuchSlot(kind: String)
    /// The last slot cannot be taken away: nothing would open the vault again.
    case lastSlot
    /// There are as many slots as there may be.
    case tooManySlots(limit: Int)
    /// No slot has that id.
    case unknownSlot(id: String)
    /// The key lies in a plain file already.
    case plainFileExists
    /// A credential's name does not begin with `dure`, or is part of a path.
    case badCredentialName
    /// The service has no credential of that name.
    case credentialMissing(name: String)
    /// A credential may be read or changed by other users.
    case credentialExposed(name: String)
    /// A credential is not 64 hexadecimal digits.
    case credentialUnusable(name: String)
    /// A credential opens no slot.
    case credentialWrong(name: String)
    /// A helper, or a folder above it, is not there, is a link, or may be changed by other users.
    case helperUnsafe(path: String, part: String)
    /// No slot names that program as its helper.
    case helperNotNamed(path: String)
    /// A helper gave no answer that can be used.
    case helperFailed(path: String, fault: HelperFault)
    /// A helper answered with another key than the slot's.
    case helperWrongKey(path: String)
    /// A card has a wrong character in this group, counted from 1.
    case cardMistyped(group: Int)
    /// A text is no card; so many groups were found.
    case cardUnreadable(groups: Int)
    /// A slot opens with two cards.
    case cardsNotTwo(found: Int)
    /// The cards belong to different slots.
    case cardsOfTwoSets
    /// The same card stands there twice.
    case cardTwice(number: Int)
    /// The cards are sound, and do not open their slot.
    case cardsOpenNothing(slot: String)
    /// What a change of the root key left behind does not fit together.
    case rotationDamaged
    /// The passphrase opens no slot.
    case wrongPassphrase
    /// A passphrase is shorter than the limit, in characters.
    case passphraseTooShort(minimum: Int)
    /// A file with keys may be read by other users of this machine.
    case keyFileExposed(path: String)
    /// A file with keys cannot be read as one, or belongs to another root key.
    case keyFileDamaged(path: String)
    /// A wrapped key does not open, or was made for another dataset, partition or version.
    case keyRefused(dataset: String, partition: Int)
    /// The key was dropped: the data it sealed cannot be read by anybody.
    case keyDropped(dataset: String)

    // Catalogue

    /// A newer Dure wrote this file; this one would lose what it does not know.
    case newerVersion(found: Int, supported: Int)
    /// An older Dure made this home's keys, in a form that is not read any more.
    case olderVersion(found: Int, supported: Int)
    /// The catalogue cannot be read.
    case catalogueDamaged(field: String)
    /// The dataset is there already.
    case datasetExists(name: String)
    /// There is no such dataset.
    case unknownDataset(name: String)
    /// The card leaves out something without which the data may not be used (controls V01, V02).
    case cardIncomplete(field: CardField)
    /// The card's public range of a column is empty or not finite.
    case badRange(column: String)
    /// The card names no column that says which person a row is about.
    case noSubjectColumn(dataset: String)
    /// The column that says which person a row is about does not hold texts.
    case subjectNotText(column: String)
    /// The column of ages does not hold numbers.
    case ageNotNumber(column: String)
    /// The column of guardians' consent does not hold texts.
    case consentNotText(column: String)
    /// No row of the dataset is about that person.
    case unknownSubject(dataset: String)
    /// The column says which person a row is about, and cannot be corrected row by row.
    case subjectFixed(column: String)
    /// Personal numbers are in columns for which the card says no action (control V05).
    case numbersFound([FoundNumbers])
    /// The column keeps or pseudonymises personal numbers, and the card calls the data harmless.
    case cardUnderstates(column: String)
    /// The column is to be pseudonymised, and no key for that was named (control V15).
    case noPseudonymKey(column: String)
    /// A column's name is a personal number, so that the file seems to have no header; the number
    /// is left out (control V06).
    case numberInHeader(position: Int)
    /// The column holds pseudonyms, and something else was to be put or looked for there (control
    /// V15).
    case pseudonymised(column: String)
    /// The column that says which person a row is about is to be masked: then none could be told.
    case subjectMasked(column: String)
    /// The table came in a way on which nobody could do what the card says of the column.
    case notScreened(column: String)
    // Tables in place

    /// What the server sent is not a whole copy in its own binary format, at that row from 1.
    case copyBroken(row: Int)
    /// A column there has a type that is not read.
    case typeNotRead(column: String, type: String)
    /// A column is not there, or no longer; these are.
    case columnGone(column: String, there: [String])
    /// A column there has another type than when it was registered.
    case columnRetyped(column: String, was: String, now: String)
    /// The rows stay in the database, where alone they can be erased or corrected.
    case staysInPlace(dataset: String)
    /// The rows are in the vault, and there is no connection to look at.
    case notInPlace(dataset: String)
    /// The key of pseudonyms is not the one that the table was registered with (control V15).
    case otherPseudonymKey(dataset: String)
    /// What was opened is not what the catalogue says was imported.
    case contentChanged(dataset: String)

    // Grants

    /// The gate refused; the refusal says why and what would change it.
    case refused(Refusal)
    /// The grant is for another dataset, or for an earlier one of the same name.
    case grantForOtherDataset(name: String)
    /// The grant's purpose is none of the dataset's.
    case grantForOtherPurpose(purpose: String)
    /// The grant is for another act.
    case grantForOtherAction(granted: String, asked: String)
    /// The grant is older than a grant may be.
    case grantExpired(dataset: String)
    /// The grant does not name this column.
    case columnNotGranted(column: String)
}

/// What is wrong with a sealed file.
@nonexhaustive
package enum SealFault: Hashable, Sendable {
    /// The file is not there.
    case missing
    /// The file does not begin as a sealed file does.
    case notSealed
    /// The file uses a suite this program does not have.
    case suite(found: UInt32)
    /// A field of the header cannot be, or differs from what was asked for.
    case header(field: String)
    /// The file ends where it cannot end.
    case length
    /// A chunk was changed, moved, or sealed under another key.
    case chunk(index: Int)
}

/// What is wrong with a helper.
@nonexhaustive
package enum HelperFault: Hashable, Sendable {
    /// It could not be started.
    case notStarted
    /// It took longer than it may.
    case tooSlow
    /// It said more than it may.
    case tooMuchOutput
    /// It ended with this code; minus the signal's number.
    case ended(status: Int)
    /// What it said is no answer.
    case noAnswer
}

/// The parts of a card that must be filled in.
package enum CardField: String, Hashable, Sendable, CaseIterable {
    /// What it is called.
    case title
    /// Where it comes from.
    case source
    /// What law or consent lets the institution hold it.
    case legalBasis = "legal-basis"
    /// How the people in it were told.
    case notice
    /// What it may be used for.
    case purposes
    /// The last day on which it may be read.
    case retainedUntil = "retained-until"
    /// The economies to which something made of it may go.
    case residency
}
