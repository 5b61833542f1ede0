internal import DureCore

extension CharterPack {
    static let americas: [CharterPack] = [canada, chile, mexico, peru, unitedStates]

    private static let canada = CharterPack(
        "CA", Phrase(en: "Canada", ko: "캐나다"),
        facts: """
            [facts.child-age]
            not_established = { en = "The Personal Information Protection and Electronic Documents Act names no age; the Commissioner's guidelines on consent (2018) take those below 13 to be unable to consent.", ko = "연방 개인정보보호법(PIPEDA)에는 연령이 없으며, 감독기관의 동의 지침(2018)은 13세 미만은 동의할 수 없다고 봅니다." }

            [facts.breach-authority]
            law = "Personal Information Protection and Electronic Documents Act, section 10.1; SOR/2018-64"
            year = 2018
            text = { en = "As soon as feasible where there is a real risk of significant harm; no number of hours is named. Provinces have laws of their own.", ko = "중대한 피해의 실질적 위험이 있으면 가능한 한 빨리 알리며 시간은 정해져 있지 않습니다. 주마다 별도의 법이 있습니다." }

            [facts.breach-people]
            law = "Personal Information Protection and Electronic Documents Act, section 10.1; SOR/2018-64"
            year = 2018
            text = { en = "As soon as feasible where there is a real risk of significant harm; no number of hours is named.", ko = "중대한 피해의 실질적 위험이 있으면 가능한 한 빨리 알리며 시간은 정해져 있지 않습니다." }

            [facts.national-number]
            not_established = { en = "No rule that names social insurance numbers was checked.", ko = "사회보험번호를 명시한 규정은 확인하지 않았습니다." }

            [facts.transfer-abroad]
            law = "Personal Information Protection and Electronic Documents Act, schedule 1, clause 4.1.3"
            year = 2000
            text = { en = "Who hands data on for processing stays responsible and secures it by contract or other means.", ko = "처리를 맡긴 쪽이 계속 책임을 지며 계약 등으로 보호를 확보합니다." }

            """)

    private static let chile = CharterPack(
        "CL", Phrase(en: "Chile", ko: "칠레"),
        facts: """
            [facts.child-age]
            value = 14
            unit = "years"
            law = "Law 19.628 as replaced by Law 21.719, in force from 1 December 2026"
            year = 2024
            text = { en = "Below 14 years parents or guardians consent; for sensitive data below 16.", ko = "14세 미만(민감정보는 16세 미만)은 부모나 보호자가 동의합니다." }

            [facts.breach-authority]
            law = "Law 19.628 as replaced by Law 21.719, in force from 1 December 2026"
            year = 2024
            text = { en = "By the quickest means and without undue delay; no number of hours is named.", ko = "가장 빠른 방법으로 지체 없이 알리며 시간은 정해져 있지 않습니다." }

            [facts.breach-people]
            law = "Law 19.628 as replaced by Law 21.719, in force from 1 December 2026"
            year = 2024
            text = { en = "Where sensitive data, children or financial obligations are concerned; no number of hours is named.", ko = "민감정보, 아동, 금융 채무에 관한 정보이면 알리며 시간은 정해져 있지 않습니다." }

            [facts.national-number]
            not_established = { en = "No rule that names the RUT was checked.", ko = "RUT를 명시한 규정은 확인하지 않았습니다." }

            [facts.transfer-abroad]
            law = "Law 19.628 as replaced by Law 21.719, in force from 1 December 2026"
            year = 2024
            text = { en = "To places with adequate protection, under binding safeguards, or under an exception.", ko = "적절한 보호가 있는 곳, 구속력 있는 보호 조치, 또는 예외에 따라 이전할 수 있습니다." }

            """)

    private static let mexico = CharterPack(
        "MX", Phrase(en: "Mexico", ko: "멕시코"),
        facts: """
            [facts.child-age]
            not_established = { en = "The federal law of 2025 on data held by private parties was not checked for an age.", ko = "2025년 민간 보유 개인정보 연방법의 연령 기준은 확인하지 않았습니다." }

            [facts.breach-authority]
            not_established = { en = "No duty to tell the authority was checked in the federal law of 2025.", ko = "2025년 연방법에서 감독기관 신고 의무는 확인하지 않았습니다." }

            [facts.breach-people]
            law = "Federal Law on Protection of Personal Data Held by Private Parties"
            year = 2025
            text = { en = "Immediately, where a breach significantly affects people's rights; no number of hours is named.", ko = "사람의 권리에 중대한 영향을 주는 침해이면 즉시 알리며 시간은 정해져 있지 않습니다." }

            [facts.national-number]
            not_established = { en = "No rule that names the CURP was checked.", ko = "CURP를 명시한 규정은 확인하지 않았습니다." }

            [facts.transfer-abroad]
            not_established = { en = "The rules for transfers in the federal law of 2025 were not checked.", ko = "2025년 연방법의 이전 규정은 확인하지 않았습니다." }

            """)

    private static let peru = CharterPack(
        "PE", Phrase(en: "Peru", ko: "페루"),
        facts: """
            [facts.child-age]
            not_established = { en = "The regulation before (Supreme Decree 003-2013-JUS) let those above 14 consent themselves; the one of 2024 (016-2024-JUS) was not checked for it.", ko = "이전 시행령(003-2013-JUS)은 14세를 넘으면 스스로 동의할 수 있게 했습니다. 2024년 시행령(016-2024-JUS)은 이 점을 확인하지 않았습니다." }

            [facts.breach-authority]
            value = 48
            unit = "hours"
            law = "Regulation of Law 29733, Supreme Decree 016-2024-JUS"
            year = 2024
            text = { en = "The authority is told within 48 hours of becoming aware.", ko = "알게 된 때부터 48시간 이내에 감독기관에 알립니다." }

            [facts.breach-people]
            not_established = { en = "No clock for telling the people concerned was checked.", ko = "당사자 통지의 시한은 확인하지 않았습니다." }

            [facts.national-number]
            not_established = { en = "No rule that names the DNI was checked.", ko = "DNI를 명시한 규정은 확인하지 않았습니다." }

            [facts.transfer-abroad]
            law = "Law 29733, article 15"
            year = 2011
            text = { en = "To places with a sufficient level of protection, or where the sender guarantees it, or under an exception.", ko = "충분한 보호 수준이 있거나 보내는 쪽이 보장하거나 예외에 해당할 때 이전할 수 있습니다." }

            """)

    private static let unitedStates = CharterPack(
        "US", Phrase(en: "United States", ko: "미국"),
        facts: """
            [facts.child-age]
            value = 13
            unit = "years"
            law = "Children's Online Privacy Protection Act, 15 U.S.C. 6501 to 6506"
            year = 1998
            text = { en = "Online services need a parent's consent below 13 years. There is no general federal privacy act; states have laws of their own.", ko = "온라인 서비스는 13세 미만에 대해 부모의 동의가 필요합니다. 일반 연방 프라이버시법은 없으며 주마다 별도의 법이 있습니다." }

            [facts.breach-authority]
            value = 60
            unit = "days"
            law = "HIPAA Breach Notification Rule, 45 CFR 164.408"
            year = 2013
            text = { en = "For health data: the Secretary is told within 60 days where 500 people or more are concerned. States have laws of their own.", ko = "건강 정보: 500명 이상이면 60일 이내에 보건부 장관에게 알립니다. 주마다 별도의 법이 있습니다." }

            [facts.breach-people]
            value = 60
            unit = "days"
            law = "HIPAA Breach Notification Rule, 45 CFR 164.404"
            year = 2013
            text = { en = "For health data: without unreasonable delay and within 60 days. States have laws of their own.", ko = "건강 정보: 불합리한 지체 없이 60일 이내에 알립니다. 주마다 별도의 법이 있습니다." }

            [facts.national-number]
            law = "Privacy Act of 1974, section 7"
            year = 1974
            text = { en = "Public bodies may not refuse a right because somebody keeps back a social security number, with exceptions; no general rule for private ones was checked.", ko = "공공기관은 사회보장번호를 제공하지 않았다는 이유로 권리를 거부할 수 없습니다(예외 있음). 민간에 대한 일반 규정은 확인하지 않았습니다." }

            [facts.transfer-abroad]
            law = "28 CFR part 202 (Executive Order 14117), in force from 8 April 2025"
            year = 2025
            text = { en = "There is no general federal rule. Sensitive personal data in bulk may not go, or only under conditions, to the countries of concern that the rule lists and to those whom they control; rules for single sectors were not checked.", ko = "일반 연방 규정은 없습니다. 다만 대량의 민감한 개인정보는 규정에 열거된 우려 국가와 그 통제를 받는 자에게 이전할 수 없거나 조건부로만 이전할 수 있습니다. 업종별 규정은 확인하지 않았습니다." }

            """)
}
