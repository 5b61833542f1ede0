import DureCore
import DureLedger
import Testing

@testable import DureVault

/// The registers that are read out of a ledger.
@Suite struct RegisterTests {
    private static func entry(
        _ action: String, _ details: [String: JSONValue], verdict: String? = nil, at time: Int64 = 0
    ) -> LedgerEntry {
        LedgerEntry(
            time: Timestamp(milliseconds: time), actor: "key-1", action: action,
            object: Digest(of: Array(action.utf8)), verdict: verdict, rules: ["rule-1"],
            details: details)
    }

    private static func decision(_ verdict: String, study: String = "s") -> LedgerEntry {
        entry(
            "dataset.federate",
            [
                "dataset": "heart", "purpose": "research", "columns": 3,
                "study": .string(study),
            ], verdict: verdict)
    }

    private static func upload(_ round: Int64, study: String = "s") -> LedgerEntry {
        entry("study.upload", ["study": .string(study), "round": .integer(round), "bytes": 100])
    }

    private static func releases(_ entries: [LedgerEntry]) -> [ReleaseRegister.Release] {
        var register = ReleaseRegister()
        for (index, entry) in entries.enumerated() { register.add(entry, at: index) }
        return register.releases
    }

    @Test func `V16: each release has its paper, and one without is found`() throws {
        let joined = Self.entry("federation.joined", ["federation": "four"])
        let received = Self.entry("study.received", ["study": "s", "author": "cleveland"])
        let approved = Self.entry(
            "study.approved", ["study": "s", "person": "person-1", "role": "privacy-officer"])
        let good = try #require(
            Self.releases([
                joined, received, Self.decision("needs-approval"), approved,
                Self.decision("permitted"), Self.entry("privacy.charge", ["study": "s"]),
                Self.upload(1), Self.entry("study.shares.released", ["study": "s"]),
                Self.decision("permitted"), Self.upload(2),
            ]).first)
        #expect(good.isCovered && good.byteCount == 200)
        #expect(good.federation == "four" && good.author == "cleveland")
        #expect(good.manifest == Digest(of: Array("study.received".utf8)))
        #expect(good.approvals.map(\.person) == ["person-1"])
        #expect(good.permits.map(\.index) == [4, 8] && good.permits[0].rules == ["rule-1"])
        #expect(good.chargedRoundCount == 1 && good.openedRoundCount == 1)
        let uncovered: [[LedgerEntry]] = [
            [Self.upload(1)],
            [Self.decision("needs-approval"), Self.upload(1)],
            [Self.decision("permitted", study: "other"), Self.upload(1)],
            [Self.upload(1), Self.decision("permitted")],
            [Self.decision("permitted"), Self.decision("forbidden"), Self.upload(1)],
            [
                Self.decision("permitted"), Self.upload(1), Self.decision("forbidden"),
                Self.upload(2),
            ],
        ]
        for entries in uncovered {
            #expect(try !#require(Self.releases(entries).last).isCovered, "\(entries.count)")
        }
        // What was only talked about did not leave.
        #expect(Self.releases([received, Self.decision("permitted")]).isEmpty)
    }

    @Test func `V16: measures leave under a permit to assess, and are found without one`() throws {
        func assess(_ verdict: String) -> LedgerEntry {
            Self.entry(
                "dataset.assess", ["dataset": "heart", "study": "s", "columns": 3],
                verdict: verdict)
        }
        let measures = Self.entry("study.measures", ["study": "s", "bytes": 70])
        let good = try #require(Self.releases([assess("permitted"), measures]).first)
        #expect(good.isCovered && good.measures.map(\.byteCount) == [70])
        #expect(good.measures[0].permit?.index == 0 && good.uploads.isEmpty)
        for entries in [
            [measures], [Self.decision("permitted"), measures],
            [assess("permitted"), assess("forbidden"), measures],
        ] {
            #expect(try !#require(Self.releases(entries).first).isCovered, "\(entries.count)")
        }
    }

    @Test func `V13: the register counts every use, request and end in the entries`() throws {
        func about(_ action: String, verdict: String? = nil, at time: Int64) -> LedgerEntry {
            Self.entry(
                action, ["dataset": "heart", "purpose": "research"], verdict: verdict, at: time)
        }
        var register = ProcessingRegister()
        let entries = [
            about("dataset.ingest", verdict: "permitted", at: 1), about("vault.import", at: 2),
            about("dataset.train", verdict: "forbidden", at: 3),
            about("dataset.train", verdict: "permitted", at: 4),
            about("dataset.train", verdict: "needs-approval", at: 9),
            about("vault.subject.search", at: 10), about("vault.subject.search", at: 11),
            about("vault.subject.erase", at: 12), about("vault.rotate-key", at: 13),
            Self.entry("node.created", [:]),
        ]
        for entry in entries { register.add(entry) }
        #expect(register.entryCount == entries.count)
        let heart = try #require(register.datasets["heart"])
        #expect(register.datasets.count == 1)
        #expect(heart.takenIn == Timestamp(milliseconds: 2) && heart.end == nil)
        let train = try #require(heart.uses[.init(action: "train", purpose: "research")])
        #expect(train.permittedCount == 1 && train.refusedCount == 1 && train.waitingCount == 1)
        #expect(train.first == Timestamp(milliseconds: 3))
        #expect(train.last == Timestamp(milliseconds: 9))
        #expect(heart.requests == ["search": 2, "erase": 1])
        #expect(heart.keyChangeCount == 1 && heart.chargedRoundCount == 0)
        register.add(about("vault.expire", at: 20))
        #expect(register.datasets["heart"]?.end?.how == .expired)
        register.add(about("vault.import", at: 21))
        #expect(register.datasets["heart"]?.end == nil)
    }

    @Test func `V13: an import that was undone took nothing in`() throws {
        var register = ProcessingRegister()
        func add(_ acts: [String]) -> ProcessingRegister.Dataset? {
            for act in acts {
                let time = Int64(register.entryCount)
                register.add(Self.entry("vault.\(act)", ["dataset": "heart"], at: time))
            }
            return register.datasets["heart"]
        }
        #expect(try #require(add(["import.begin", "import", "undo-import"])).takenIn == nil)
        let held = try #require(add(["import.begin", "import"]))
        #expect(held.takenIn == Timestamp(milliseconds: 4) && held.end == nil)
        // Neither one that was entered nor one that was not brings back what was erased.
        for acts in [
            ["erase", "import.begin", "import", "undo-import"],
            ["import.begin", "undo-import"],
        ] {
            let gone = try #require(add(acts))
            #expect(gone.takenIn == Timestamp(milliseconds: 4))
            #expect(gone.end?.how == .erased && gone.end?.at == Timestamp(milliseconds: 5))
        }
    }

    @Test func `V13, V16: a round that is tried again is charged once`() throws {
        func charge(_ action: String, _ key: String) -> LedgerEntry {
            Self.entry(
                "privacy.\(action)", ["dataset": "heart", "study": "s", "key": .string(key)])
        }
        let entries = [
            charge("charge", "s/1"), charge("charge", "s/1"), charge("charge", "s/2"),
            charge("charge", "s/3"), charge("refund", "s/3"), charge("unbounded", "s/4"),
            charge("unbounded", "s/4"),
        ]
        var register = ProcessingRegister()
        for entry in entries { register.add(entry) }
        let heart = try #require(register.datasets["heart"])
        #expect(heart.chargedRoundCount == 2 && heart.unboundedRoundCount == 1)
        let release = try #require(
            Self.releases([Self.decision("permitted")] + entries + [Self.upload(1)]).first)
        #expect(release.chargedRoundCount == 2 && release.unboundedRoundCount == 1)
    }
}
