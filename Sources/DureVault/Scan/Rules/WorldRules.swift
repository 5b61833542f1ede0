extension IdentifierRules {
    static let everywhere: [IdentifierRule] = [
        IdentifierRule(
            "card", "ZZ", .account,
            [
                "DDDD-DDDD-DDDD-DDDD", "DDDD-DDDDDD-DDDDD", "DDDDDDDDDDDD", "DDDDDDDDDDDDD",
                "DDDD-DDDDDD-DDDD", "DDDDDDDDDDDDDDDDD", "DDDDDDDDDDDDDDDDDD",
                "DDDD-DDDD-DDDD-DDDD-DDD",
            ], points: 5,
            words: "credit card|debit card|card number|card no|카드번호|신용카드|체크카드|クレジットカード|カード番号|"
                + "信用卡|银行卡|卡号|卡號|บัตรเครดิต|thẻ tín dụng|số thẻ|kartu kredit|kad kredit|tarjeta|карта|"
                + "номер карты|carte bancaire|carte de crédit|visa|mastercard",
            check: WorldChecks.card),
        IdentifierRule(
            "iban", "ZZ", .account, accountShapes, points: 12, words: "iban",
            check: WorldChecks.account),
        IdentifierRule(
            "passport", "ZZ", .passport,
            ["LDDDDDDDD", "LLDDDDDDD", "LDDDDDDD", "LLDDDDDD", "DDDDDDDDD", "DDDDDDDD"], points: 1,
            needsOwnWord: true,
            words: "passport|여권번호|여권|旅券番号|旅券|パスポート|护照|護照|pasaporte|passeport|паспорт|hộ chiếu|"
                + "หนังสือเดินทาง|paspor|pasport"),
        IdentifierRule(
            "imei", "ZZ", .device, ["DD-DDDDDD-DDDDDD-D"], points: 3, words: "imei",
            check: WorldChecks.device),
        IdentifierRule(
            "lei", "ZZ", .business, ["XXXXXXXXXXXXXXXXXXDD"], points: 7,
            words: "lei|legal entity", check: WorldChecks.legalEntity),
    ]

    /// One for each length of an account number, in groups of four.
    private static let accountShapes: [String] = Set(WorldChecks.accountLengths.values).sorted()
        .map { length in
            (0..<length).map { index in
                (index > 0 && index.isMultiple(of: 4) ? "-" : "")
                    + (index < 2 ? "L" : index < 4 ? "D" : "X")
            }
            .joined()
        }
}
