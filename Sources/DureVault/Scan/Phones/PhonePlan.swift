/// The numbering plan of one economy, as far as it tells a telephone number from another number
/// (ITU-T E.164 and the national plans filed with it).
struct PhonePlan: Sendable {
    /// What a national significant number begins with, and how many digits it has.
    struct Pattern: Sendable {
        let prefix: [UInt8]
        let counts: ClosedRange<Int>
    }

    let economy: String
    /// The type of its findings, and the economy's bit.
    let type: String
    let mask: UInt32
    let code: [UInt8]
    /// What is dialled before a national number at home; empty where nothing is.
    let trunk: [UInt8]
    let patterns: [Pattern]
    /// Where nothing is dialled before: how the digits are grouped, or not at all.
    let groupings: [[Int]]

    /// - Parameters:
    ///   - patterns: `prefix:count` or `prefix:least-most`, with blanks between them.
    ///   - groupings: Such as `3-3-4`, with blanks between them.
    private init(
        _ economy: String, code: String, trunk: String, _ patterns: String, groupings: String = ""
    ) {
        self.economy = economy
        type = IdentifierTypes.phoneType(economy)
        mask = Economies.mask(economy)
        self.code = Array(code.utf8)
        self.trunk = Array(trunk.utf8)
        self.patterns = patterns.split(separator: " ").map { text in
            let parts = text.split(separator: ":")
            let counts = parts[1].split(separator: "-").compactMap { Int($0) }
            return Pattern(
                prefix: Array(parts[0].utf8), counts: counts[0]...counts[counts.count - 1])
        }
        self.groupings = groupings.split(separator: " ").map {
            $0.split(separator: "-").compactMap { Int($0) }
        }
    }

    /// The pattern that digits without trunk or country code have.
    func pattern(of digits: some RandomAccessCollection<UInt8>) -> Pattern? {
        patterns.first { $0.counts.contains(digits.count) && digits.starts(with: $0.prefix) }
    }

    static let all: [PhonePlan] = [
        PhonePlan(
            "KR", code: "82", trunk: "0",
            "10:10 11:9-10 16:9-10 17:9-10 18:9-10 19:9-10 2:8-9 31:8-9 32:8-9 33:8-9 41:8-9 42:8-9 "
                + "43:8-9 44:8-9 51:8-9 52:8-9 53:8-9 54:8-9 55:8-9 61:8-9 62:8-9 63:8-9 64:8-9 "
                + "70:10 50:10-11"),
        PhonePlan(
            "JP", code: "81", trunk: "0",
            "70:10 80:10 90:10 50:10 1:9 2:9 3:9 4:9 5:9 6:9 7:9 8:9 9:9"),
        PhonePlan(
            "CN", code: "86", trunk: "0",
            "10:10 20:10 21:10 22:10 23:10 24:10 25:10 27:10 28:10 29:10 3:10-11 4:10-11 5:10-11 "
                + "6:10-11 7:10-11 8:10-11 9:10-11"),
        // Mobile numbers are dialled without the trunk's zero.
        PhonePlan(
            "CN", code: "86", trunk: "", "13:11 14:11 15:11 16:11 17:11 18:11 19:11",
            groupings: "3-4-4"),
        PhonePlan("TW", code: "886", trunk: "0", "9:9 2:9 3:8-9 4:8-9 5:8 6:8 7:8-9 8:8-9"),
        PhonePlan("HK", code: "852", trunk: "", "2:8 3:8 5:8 6:8 7:8 9:8", groupings: "4-4"),
        PhonePlan("SG", code: "65", trunk: "", "8:8 9:8 6:8 3:8", groupings: "4-4"),
        PhonePlan("MY", code: "60", trunk: "0", "1:9-10 3:9 4:8 5:8 6:8 7:8 8:8 9:8"),
        PhonePlan("TH", code: "66", trunk: "0", "6:9 8:9 9:9 2:8 3:8 4:8 5:8 7:8"),
        PhonePlan("ID", code: "62", trunk: "0", "8:9-12 2:8-11 3:8-11 4:8-11 5:8-11 6:8-11 7:8-11"),
        PhonePlan("PH", code: "63", trunk: "0", "9:10 2:9 3:9 4:9 5:9 6:9 7:9 8:9"),
        PhonePlan("VN", code: "84", trunk: "0", "3:9 5:9 7:9 8:9 9:9 2:10"),
        PhonePlan("AU", code: "61", trunk: "0", "4:9 2:9 3:9 7:9 8:9"),
        PhonePlan("NZ", code: "64", trunk: "0", "2:8-10 3:8 4:8 6:8 7:8 9:8"),
        PhonePlan("CA", code: "1", trunk: "", "", groupings: "3-3-4"),
        PhonePlan("US", code: "1", trunk: "", "", groupings: "3-3-4"),
        PhonePlan(
            "MX", code: "52", trunk: "", "2:10 3:10 4:10 5:10 6:10 7:10 8:10 9:10",
            groupings: "3-3-4 2-4-4"),
        PhonePlan("PE", code: "51", trunk: "", "9:9", groupings: "3-3-3"),
        PhonePlan("PE", code: "51", trunk: "0", "1:8 4:8 5:8 6:8 7:8 8:8"),
        PhonePlan(
            "CL", code: "56", trunk: "", "9:9 2:9 3:9 4:9 5:9 6:9 7:9", groupings: "1-4-4"),
        PhonePlan("RU", code: "7", trunk: "8", "9:10 3:10 4:10 8:10"),
        PhonePlan(
            "PG", code: "675", trunk: "", "7:8 8:8 3:7 4:7 5:7 6:7 9:7", groupings: "4-4 3-4"),
        PhonePlan("BN", code: "673", trunk: "", "7:7 8:7 2:7 3:7 4:7 5:7", groupings: "3-4"),
    ]

    /// The digits of a number of Canada or the United States.
    static let northAmericanCount = 10

    /// Whether digits are a number of the plan that Canada and the United States share.
    ///
    /// - Returns: The economy, by the area code; nil for no such number.
    static func northAmerican(_ digits: some RandomAccessCollection<UInt8>) -> String? {
        let v = Array(digits)
        guard v.count == northAmericanCount, v[0] >= 0x32, v[3] >= 0x32, v[1] < 0x39,
            !(v[1] == 0x31 && v[2] == 0x31)
        else { return nil }
        return canadianAreas.contains(Checks.number(v, 0..<3)) ? "CA" : "US"
    }

    /// Area codes of Canada (Canadian Numbering Administrator).
    private static let canadianAreas: Set<Int> = [
        204, 226, 236, 249, 250, 257, 263, 289, 306, 343, 354, 365, 367, 368, 382, 403, 416, 418,
        428, 431, 437, 438, 450, 460, 468, 474, 506, 514, 519, 537, 548, 568, 579, 581, 584, 587,
        600, 604, 613, 639, 647, 672, 683, 705, 709, 742, 753, 778, 780, 782, 807, 819, 825, 867,
        873, 879, 902, 905, 942,
    ]
}
