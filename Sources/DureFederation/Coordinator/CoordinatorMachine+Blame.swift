internal import DureCore

/// A connected member that did not answer in time.
struct Silence: Sendable {
    var count = 0
    var untilMilliseconds: Int64 = 0

    /// The longest that a silent member is left out: 64 times the silence itself.
    static let countMax = 6
}

/// Who is left out of an attempt: liars, those who accuse each other, and those who are silent.
extension CoordinatorMachine {
    /// Leaves a silent member out for twice as long as it was silent, and longer each time.
    mutating func markSilent(_ numbers: Set<UInt32>, in running: RunningRound, at now: Timestamp) {
        for number in numbers {
            guard let key = running.roster.member(at: number)?.key, streams[key] != nil else {
                continue
            }
            var silence = silences[key] ?? Silence()
            silence.count = min(silence.count + 1, Silence.countMax)
            silence.untilMilliseconds =
                now.milliseconds + patience.silenceMilliseconds << silence.count
            silences[key] = silence
        }
    }

    /// The numbers that take no part in the next attempt, besides those that are away.
    ///
    /// Each step is taken only where enough members remain.
    func leftOut(
        of study: CoordinatedStudy, roster: StudyRoster, absent: Set<UInt32>, least: Int,
        at now: Timestamp
    ) -> Set<UInt32> {
        let all = Set((1...UInt32(roster.count)))
        func number(_ name: Name) -> UInt32? {
            self.roster.member(named: name).flatMap { roster.number(of: $0.key) }
        }
        func fits(_ out: Set<UInt32>) -> Bool { all.subtracting(out).count >= least }
        var out = absent
        let liars = out.union(study.liars.compactMap(number))
        if fits(liars) { out = liars }
        let accusations = study.accusations.compactMap { item in
            number(item.accuser).flatMap { accuser in
                number(item.accused).map { (accuser: accuser, accused: $0) }
            }
        }.filter { !out.contains($0.accuser) && !out.contains($0.accused) }
        // One of the two lies. Both go where that leaves enough; else as few as end the quarrel.
        let both = out.union(accusations.flatMap { [$0.accuser, $0.accused] })
        let fewest = out.union(Self.cover(of: accusations))
        if fits(both) { out = both } else if fits(fewest) { out = fewest }
        let silent = out.union(
            all.filter { number in
                roster.member(at: number).flatMap { silences[$0.key] }
                    .map { $0.untilMilliseconds > now.milliseconds } ?? false
            })
        return fits(silent) ? silent : out
    }

    /// Members without whom no accusation is left: whoever is in most of them first, of two the
    /// accused.
    ///
    /// A liar who accuses one after the other is soon in more than any of its victims.
    private static func cover(of accusations: [(accuser: UInt32, accused: UInt32)]) -> Set<UInt32> {
        var open = accusations
        var cover: Set<UInt32> = []
        while let last = open.last {
            var counts: [UInt32: Int] = [:]
            for item in open {
                counts[item.accuser, default: 0] += 1
                counts[item.accused, default: 0] += 1
            }
            let most = counts.values.max() ?? 0
            let worst =
                counts[last.accused] == most
                ? last.accused : counts.filter { $0.value == most }.keys.min() ?? last.accuser
            cover.insert(worst)
            open.removeAll { $0.accuser == worst || $0.accused == worst }
        }
        return cover
    }
}

extension CoordinatedStudy {
    /// One member's word against another's.
    struct Accusation: Sendable, Hashable {
        let accuser: Name
        let accused: Name
    }

    /// Keeps what an attempt has shown of its members.
    mutating func remember(_ round: RunningRound, reason: AbandonReason?, accused: UInt32?) {
        func name(_ number: UInt32?) -> Name? {
            number.flatMap { round.roster.member(at: $0)?.name }
        }
        var proven = Set(round.machine.excluded.compactMap { name($0) })
        if reason == .badShare, let accused = name(accused) { proven.insert(accused) }
        liars = Array(proven.union(liars)).sorted()
        if reason == .blame, let accused = name(accused), let accuser = name(round.machine.accuser)
        {
            let item = Accusation(accuser: accuser, accused: accused)
            if !accusations.contains(item) { accusations.append(item) }
        }
    }
}

extension CoordinatedStudy.Accusation {
    var json: JSONValue {
        ["accuser": .string(accuser.text), "accused": .string(accused.text)]
    }

    init(json: JSONValue) throws {
        accuser = try Name(json["accuser"]?.text ?? "")
        accused = try Name(json["accused"]?.text ?? "")
    }
}
