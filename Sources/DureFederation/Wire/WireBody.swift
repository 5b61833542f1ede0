internal import DureCore

/// A value that is the whole content of a message.
protocol WireBody {
    /// Writes its canonical bytes.
    func append(to out: inout CanonicalBytes)
    /// Reads them.
    init(from reader: inout CanonicalReader) throws(WireError)
}

extension RosterStep: WireBody {}
extension RosterConsent: WireBody {}
extension StudyProposal: WireBody {}
extension StudyDecision: WireBody {}
extension StudyMeasures: WireBody {}
extension ModelVoucher: WireBody {}
extension LedgerAnnouncement: WireBody {}
extension LedgerSubmission: WireBody {}
extension LedgerVouch: WireBody {}
extension LedgerConflict: WireBody {}
