/// Checks of numbers that belong to no economy: cards, accounts, devices, legal entities.
enum WorldChecks {
    /// Leading digits of card issuers (ISO/IEC 7812), each with the lengths that it gives out.
    private static let issuers:
        [(first: Int, last: Int, digitCount: Int, lengths: ClosedRange<Int>)] =
            [
                (4, 4, 1, 13...19),  // Visa
                (51, 55, 2, 16...16), (2221, 2720, 4, 16...16),  // Mastercard
                (34, 34, 2, 15...15), (37, 37, 2, 15...15),  // American Express
                (3528, 3589, 4, 16...19),  // JCB
                (62, 62, 2, 16...19), (81, 81, 2, 16...19),  // UnionPay
                (6011, 6011, 4, 16...19), (644, 649, 3, 16...19), (65, 65, 2, 16...19),  // Discover
                (300, 305, 3, 14...19), (36, 36, 2, 14...19), (38, 39, 2, 14...19),  // Diners
                (50, 50, 2, 12...19), (56, 58, 2, 12...19), (6304, 6304, 4, 12...19),
                (6759, 6763, 4, 12...19),  // Maestro
                (2200, 2204, 4, 16...19),  // Mir
                (9410, 9420, 4, 16...16), (9430, 9499, 4, 16...16),  // Korean domestic cards
            ]

    static func card(_ v: [UInt8]) -> NumberVerdict {
        let isKnown = issuers.contains { issuer in
            issuer.lengths.contains(v.count)
                && issuer.first...issuer.last ~= Checks.number(v, 0..<issuer.digitCount)
        }
        guard isKnown, !Checks.isUniform(Array(v.dropFirst())) else { return .impossible }
        return Checks.luhn(v) ? .passed : .failed
    }

    /// The lengths of the SWIFT registry of account numbers (release 98).
    static let accountLengths: [String: Int] = [
        "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22,
        "BI": 27, "BR": 29, "BY": 28, "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DJ": 27,
        "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18, "FK": 18, "FO": 18, "FR": 27,
        "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HN": 28, "HR": 21, "HU": 28,
        "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28,
        "LC": 32, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22,
        "MK": 19, "MN": 20, "MR": 27, "MT": 31, "MU": 30, "NI": 28, "NL": 18, "NO": 15, "OM": 23,
        "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "RU": 33, "SA": 24,
        "SC": 31, "SD": 18, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "SO": 23, "ST": 25, "SV": 28,
        "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20, "YE": 30,
    ]

    static func account(_ v: [UInt8]) -> NumberVerdict {
        guard accountLengths[String(decoding: v[0..<2], as: UTF8.self)] == v.count else {
            return .impossible
        }
        return Checks.mod97(v, rotatedBy: 4) ? .passed : .failed
    }

    static func legalEntity(_ v: [UInt8]) -> NumberVerdict {
        guard !Checks.areDigits(v, 0..<20) else { return .impossible }
        return Checks.mod97(v, rotatedBy: 0) ? .passed : .failed
    }

    /// Fifteen digits; the first two name who gave the number out, and a phone's is never 00.
    static func device(_ v: [UInt8]) -> NumberVerdict {
        guard Checks.number(v, 0..<2) > 0 else { return .impossible }
        return Checks.luhn(v) ? .passed : .failed
    }
}
