internal import DureCore

extension CharterPack {
    static let southEast: [CharterPack] = [
        brunei, indonesia, malaysia, philippines, singapore, thailand, vietNam,
    ]

    private static let brunei = CharterPack(
        "BN", Phrase(en: "Brunei Darussalam", ko: "브루나이"),
        facts: """
            [facts.child-age]
            not_established = { en = "A Personal Data Protection Order was made in 2025; its numbers were not checked here.", ko = "2025년에 개인정보보호령이 제정되었으나 그 수치는 여기에서 확인하지 않았습니다." }

            [facts.breach-authority]
            not_established = { en = "A Personal Data Protection Order was made in 2025; its numbers were not checked here.", ko = "2025년에 개인정보보호령이 제정되었으나 그 수치는 여기에서 확인하지 않았습니다." }

            [facts.breach-people]
            not_established = { en = "A Personal Data Protection Order was made in 2025; its numbers were not checked here.", ko = "2025년에 개인정보보호령이 제정되었으나 그 수치는 여기에서 확인하지 않았습니다." }

            [facts.national-number]
            not_established = { en = "No rule that names identity card numbers was checked.", ko = "신분증 번호를 명시한 규정은 확인하지 않았습니다." }

            [facts.transfer-abroad]
            not_established = { en = "A Personal Data Protection Order was made in 2025; its rule for transfers was not checked here.", ko = "2025년에 개인정보보호령이 제정되었으나 이전 규정은 여기에서 확인하지 않았습니다." }

            """)

    private static let indonesia = CharterPack(
        "ID", Phrase(en: "Indonesia", ko: "인도네시아"),
        facts: """
            [facts.child-age]
            not_established = { en = "Article 25 of Law 27 of 2022 asks for the parents' consent and names no age.", ko = "2022년 법률 제27호 제25조는 부모의 동의를 요구하지만 연령은 정하지 않습니다." }

            [facts.breach-authority]
            value = 72
            unit = "hours"
            law = "Law 27 of 2022 on Personal Data Protection, article 46"
            year = 2022
            text = { en = "In writing within 3 times 24 hours.", ko = "3×24시간 이내에 서면으로 알립니다." }

            [facts.breach-people]
            value = 72
            unit = "hours"
            law = "Law 27 of 2022 on Personal Data Protection, article 46"
            year = 2022
            text = { en = "In writing within 3 times 24 hours.", ko = "3×24시간 이내에 서면으로 알립니다." }

            [facts.national-number]
            not_established = { en = "No rule that names the NIK was checked.", ko = "NIK를 명시한 규정은 확인하지 않았습니다." }

            [facts.transfer-abroad]
            law = "Law 27 of 2022 on Personal Data Protection, article 56"
            year = 2022
            text = { en = "An equal or higher level of protection, else safeguards that bind, else consent.", ko = "동등하거나 더 높은 보호 수준, 그렇지 않으면 구속력 있는 보호 조치, 그것도 없으면 동의가 필요합니다." }

            """)

    private static let malaysia = CharterPack(
        "MY", Phrase(en: "Malaysia", ko: "말레이시아"),
        facts: """
            [facts.child-age]
            value = 18
            unit = "years"
            law = "Personal Data Protection Regulations 2013, regulation 3"
            year = 2013
            text = { en = "Below 18 years a parent or guardian consents.", ko = "18세 미만은 부모나 보호자가 동의합니다." }

            [facts.breach-authority]
            value = 72
            unit = "hours"
            law = "Personal Data Protection Act 2010, section 12B (Amendment Act A1727); Commissioner's guidelines on breaches"
            year = 2025
            text = { en = "As soon as practicable, and within 72 hours by the guidelines.", ko = "가능한 한 빨리, 지침에 따라 72시간 이내에 알립니다." }

            [facts.breach-people]
            value = 7
            unit = "days"
            law = "Personal Data Protection Act 2010, section 12B (Amendment Act A1727); Commissioner's guidelines on breaches"
            year = 2025
            text = { en = "Where significant harm is likely: within 7 days of the notice to the Commissioner, by the guidelines.", ko = "중대한 피해가 예상되면 지침에 따라 감독기관에 알린 뒤 7일 이내에 알립니다." }

            [facts.national-number]
            not_established = { en = "No rule that names identity card numbers was checked.", ko = "신분증 번호를 명시한 규정은 확인하지 않았습니다." }

            [facts.transfer-abroad]
            law = "Personal Data Protection Act 2010, section 129"
            year = 2025
            text = { en = "To places with a similar law or an adequate level of protection, or under an exception such as consent.", ko = "유사한 법이나 적절한 보호 수준이 있는 곳, 또는 동의 등 예외에 해당할 때 이전할 수 있습니다." }

            """)

    private static let philippines = CharterPack(
        "PH", Phrase(en: "Philippines", ko: "필리핀"),
        facts: """
            [facts.child-age]
            not_established = { en = "The Data Privacy Act of 2012 names no age of its own.", ko = "2012년 데이터 프라이버시법에는 연령 기준이 따로 없습니다." }

            [facts.breach-authority]
            value = 72
            unit = "hours"
            law = "Data Privacy Act of 2012, section 20; NPC Circular 16-03"
            year = 2016
            text = { en = "The National Privacy Commission is told within 72 hours.", ko = "국가프라이버시위원회에 72시간 이내에 알립니다." }

            [facts.breach-people]
            value = 72
            unit = "hours"
            law = "Data Privacy Act of 2012, section 20; NPC Circular 16-03"
            year = 2016
            text = { en = "The people concerned are told within 72 hours.", ko = "당사자에게 72시간 이내에 알립니다." }

            [facts.national-number]
            law = "Data Privacy Act of 2012, section 3(l)"
            year = 2012
            text = { en = "Numbers that the government gave to one person are sensitive personal information.", ko = "정부가 개인에게 부여한 번호는 민감 개인정보입니다." }

            [facts.transfer-abroad]
            law = "Data Privacy Act of 2012, section 21"
            year = 2012
            text = { en = "Who hands data on stays accountable for it, here and abroad.", ko = "개인정보를 넘긴 쪽이 역내외에서 계속 책임을 집니다." }

            """)

    private static let singapore = CharterPack(
        "SG", Phrase(en: "Singapore", ko: "싱가포르"),
        facts: """
            [facts.child-age]
            value = 13
            unit = "years"
            law = "Advisory Guidelines on the PDPA for Children's Personal Data in the Digital Environment"
            year = 2024
            text = { en = "The Act names no age; by the guidelines a parent or guardian consents below 13.", ko = "법에는 연령이 없으며, 지침에 따르면 13세 미만은 부모나 보호자가 동의합니다." }

            [facts.breach-authority]
            value = 3
            unit = "days"
            law = "Personal Data Protection Act 2012, section 26D"
            year = 2021
            text = { en = "The Commission is told within 3 calendar days of the assessment that the breach is notifiable.", ko = "통지 대상 침해로 판단한 날부터 3일(역일) 이내에 위원회에 알립니다." }

            [facts.breach-people]
            law = "Personal Data Protection Act 2012, section 26D"
            year = 2021
            text = { en = "On or after the notice to the Commission, as the section says; no number of days is named.", ko = "위원회에 알린 때 또는 그 후에 알리며 일수는 정해져 있지 않습니다." }

            [facts.national-number]
            law = "Advisory Guidelines on the PDPA for NRIC and other National Identification Numbers"
            year = 2018
            text = { en = "Collected, used and disclosed only where a law demands it or identity must be proved with high fidelity.", ko = "법이 요구하거나 신원을 매우 정확히 확인해야 할 때만 수집·이용·제공합니다." }

            [facts.transfer-abroad]
            law = "Personal Data Protection Act 2012, section 26"
            year = 2021
            text = { en = "The recipient must be bound to a comparable standard; CBPR certification counts.", ko = "받는 쪽이 비슷한 수준의 보호에 구속되어야 하며 CBPR 인증도 인정됩니다." }

            """)

    private static let thailand = CharterPack(
        "TH", Phrase(en: "Thailand", ko: "태국"),
        facts: """
            [facts.child-age]
            law = "Personal Data Protection Act B.E. 2562, section 20"
            year = 2019
            text = { en = "Up to 10 years the holder of parental responsibility consents in the child's place. Older minors need that consent too, beside their own, unless they may act alone: so no one number is the line, and a person must judge.", ko = "10세 이하는 친권자가 대신 동의합니다. 그 이상의 미성년자도 단독으로 할 수 없는 행위에는 본인과 친권자의 동의가 모두 필요하므로, 하나의 숫자로 정해지지 않으며 사람이 판단해야 합니다." }

            [facts.breach-authority]
            value = 72
            unit = "hours"
            law = "Personal Data Protection Act B.E. 2562, section 37"
            year = 2019
            text = { en = "The Office is told within 72 hours where feasible, unless no risk is likely.", ko = "위험이 없을 것으로 보이는 경우가 아니면 가능한 한 72시간 이내에 사무국에 알립니다." }

            [facts.breach-people]
            law = "Personal Data Protection Act B.E. 2562, section 37"
            year = 2019
            text = { en = "Without delay where the risk is high; no number of hours is named.", ko = "위험이 높으면 지체 없이 알리며 시간은 정해져 있지 않습니다." }

            [facts.national-number]
            not_established = { en = "No rule that names identity card numbers was checked.", ko = "신분증 번호를 명시한 규정은 확인하지 않았습니다." }

            [facts.transfer-abroad]
            law = "Personal Data Protection Act B.E. 2562, section 28"
            year = 2019
            text = { en = "To places with adequate protection, or under an exception such as consent after information.", ko = "적절한 보호가 있는 곳, 또는 정보를 제공한 뒤의 동의 등 예외에 해당할 때 이전할 수 있습니다." }

            """)

    private static let vietNam = CharterPack(
        "VN", Phrase(en: "Viet Nam", ko: "베트남"),
        facts: """
            [facts.child-age]
            not_established = { en = "By the Law on Children 102/2016/QH13 a child is below 16. Who consents for one is in the Law on Personal Data Protection 91/2025/QH15, in force from 1 January 2026, which was not checked for it.", ko = "아동법 102/2016/QH13에서 아동은 16세 미만입니다. 누가 동의하는지는 2026년 1월 1일 시행된 개인정보보호법 91/2025/QH15에 있으나 이 점은 확인하지 않았습니다." }

            [facts.breach-authority]
            value = 72
            unit = "hours"
            law = "Law on Personal Data Protection 91/2025/QH15, in force from 1 January 2026"
            year = 2025
            text = { en = "Within 72 hours of finding it. Which breaches are meant, the law and Decree 356/2025/ND-CP say; that was not checked here.", ko = "발견한 때부터 72시간 이내에 알립니다. 어떤 침해가 해당하는지는 법과 시행령 356/2025/ND-CP에 있으며 여기에서 확인하지 않았습니다." }

            [facts.breach-people]
            not_established = { en = "No clock for telling the people concerned was checked.", ko = "당사자 통지의 시한은 확인하지 않았습니다." }

            [facts.national-number]
            not_established = { en = "No rule that names citizen identity numbers was checked.", ko = "신분증 번호를 명시한 규정은 확인하지 않았습니다." }

            [facts.transfer-abroad]
            law = "Law on Personal Data Protection 91/2025/QH15, in force from 1 January 2026"
            year = 2025
            text = { en = "The impact of a transfer is assessed and the authority is told of it; exceptions and dates were not checked here.", ko = "국외 이전의 영향을 평가하고 당국에 알립니다. 예외와 기한은 여기에서 확인하지 않았습니다." }

            """)
}
