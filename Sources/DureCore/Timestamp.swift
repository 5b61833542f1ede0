/// A moment in UTC, in whole milliseconds, written as RFC 3339 prescribes.
package struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Milliseconds since 1970-01-01 00:00 UTC.
    package let milliseconds: Int64

    /// The moment so many milliseconds after the epoch.
    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Now, by the clock given.
    package init(now clock: some WallClock) {
        milliseconds = clock.millisecondsSinceEpoch
    }

    /// As in `2026-12-01T09:30:00.125Z`.
    package var description: String {
        let days = milliseconds.flooredQuotient(by: 86_400_000)
        let rest = milliseconds - days * 86_400_000
        let (year, month, day) = Self.civil(daysSinceEpoch: days)
        let date = "\(Self.pad(year, 4))-\(Self.pad(month, 2))-\(Self.pad(day, 2))"
        let hour = Self.pad(rest / 3_600_000, 2)
        let minute = Self.pad(rest / 60_000 % 60, 2)
        let second = Self.pad(rest / 1_000 % 60, 2)
        return "\(date)T\(hour):\(minute):\(second).\(Self.pad(rest % 1_000, 3))Z"
    }

    /// The calendar date, as in `2026-12-01`.
    package var date: String { String(description.prefix(10)) }

    /// Whether a text is a day of the calendar, as in `2026-12-01`.
    package static func isDate(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard text.utf8.count == 10, parts.count == 3, parts[0].utf8.count == 4,
            parts[1].utf8.count == 2,
            text.utf8.allSatisfy({ $0 == 0x2d || (0x30...0x39).contains($0) }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
            (1...12).contains(month)
        else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...lengths[month - 1]).contains(day)
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// The civil date of a day number: Howard Hinnant, "chrono-Compatible Low-Level Date
    /// Algorithms", `civil_from_days`.
    private static func civil(daysSinceEpoch: Int64) -> (Int64, Int64, Int64) {
        let shifted = daysSinceEpoch + 719_468
        let era = shifted.flooredQuotient(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let century = dayOfEra / 36_524 - dayOfEra / 146_096
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + century) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    private static func pad(_ number: Int64, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}

extension Int64 {
    fileprivate func flooredQuotient(by divisor: Int64) -> Int64 {
        self >= 0 ? self / divisor : (self - divisor + 1) / divisor
    }
}
