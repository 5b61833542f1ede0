internal import DureCore

extension CharterPack {
    static let oceania: [CharterPack] = [australia, newZealand, papuaNewGuinea]

    private static let australia = CharterPack(
        "AU", Phrase(en: "Australia", ko: "호주"),
        facts: """
            [facts.child-age]
            not_established = { en = "The Privacy Act 1988 names no age; the Commissioner's guidelines let one presume that a person of 15 can consent.", ko = "1988년 프라이버시법에는 연령이 없으며, 감독기관 지침은 15세 이상이면 동의할 수 있다고 추정합니다." }

            [facts.breach-authority]
            law = "Privacy Act 1988, Part IIIC (Notifiable Data Breaches), sections 26WH and 26WK"
            year = 2018
            text = { en = "A suspected breach is assessed within 30 days; once it is known to be eligible, the Commissioner is told as soon as practicable, and no number of days is named for that.", ko = "의심되는 침해는 30일 이내에 평가하고, 통지 대상으로 확인되면 가능한 한 빨리 감독기관에 알립니다. 이때의 일수는 정해져 있지 않습니다." }

            [facts.breach-people]
            law = "Privacy Act 1988, Part IIIC (Notifiable Data Breaches), section 26WL"
            year = 2018
            text = { en = "As soon as practicable after the statement is prepared; no number of days is named.", ko = "통지문을 작성한 뒤 가능한 한 빨리 알리며 일수는 정해져 있지 않습니다." }

            [facts.national-number]
            law = "Privacy Act 1988, Australian Privacy Principle 9; Privacy (Tax File Number) Rule 2015"
            year = 2015
            text = { en = "Government identifiers are not adopted as an institution's own; tax file numbers are used only for tax and related purposes.", ko = "정부 식별번호를 기관의 번호로 쓰지 않으며, 납세자번호는 조세 및 관련 목적에만 씁니다." }

            [facts.transfer-abroad]
            law = "Privacy Act 1988, Australian Privacy Principle 8"
            year = 2014
            text = { en = "Reasonable steps so that the recipient keeps to the principles; who sends stays accountable.", ko = "받는 쪽이 원칙을 지키도록 합리적인 조치를 하며, 보내는 쪽이 책임을 집니다." }

            """)

    private static let newZealand = CharterPack(
        "NZ", Phrase(en: "New Zealand", ko: "뉴질랜드"),
        facts: """
            [facts.child-age]
            not_established = { en = "The Privacy Act 2020 names no age; principle 4 asks for particular care with children.", ko = "2020년 프라이버시법에는 연령이 없으며, 제4원칙은 아동에 대한 각별한 주의를 요구합니다." }

            [facts.breach-authority]
            law = "Privacy Act 2020, section 114"
            year = 2020
            text = { en = "As soon as practicable after becoming aware of a notifiable breach; the Act names no number of hours.", ko = "통지 대상 침해를 알게 된 뒤 가능한 한 빨리 알리며 법에 시간은 없습니다." }

            [facts.breach-people]
            law = "Privacy Act 2020, section 115"
            year = 2020
            text = { en = "As soon as practicable after becoming aware of a notifiable breach; the Act names no number of hours.", ko = "통지 대상 침해를 알게 된 뒤 가능한 한 빨리 알리며 법에 시간은 없습니다." }

            [facts.national-number]
            law = "Privacy Act 2020, information privacy principle 13"
            year = 2020
            text = { en = "A unique identifier that another agency gave is not taken over, with exceptions.", ko = "다른 기관이 부여한 고유식별자는 예외를 빼고 가져다 쓰지 않습니다." }

            [facts.transfer-abroad]
            law = "Privacy Act 2020, information privacy principle 12"
            year = 2020
            text = { en = "Only to recipients with comparable safeguards, or with consent after being told.", ko = "비슷한 보호 조치가 있는 곳으로, 또는 알린 뒤의 동의로만 이전합니다." }

            """)

    private static let papuaNewGuinea = CharterPack(
        "PG", Phrase(en: "Papua New Guinea", ko: "파푸아뉴기니"),
        facts: """
            [facts.child-age]
            not_established = { en = "No general data protection act was found; write down what your own rules say.", ko = "일반 개인정보보호법을 확인하지 못했습니다. 기관의 규칙을 적으십시오." }

            [facts.breach-authority]
            not_established = { en = "No general data protection act was found; write down what your own rules say.", ko = "일반 개인정보보호법을 확인하지 못했습니다. 기관의 규칙을 적으십시오." }

            [facts.breach-people]
            not_established = { en = "No general data protection act was found; write down what your own rules say.", ko = "일반 개인정보보호법을 확인하지 못했습니다. 기관의 규칙을 적으십시오." }

            [facts.national-number]
            not_established = { en = "No general data protection act was found; write down what your own rules say.", ko = "일반 개인정보보호법을 확인하지 못했습니다. 기관의 규칙을 적으십시오." }

            [facts.transfer-abroad]
            not_established = { en = "No general data protection act was found; write down what your own rules say.", ko = "일반 개인정보보호법을 확인하지 못했습니다. 기관의 규칙을 적으십시오." }

            """)
}
