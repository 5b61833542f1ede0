extension IdentifierRules {
    static let canada: [IdentifierRule] = [
        IdentifierRule(
            "ca_sin", "CA", .person, ["DDD-DDD-DDD"], points: 4,
            words: "social insurance|sin number|sin no|assurance sociale|numéro d'assurance",
            check: AmericasRussiaChecks.canadianInsurance),
        IdentifierRule(
            "ca_bc_phn", "CA", .health, ["DDDD-DDD-DDD"], points: 6,
            words: "phn|personal health number|carecard|bc services card",
            check: AmericasRussiaChecks.britishColumbiaHealth),
        IdentifierRule(
            "ca_bn", "CA", .business, ["DDDDDDDDD", "DDDDDDDDD-LL-DDDD"], points: 3,
            words: "business number|numéro d'entreprise",
            check: AmericasRussiaChecks.canadianBusiness),
    ]

    static let unitedStates: [IdentifierRule] = [
        IdentifierRule(
            "us_ssn", "US", .person, ["DDD-DD-DDDD"], points: 0,
            words: "social security|ssn|soc sec", check: AmericasRussiaChecks.socialSecurity),
        IdentifierRule(
            "us_itin", "US", .tax, ["DDD-DD-DDDD"], points: 4,
            words: "itin|individual taxpayer", check: AmericasRussiaChecks.taxpayer),
        IdentifierRule(
            "us_mbi", "US", .health, ["DLXD-LXD-LLDD"], points: 10,
            words: "mbi|medicare", check: AmericasRussiaChecks.beneficiary),
        IdentifierRule(
            "us_npi", "US", .health, ["DDDDDDDDDD"], points: 5,
            words: "npi|national provider", check: AmericasRussiaChecks.provider),
        IdentifierRule(
            "us_aba", "US", .account, ["DDDDDDDDD"], points: 4,
            words: "routing number|routing no|routing|aba number|aba",
            check: AmericasRussiaChecks.routing),
        IdentifierRule(
            "us_ein", "US", .business, ["DD-DDDDDDD"], points: 0,
            words: "ein|employer identification|fein|federal tax id",
            check: AmericasRussiaChecks.employer),
    ]

    static let mexico: [IdentifierRule] = [
        IdentifierRule(
            "mx_curp", "MX", .person, ["LLLLDDDDDDLLLLLLXD"], points: 14, words: "curp|clave única",
            check: AmericasRussiaChecks.mexicanPerson),
        IdentifierRule(
            "mx_rfc_person", "MX", .tax, ["LLLLDDDDDDXXX"], points: 9,
            words: "rfc|registro federal", check: AmericasRussiaChecks.mexicanTax),
        IdentifierRule(
            "mx_nss", "MX", .person, ["DD-DD-DD-DDDD-D"], points: 3,
            words: "nss|imss|seguro social|seguridad social", check: AmericasRussiaChecks.luhn),
        IdentifierRule(
            "mx_clabe", "MX", .account, ["DDD-DDD-DDDDDDDDDDD-D"], points: 3,
            words: "clabe|cuenta", check: AmericasRussiaChecks.clabe),
        IdentifierRule(
            "mx_rfc_company", "MX", .business, ["LLLDDDDDDXXX"], points: 8,
            words: "rfc|registro federal", check: AmericasRussiaChecks.mexicanTax),
    ]

    static let peruAndChile: [IdentifierRule] = [
        IdentifierRule(
            "pe_dni_check", "PE", .person, ["DDDDDDDD-X"], points: 3,
            words: "dni|documento nacional", check: AmericasRussiaChecks.peruvianVerified),
        IdentifierRule(
            "pe_dni", "PE", .person, ["DDDDDDDD"], points: 0, words: "dni|documento nacional"),
        IdentifierRule(
            "pe_ruc", "PE", .tax, ["DDDDDDDDDDD"], points: 7, words: "ruc|registro único",
            check: AmericasRussiaChecks.peruvianTax),
        IdentifierRule(
            "cl_rut", "CL", .person, ["D.DDD.DDD-X", "DD.DDD.DDD-X"], points: 3,
            words: "rut|r.u.t|rol único", check: AmericasRussiaChecks.chilean),
    ]

    static let russia: [IdentifierRule] = [
        IdentifierRule(
            "ru_snils", "RU", .person, ["DDD-DDD-DDD-DD"], points: 6,
            words: "снилс|страховой номер|snils", check: AmericasRussiaChecks.russianInsurance),
        IdentifierRule(
            "ru_inn12", "RU", .tax, ["DDDDDDDDDDDD"], points: 6, words: "инн|inn",
            check: AmericasRussiaChecks.russianPersonTax),
        IdentifierRule(
            "ru_passport", "RU", .passport, ["DD-DD-DDDDDD"], points: 0,
            words: "паспорт|серия|passport",
            check: AmericasRussiaChecks.russianPassport),
        IdentifierRule(
            "ru_inn10", "RU", .business, ["DDDDDDDDDD"], points: 3, words: "инн|inn",
            check: Checks.weighted([2, 4, 10, 3, 5, 9, 4, 6, 8], 11, .remainder)),
        IdentifierRule(
            "ru_ogrn", "RU", .business, ["DDDDDDDDDDDDD"], points: 4, words: "огрн|ogrn",
            check: AmericasRussiaChecks.russianRegister),
    ]
}
