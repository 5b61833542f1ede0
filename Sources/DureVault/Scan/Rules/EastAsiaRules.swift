// Points are about the binary logarithm of one over the share of random characters of the form
// that pass.

extension IdentifierRules {
    static let korea: [IdentifierRule] = [
        IdentifierRule(
            "kr_rrn", "KR", .person, ["DDDDDD-DDDDDDD"], points: 9, failure: .lowers,
            words: "주민등록번호|주민번호|주민등록|resident registration|rrn",
            check: EastAsiaChecks.koreanResident),
        IdentifierRule(
            "kr_rrn_2020", "KR", .person, ["DDDDDD-DDDDDDD"], points: 7, failure: .lowers,
            words: "주민등록번호|주민번호|주민등록|resident registration|rrn",
            check: EastAsiaChecks.koreanResidentSince2020),
        IdentifierRule(
            "kr_frn", "KR", .person, ["DDDDDD-DDDDDDD"], points: 9, failure: .lowers,
            words: "외국인등록번호|외국인번호|외국인등록|거소신고번호|foreigner registration|alien registration",
            check: EastAsiaChecks.koreanForeigner),
        IdentifierRule(
            "kr_driver", "KR", .licence, ["DD-DD-DDDDDD-DD"], points: 2,
            words: "운전면허|면허번호|driver licence|driver license|driver's licen",
            check: EastAsiaChecks.koreanDriver),
        IdentifierRule(
            "kr_passport", "KR", .passport, ["LDDDLDDDD", "LDDDDDDDD"], points: 4,
            words: "여권번호|여권|passport", check: EastAsiaChecks.koreanPassport),
        IdentifierRule(
            "kr_brn", "KR", .business, ["DDD-DD-DDDDD"], points: 3,
            words: "사업자등록번호|사업자번호|사업자등록|business registration",
            check: EastAsiaChecks.koreanBusiness),
    ]

    static let japan: [IdentifierRule] = [
        IdentifierRule(
            "jp_mynumber", "JP", .person, ["DDDD-DDDD-DDDD"], points: 3,
            words: "マイナンバー|個人番号|my number|mynumber|individual number",
            check: Checks.weighted([6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2], 11, .complementOrZero(11))),
        IdentifierRule(
            "jp_residence_card", "JP", .person, ["LLDDDDDDDDLL"], points: 10,
            words: "在留カード|在留カード番号|residence card"),
        IdentifierRule(
            "jp_driver", "JP", .licence, ["DDDD-DDDD-DDDD"], points: 1,
            words: "運転免許|免許証|免許番号|driver licence|driver license",
            check: EastAsiaChecks.japaneseDriver),
        IdentifierRule(
            "jp_corporate", "JP", .business, ["D-DDDD-DDDD-DDDD"], points: 3,
            words: "法人番号|corporate number", check: EastAsiaChecks.japaneseCorporate),
    ]

    static let china: [IdentifierRule] = [
        IdentifierRule(
            "cn_ric", "CN", .person, ["DDDDDD-DDDDDDDD-DDDX"], points: 14,
            words: "身份证号|身份证|公民身份号码|身份號碼|居民身份证|resident identity",
            check: EastAsiaChecks.chineseResident),
        IdentifierRule(
            "cn_passport", "CN", .passport, ["LDDDDDDDD", "LLDDDDDDD"], points: 6,
            words: "护照号|护照|passport", check: EastAsiaChecks.chinesePassport),
        IdentifierRule(
            "cn_uscc", "CN", .business, ["XXDDDDDDXXXXXXXXXX"], points: 7,
            words: "统一社会信用代码|信用代码|税号|unified social credit",
            check: EastAsiaChecks.chineseCreditCode),
    ]

    static let chineseTaipei: [IdentifierRule] = [
        IdentifierRule(
            "tw_id", "TW", .person, ["LDDDDDDDDD"], points: 7,
            words: "身分證字號|身分證號|身分證|國民身分證|national identification",
            check: EastAsiaChecks.taipei(second: "12")),
        IdentifierRule(
            "tw_resident", "TW", .person, ["LDDDDDDDDD"], points: 7,
            words: "居留證號|居留證|統一證號|外來人口|ui number",
            check: EastAsiaChecks.taipei(second: "89")),
        IdentifierRule(
            "tw_resident_old", "TW", .person, ["LLDDDDDDDD"], points: 7,
            words: "居留證號|居留證|統一證號", check: EastAsiaChecks.taipei(second: "ABCD")),
        IdentifierRule(
            "tw_ubn", "TW", .business, ["DDDDDDDD"], points: 2,
            words: "統一編號|統編|unified business", check: EastAsiaChecks.taipeiBusiness),
    ]

    static let hongKongAndSingapore: [IdentifierRule] = [
        IdentifierRule(
            "hk_id", "HK", .person, ["LDDDDDD(X", "LLDDDDDD(X"], points: 5,
            words: "身份證|身份證號碼|香港身份證|hkid|identity card",
            check: EastAsiaChecks.hongKong),
        IdentifierRule(
            "sg_nric", "SG", .person, ["LDDDDDDDL"], points: 7, words: "nric|fin no|fin number|身份证",
            check: SouthAsiaPacificChecks.singaporeResident),
        IdentifierRule(
            "sg_uen", "SG", .business, ["DDDDDDDDL", "DDDDDDDDDL", "LDDLLDDDDL"], points: 5,
            words: "uen|entity number|business registration",
            check: SouthAsiaPacificChecks.singaporeEntity),
    ]
}
