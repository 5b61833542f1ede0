extension IdentifierRules {
    static let australia: [IdentifierRule] = [
        IdentifierRule(
            "au_tfn", "AU", .tax, ["DDD-DDD-DDD"], points: 3, words: "tax file|tfn",
            check: Checks.weighted([1, 4, 3, 7, 5, 8, 6, 9, 10], 11, .zero)),
        IdentifierRule(
            "au_medicare", "AU", .health, ["DDDD-DDDDD-D", "DDDD-DDDDD-D-D"], points: 4,
            words: "medicare", check: SouthAsiaPacificChecks.australianMedicare),
        IdentifierRule(
            "au_abn", "AU", .business, ["DD-DDD-DDD-DDD"], points: 6,
            words: "abn|australian business", check: SouthAsiaPacificChecks.australianBusiness),
        IdentifierRule(
            "au_acn", "AU", .business, ["DDD-DDD-DDD"], points: 3,
            words: "acn|australian company",
            check: Checks.weighted([8, 7, 6, 5, 4, 3, 2, 1], 10, .complement(10))),
    ]

    static let newZealandAndPapua: [IdentifierRule] = [
        IdentifierRule(
            "nz_nhi_old", "NZ", .health, ["LLLDDDD"], points: 3, words: "nhi|national health index",
            check: SouthAsiaPacificChecks.newZealandHealth),
        IdentifierRule(
            "nz_nhi_new", "NZ", .health, ["LLLDDLL"], points: 6, words: "nhi|national health index",
            check: SouthAsiaPacificChecks.newZealandHealth),
        IdentifierRule(
            "nz_ird", "NZ", .tax, ["DD-DDD-DDD", "DDD-DDD-DDD", "DD-DDD-DDDD"], points: 4,
            words: "ird number|ird no|ird|inland revenue",
            check: SouthAsiaPacificChecks.newZealandTax),
        IdentifierRule(
            "pg_nid", "PG", .person, ["DDDDDDDDDD"], points: 0,
            words: "nid number|nid no|nid|national identity"),
        IdentifierRule(
            "pg_tin", "PG", .tax, ["DDDDDDDDD"], points: 0,
            words: "tin number|tin no|taxpayer identification|irc tin"),
    ]
}
