/// The economies whose numbers the scanner knows, and `ZZ` for what belongs to none.
package enum Economies {
    /// ISO 3166-1 alpha-2 codes of the 21 economies, and `ZZ`.
    package static let codes = [
        "KR", "JP", "CN", "TW", "HK", "SG", "MY", "TH", "ID", "PH", "VN", "AU", "NZ", "CA", "US",
        "MX", "PE", "CL", "RU", "PG", "BN", "ZZ",
    ]

    /// What belongs to no economy.
    package static let none = "ZZ"

    /// One bit for an economy; 0 for a code that is none of ours.
    static func mask(_ code: String) -> UInt32 {
        codes.firstIndex(of: code).map { 1 << UInt32($0) } ?? 0
    }

    /// The bits of economies that are written with blanks between them.
    static func mask(list: String) -> UInt32 {
        list == "*" ? .max : list.split(separator: " ").reduce(0) { $0 | mask(String($1)) }
    }
}
