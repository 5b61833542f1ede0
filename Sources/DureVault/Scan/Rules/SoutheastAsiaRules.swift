extension IdentifierRules {
    static let malaysiaAndBrunei: [IdentifierRule] = [
        IdentifierRule(
            "my_kad", "MY", .person, ["DDDDDD-DD-DDDD"], points: 5,
            words: "mykad|kad pengenalan|no. kp|no kp|no. k/p|nric|身份证",
            check: SouthAsiaPacificChecks.malaysianCard),
        IdentifierRule(
            "my_tin", "MY", .tax,
            [
                "LLDDDDDDDDD", "LLDDDDDDDDDD", "LLDDDDDDDDDDD", "LDDDDDDDDD", "LDDDDDDDDDD",
                "LDDDDDDDDDDD",
            ], points: 6, words: "cukai pendapatan|no. cukai|tin no|income tax",
            check: SouthAsiaPacificChecks.malaysianTax),
        IdentifierRule(
            "bn_ic", "BN", .person, ["DD-DDDDDD"], points: 4,
            words: "kad pengenalan|i.c. no|ic no|ic number|identity card",
            check: SouthAsiaPacificChecks.bruneianCard),
    ]

    static let thailandAndIndonesia: [IdentifierRule] = [
        IdentifierRule(
            "th_pin", "TH", .person, ["D-DDDD-DDDDD-DD-D"], points: 3,
            words: "เลขประจำตัวประชาชน|บัตรประชาชน|เลขบัตรประชาชน|ประจำตัวประชาชน|citizen id|thai id",
            check: SouthAsiaPacificChecks.thaiCitizen),
        IdentifierRule(
            "id_nik", "ID", .person, ["DDDDDD-DDDDDD-DDDD"], points: 6,
            words: "nik|nomor induk kependudukan|no. ktp|nomor ktp|ktp",
            check: SouthAsiaPacificChecks.indonesianNumber),
        IdentifierRule(
            "id_npwp", "ID", .tax, ["DD.DDD.DDD.D-DDD.DDD", "DDDDDDDDDDDDDDDD"], points: 3,
            words: "npwp|nomor pokok wajib pajak", check: SouthAsiaPacificChecks.indonesianTax),
    ]

    static let philippines: [IdentifierRule] = [
        IdentifierRule(
            "ph_psn", "PH", .person, ["DDDD-DDDDDDD-D", "DDDD-DDDD-DDDD"], points: 0,
            words: "philsys|psn|philid|national id"),
        IdentifierRule(
            "ph_sss", "PH", .person, ["DD-DDDDDDD-D", "DDDD-DDDDDDD-D"], points: 0,
            words: "sss number|sss no|sss|social security|umid|crn"),
        IdentifierRule(
            "ph_pcn", "PH", .person, ["DDDD-DDDD-DDDD-DDDD"], points: 0,
            words: "pcn|philsys card|philid"),
        IdentifierRule(
            "ph_tin", "PH", .tax,
            ["DDD-DDD-DDD", "DDD-DDD-DDD-DDD", "DDD-DDD-DDD-DDDD", "DDD-DDD-DDD-DDDDD"],
            points: 3, words: "tin no|tin|taxpayer identification|bir",
            check: SouthAsiaPacificChecks.philippineTax),
    ]

    static let vietNam: [IdentifierRule] = [
        IdentifierRule(
            "vn_cccd", "VN", .person, ["DDDDDDDDDDDD"], points: 4,
            words: "căn cước công dân|căn cước|cccd|số định danh|personal identification",
            check: SouthAsiaPacificChecks.vietnameseCitizen),
        IdentifierRule(
            "vn_cmnd", "VN", .person, ["DDDDDDDDD"], points: 0, needsOwnWord: true,
            words: "chứng minh nhân dân|cmnd|số cmnd"),
        IdentifierRule(
            "vn_mst", "VN", .tax, ["DDDDDDDDDD", "DDDDDDDDDD-DDD"], points: 3,
            words: "mã số thuế|mst|tax code",
            check: Checks.weighted([31, 29, 23, 19, 17, 13, 7, 5, 3], 11, .complementDigit(10))),
    ]
}
