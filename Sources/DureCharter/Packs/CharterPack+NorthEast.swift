internal import DureCore

extension CharterPack {
    static let northEast: [CharterPack] = [korea, japan, china, hongKong, chineseTaipei, russia]

    private static let korea = CharterPack(
        "KR", Phrase(en: "Republic of Korea", ko: "대한민국"),
        facts: """
            [facts.child-age]
            value = 14
            unit = "years"
            law = "Personal Information Protection Act, article 22-2"
            year = 2023
            text = { en = "Below 14 years the legal representative must consent.", ko = "만 14세 미만 아동은 법정대리인의 동의가 필요합니다." }

            [facts.breach-authority]
            value = 72
            unit = "hours"
            law = "Personal Information Protection Act, article 34; Enforcement Decree, article 40"
            year = 2023
            text = { en = "The Protection Commission or KISA is told within 72 hours of becoming aware, where 1,000 people or more, sensitive or unique numbers, or an attack from outside are concerned.", ko = "1천 명 이상, 민감정보·고유식별정보 또는 외부의 불법 접근에 의한 유출은 알게 된 때부터 72시간 이내에 개인정보 보호위원회 또는 한국인터넷진흥원에 신고합니다." }

            [facts.breach-people]
            value = 72
            unit = "hours"
            law = "Personal Information Protection Act, article 34; Enforcement Decree, article 39"
            year = 2023
            text = { en = "The people concerned are told within 72 hours of becoming aware.", ko = "정보주체에게 알게 된 때부터 72시간 이내에 알립니다." }

            [facts.national-number]
            law = "Personal Information Protection Act, article 24-2"
            year = 2014
            text = { en = "Resident registration numbers are processed only where a statute demands or permits it, and kept encrypted.", ko = "주민등록번호는 법령에 근거가 있을 때만 처리하고 암호화하여 보관합니다." }

            [facts.transfer-abroad]
            law = "Personal Information Protection Act, article 28-8"
            year = 2023
            text = { en = "Consent, a law or treaty, a contract disclosed to the people, a certification or a recognised level of protection.", ko = "동의, 법률·조약, 계약 이행을 위한 공개·고지, 인증, 또는 동등한 보호 수준의 인정이 있어야 국외로 이전할 수 있습니다." }

            """)

    private static let japan = CharterPack(
        "JP", Phrase(en: "Japan", ko: "일본"),
        facts: """
            [facts.child-age]
            not_established = { en = "The Act on the Protection of Personal Information names no age; a person must judge whether a child can consent.", ko = "개인정보보호법에는 연령 기준이 없습니다. 아동이 동의할 수 있는지 사람이 판단해야 합니다." }

            [facts.breach-authority]
            value = 3
            unit = "days"
            law = "Act on the Protection of Personal Information, article 26; Enforcement Rules, article 8; the Commission's general guidelines"
            year = 2022
            text = { en = "A first report goes to the Personal Information Protection Commission promptly, which its guidelines read as about 3 to 5 days; the full one within 30 days, 60 where harm was meant.", ko = "개인정보보호위원회에 신속히(지침상 대체로 3~5일 이내) 1차 보고하고, 30일(부정한 목적이면 60일) 이내에 최종 보고합니다." }

            [facts.breach-people]
            law = "Act on the Protection of Personal Information, article 26"
            year = 2022
            text = { en = "Promptly, as the circumstances demand; no number of days is named.", ko = "상황에 따라 신속히 알리며 일수는 정해져 있지 않습니다." }

            [facts.national-number]
            law = "Act on the Use of Numbers to Identify a Specific Individual in Administrative Procedures (Act 27 of 2013)"
            year = 2013
            text = { en = "Individual Numbers are used only for the purposes that the Act lists.", ko = "개인번호(마이넘버)는 법에 열거된 목적에만 이용합니다." }

            [facts.transfer-abroad]
            law = "Act on the Protection of Personal Information, article 28"
            year = 2022
            text = { en = "Consent after information about the other economy, an equivalent system at the recipient, or a recognised economy.", ko = "상대 경제체에 관한 정보를 제공한 뒤의 동의, 동등한 체제, 또는 지정된 경제체여야 합니다." }

            """)

    private static let china = CharterPack(
        "CN", Phrase(en: "China", ko: "중국"),
        facts: """
            [facts.child-age]
            value = 14
            unit = "years"
            law = "Personal Information Protection Law, article 31"
            year = 2021
            text = { en = "Below 14 years a parent or guardian must consent, and rules of their own are needed.", ko = "14세 미만은 부모나 보호자의 동의와 별도 처리 규칙이 필요합니다." }

            [facts.breach-authority]
            law = "Personal Information Protection Law, article 57"
            year = 2021
            text = { en = "Immediately; the article names no number of hours. Rules for network incidents name some and were not checked here.", ko = "즉시 알리며 조문에 시간은 없습니다. 네트워크 사고에 관한 별도 규정의 시한은 여기에서 확인하지 않았습니다." }

            [facts.breach-people]
            law = "Personal Information Protection Law, article 57"
            year = 2021
            text = { en = "Immediately, unless measures taken keep harm away and the authority does not insist.", ko = "즉시 알립니다. 다만 조치로 피해를 막았고 당국이 요구하지 않으면 예외입니다." }

            [facts.national-number]
            not_established = { en = "No rule that names identity card numbers was checked; article 28 of the Personal Information Protection Law (2021) on sensitive information may cover them.", ko = "신분증 번호를 명시한 규정은 확인하지 않았습니다. 개인정보보호법(2021) 제28조의 민감정보에 해당할 수 있습니다." }

            [facts.transfer-abroad]
            law = "Personal Information Protection Law, articles 38 to 40"
            year = 2021
            text = { en = "A security assessment, a certification or the standard contract, and separate consent; important operators keep data inside. Provisions of 2024 exempt some transfers and were not checked here.", ko = "안전평가, 인증 또는 표준계약과 별도 동의가 필요하며, 중요 운영자는 역내에 보관합니다. 일부 이전을 면제하는 2024년 규정은 여기에서 확인하지 않았습니다." }

            """)

    private static let hongKong = CharterPack(
        "HK", Phrase(en: "Hong Kong, China", ko: "홍콩"),
        facts: """
            [facts.child-age]
            not_established = { en = "The Personal Data (Privacy) Ordinance (Cap. 486) names no age of consent of its own.", ko = "개인정보(프라이버시) 조례(Cap. 486)에는 동의 연령이 따로 없습니다." }

            [facts.breach-authority]
            not_established = { en = "The Ordinance (Cap. 486) sets no duty to notify; the Commissioner's guidance recommends it.", ko = "조례(Cap. 486)에는 신고 의무가 없으며 개인정보 전담관의 지침이 권고합니다." }

            [facts.breach-people]
            not_established = { en = "The Ordinance (Cap. 486) sets no duty to notify; the Commissioner's guidance recommends it.", ko = "조례(Cap. 486)에는 통지 의무가 없으며 개인정보 전담관의 지침이 권고합니다." }

            [facts.national-number]
            law = "Code of Practice on the Identity Card Number and other Personal Identifiers"
            year = 1997
            text = { en = "Identity card numbers are collected only in the cases that the Code lists.", ko = "신분증 번호는 실천규범에 열거된 경우에만 수집합니다." }

            [facts.transfer-abroad]
            not_established = { en = "Section 33 of the Ordinance (Cap. 486) has never been brought into operation.", ko = "조례(Cap. 486) 제33조는 시행된 적이 없습니다." }

            """)

    private static let chineseTaipei = CharterPack(
        "TW", Phrase(en: "Chinese Taipei", ko: "차이니스 타이베이"),
        facts: """
            [facts.child-age]
            not_established = { en = "The Personal Data Protection Act names no age of its own.", ko = "개인정보보호법에는 연령 기준이 따로 없습니다." }

            [facts.breach-authority]
            not_established = { en = "Clocks stand in rules for single sectors; which holds here must be looked up. Changes to the Act made in 2025 were not checked here.", ko = "업종별 규정에 시한이 있으므로 해당하는 것을 확인해야 합니다. 2025년의 법 개정은 여기에서 확인하지 않았습니다." }

            [facts.breach-people]
            law = "Personal Data Protection Act, article 12"
            year = 2010
            text = { en = "The people concerned are told by appropriate means once the matter is clear; no number of hours is named.", ko = "사실을 확인한 뒤 적절한 방법으로 당사자에게 알리며 시간은 정해져 있지 않습니다." }

            [facts.national-number]
            not_established = { en = "No rule that names identity card numbers was checked.", ko = "신분증 번호를 명시한 규정은 확인하지 않았습니다." }

            [facts.transfer-abroad]
            law = "Personal Data Protection Act, article 21"
            year = 2010
            text = { en = "The authority may restrict transfers, among others where the recipient's law protects too little.", ko = "상대의 보호 수준이 부족한 경우 등에 당국이 이전을 제한할 수 있습니다." }

            """)

    private static let russia = CharterPack(
        "RU", Phrase(en: "Russia", ko: "러시아"),
        facts: """
            [facts.child-age]
            not_established = { en = "Federal Law 152-FZ names no age of its own.", ko = "연방법 152-FZ에는 연령 기준이 따로 없습니다." }

            [facts.breach-authority]
            value = 24
            unit = "hours"
            law = "Federal Law 152-FZ, article 21, as changed by 266-FZ"
            year = 2022
            text = { en = "Roskomnadzor is told within 24 hours, and of the outcome of the inquiry within 72.", ko = "로스콤나드조르에 24시간 이내에 알리고, 조사 결과는 72시간 이내에 알립니다." }

            [facts.breach-people]
            not_established = { en = "No duty to tell the people concerned was checked.", ko = "당사자에게 알릴 의무는 확인하지 않았습니다." }

            [facts.national-number]
            not_established = { en = "No rule that names SNILS or taxpayer numbers was checked.", ko = "SNILS나 납세자번호를 명시한 규정은 확인하지 않았습니다." }

            [facts.transfer-abroad]
            law = "Federal Law 152-FZ, articles 12 and 18, as changed by 242-FZ and 266-FZ"
            year = 2022
            text = { en = "Data about citizens is recorded in databases inside the economy; transfers are notified beforehand. Changes of 2025 were not checked here.", ko = "자국민의 데이터는 역내 데이터베이스에 기록하고, 이전은 미리 신고합니다. 2025년의 개정은 여기에서 확인하지 않았습니다." }

            """)
}
