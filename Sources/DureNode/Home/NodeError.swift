package import DureCharter
package import DureCore
package import DureLedger

/// What can be wrong with a node's home or its settings.
///
/// No case holds a secret or a value of data.
@nonexhaustive
package enum NodeError: Error, Hashable, Sendable {
    /// There is no node at that path.
    case noHome(path: String)
    /// There is a node at that path already.
    case homeExists(path: String)
    /// Another process runs on the home; its number where the lock says it.
    case alreadyRunning(path: String, process: Int?)
    /// Another process has the home open, and the root key is to be changed.
    case homeInUse(path: String)
    /// The machine has no program that seals credentials.
    case noCredentialSealer
    /// A credential could not be sealed into that file.
    case credentialNotSealed(path: String)
    /// The folder holds files that no demonstration made.
    case folderNotEmpty(path: String)
    /// The file that would be written is there already.
    case fileExists(path: String)
    /// The home was written by a newer version of the program.
    case newerHome(path: String, found: Int, supported: Int)
    /// A file of the home cannot be read.
    case damaged(path: String)
    /// A settings or rules file has an error at that line.
    case settings(path: String, TOMLError)
    /// An example whose data everybody fetches themselves.
    case exampleWantsData(folder: String)
    /// The node belongs to no federation yet.
    case notEnrolled
    /// The node belongs to another federation already.
    case alreadyEnrolled(federation: Name)
    /// The home is a node's, not a coordinator's, or the other way round.
    case otherKind(path: String, expected: String)
    /// The rules given are a charter where an accord is wanted, or the other way round.
    case otherRules(path: String, expected: Charter.Kind)
    /// The charter binds another economy than the node is made for.
    case otherEconomy(charter: String, node: String)
    /// The accord's name is not the federation's.
    case otherAccordName(accord: String, federation: Name)
    /// The accord given is not the one that the federation's roster names.
    case otherAccord
    /// The accord in the home is gone, or not the one that the pinned roster names.
    case accordChanged(path: String)
    /// The federation knows the study already; it is past its proposal.
    case studyKnown(Name, phase: String, reason: String)
    /// The study was written for another federation.
    case otherFederation(asked: Name, own: Name)
    /// There is no such study here.
    case unknownStudy(Name)
    /// The rows that would train have become too few or too many, or other ones, since the study
    /// was approved.
    case rowsNoLongerFit(Name)
    /// There is no such model here.
    case unknownModel(Name)
    /// No column of that name tells members apart.
    case unknownMemberColumn(column: String)
    /// There are more members than that, or two have the same name or none.
    case memberNames(limit: Int)
    /// A study with noise is for several members.
    case trainsWithoutNoise(Name)
    /// A file that the user named cannot be read.
    case unreadable(path: String)
    /// The coordinator did not accept a request.
    case refused(code: String, detail: String)
    /// The dataset's budget was fixed by an earlier import and is never begun anew.
    case budgetStands(dataset: Name, epsilonLimit: Double, delta: Double)
    /// A process of a demonstration ended before it should; what it said last.
    case processEnded(name: String, status: Int32, said: String)
    /// A column that is to be predicted holds something other than 0 and 1.
    case targetNotBinary(column: String)
    /// A table has no column of numbers to learn from.
    case noFeatures(path: String)
    /// A table has rows of fewer members than a secure sum needs.
    case tooFewMembers(found: Int, wanted: Int)
    /// There is no member of that name; these there are.
    case noSuchMember(Name, members: [Name])
    /// There is no change of the roster that begins so; nothing was approved.
    case noSuchChange
    /// The node's own ledger is not sound: nothing is read out of it.
    case ledgerUnsound(LedgerFault)
    /// There is no such incident.
    case unknownIncident(number: Int)
    /// The incident is closed and stays as it is.
    case incidentClosed(number: Int)
    /// The words about an incident are missing or too long.
    case incidentText
    /// An incident cannot be known before it is.
    case knownInFuture
    /// The key of pseudonyms would lie beside what it made (control V15).
    case pseudonymKeyInHome(path: String)
    /// The file is no key of pseudonyms, or others can read it.
    case badPseudonymKey(path: String)
    /// The file is not one line with a password, or others can read it.
    case badPasswordFile(path: String)
    /// The file is no schema of a table.
    case badSchema(path: String)
    /// Something else listens on the port.
    case portTaken(port: Int)
    /// A step took longer than it may.
    case timedOut(step: String)
}

extension NodeError {
    /// Whether the command was given what cannot be, rather than that it failed: exit code 2.
    package var isUsage: Bool {
        switch self {
        case .noSuchMember, .noSuchChange, .fileExists: true
        default: false
        }
    }
}
