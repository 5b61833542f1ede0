/// A clinic's charter, as it stands in the manual.
let sampleCharter = #"""
    # A sample charter: the rules of one institution, in the words Dure understands.
    # Effects: permit | forbid | require.  Nothing is allowed that no rule permits; a
    # forbid wins over any permit; every require that matches must be met.

    [charter]
    id = "songdo-clinic"
    version = 3
    economy = "KR"
    languages = ["ko", "en"]
    in_force = 2026-12-01
    text = { en = "How the Songdo clinic uses data and AI.", ko = "송도의원의 데이터와 인공지능 이용 규칙" }

    [[rule]]
    id = "train-own-models"
    effect = "permit"
    action = ["train"]
    purpose = ["care", "research"]
    sensitivity = ["open", "internal", "personal"]
    role = ["analyst", "steward"]
    text = { en = "Analysts and stewards may train the clinic's own models on its own data, for care or research." }
    source = ["APEC-PF:uses", "PIPA:28-2"]

    [[rule]]
    id = "federate-with-members"
    effect = "permit"
    action = ["federate"]
    purpose = ["research"]
    sensitivity = ["open", "internal", "personal", "sensitive"]
    economy = ["KR", "JP", "SG", "TW", "AU"]
    secure_aggregation = true
    min_cohort = 100
    max_epsilon = 3.0
    text = { en = "Other members may train with our data in place, never taking it out, when at least 100 people are in it, updates are summed in secret, and the loss of privacy stays under 3." }
    source = ["CBPR:accountability", "AI-Initiative:cooperation"]

    [[rule]]
    id = "serve-assistant"
    effect = "permit"
    action = ["serve"]
    purpose = ["care", "public-information"]
    sensitivity = ["open", "internal"]
    text = { en = "The assistant may answer from open and internal documents." }

    [[rule]]
    id = "query-counts"
    effect = "permit"
    action = ["query"]
    purpose = ["research", "statistics"]
    min_cohort = 20
    max_epsilon = 1.0
    text = { en = "Counts and averages may be asked for when they cover at least 20 people." }

    [[rule]]
    id = "export-open"
    effect = "permit"
    action = ["export"]
    sensitivity = ["open"]
    text = { en = "Open data may leave." }

    [[rule]]
    id = "no-national-ids"
    effect = "forbid"
    action = ["train", "export", "serve", "federate"]
    contains = ["national-id"]
    text = { en = "Nothing with a national number in it may be trained on, answered from, shared or taken out." }
    source = ["PIPA:24-2"]

    [[rule]]
    id = "no-export-of-people"
    effect = "forbid"
    action = ["export"]
    sensitivity = ["personal", "sensitive"]
    text = { en = "Data about people does not leave the clinic's machine." }

    [[rule]]
    id = "no-advertising"
    effect = "forbid"
    purpose = ["advertising"]
    text = { en = "Nothing here is used for advertising." }

    [[rule]]
    id = "no-children"
    effect = "forbid"
    action = ["train", "federate"]
    contains = ["child"]
    text = { en = "Data about children under 14 is not used for training." }
    source = ["PIPA:22-2", "CBPR2:PR2"]

    [[rule]]
    id = "sensitive-needs-two"
    effect = "require"
    action = ["train", "federate"]
    sensitivity = ["sensitive"]
    approvals = 2
    text = { en = "Two people must approve the use of sensitive data." }
    source = ["CBPR2:PR1", "AI-Verify:human-agency"]

    [[rule]]
    id = "label-output"
    effect = "require"
    action = ["serve"]
    duty = ["label-generated", "notice-ai"]
    text = { en = "Every answer says that a machine wrote it." }
    source = ["KR-AI-Act:31"]

    [[rule]]
    id = "high-impact-human"
    effect = "require"
    action = ["serve"]
    impact = ["high"]
    approvals = 1
    duty = ["explain", "human-review"]
    text = { en = "In care decisions a person reviews, and the reasons are given." }
    source = ["KR-AI-Act:34", "PIPA:37-2"]

    """#
