/// Words beside which a name stands, by language; bars between them.
enum NameWords {
    /// What a finding in a column of names says for its word.
    static let columnWord = "name"
    /// Whether a column's name says that its cells are names of persons.
    ///
    /// "Patient" alone does not: it stands over names and over numbers alike.
    static func isLabel(_ column: String) -> Bool {
        let plain = column.lowercased().map { $0 == "_" || $0 == "-" ? " " : $0 }
        return columnLabels.contains(String(plain))
    }

    private static let columnLabels: Set<String> = [
        "name", "full name", "patient name", "surname", "given name", "first name", "last name",
        "family name", "customer name", "성명", "이름", "환자명", "환자 성명", "환자 이름", "고객명", "고객 성명",
        "성함", "이름(성명)", "氏名", "名前", "お名前", "患者名", "姓名", "患者姓名", "客户姓名", "收件人", "ชื่อ-สกุล",
        "ชื่อ-นามสกุล", "họ tên", "họ và tên", "nama", "nama lengkap", "nama penuh", "pangalan",
        "nombre",
        "nombre completo", "nom complet", "фио", "ф.и.о.", "имя",
    ]

    /// Labels of forms; a colon or an equals sign follows, then the name.
    static let labels =
        "name|full name|patient|patient name|surname|given name|성명|이름|환자명|환자|고객명|성함|보호자|담당자|氏名|"
        + "名前|お名前|患者名|姓名|患者姓名|患者|客户姓名|收件人|ชื่อ|ชื่อ-สกุล|ชื่อ-นามสกุล|họ tên|họ và tên|"
        + "bệnh nhân|nama|nama lengkap|nama penuh|pasien|pesakit|pangalan|nombre|nombre completo|paciente|"
        + "nom|nom complet|фио|ф.и.о.|имя|пациент"

    /// Titles before a name, in scripts with capitals.
    static let titles =
        "Mr.|Mr|Mrs.|Mrs|Ms.|Ms|Miss|Dr.|Dr|Prof.|Professor|Sr.|Sra.|Srta.|Don|Doña|M.|Mme|Mlle|Encik|"
        + "Puan|Cik|Tuan|Datuk|Bapak|Bpk.|Ibu|Sdr.|Sdri.|Ông|Bà|Anh|Chị|Cô|Bác sĩ|Bs.|G.|Gng.|Bb.|"
        + "Господин|Госпожа|г-н|г-жа|Доктор"

    /// Titles before a name in Thai; a blank stands before them or the line begins.
    static let thaiTitles = "นาย|นาง|นางสาว|คุณ|ด.ช.|ด.ญ.|น.ส.|นพ.|พญ."

    /// What follows a Korean name of three syllables; a blank may stand between.
    static let koreanAfter = "씨|님|군|양|선생님|교수님|환자분|고객님|귀하|과장|부장|대리|팀장|원장"
    /// What follows a Japanese name.
    static let japaneseAfter = "さん|様|氏|先生|殿|くん|ちゃん"
    /// What follows a Chinese name.
    static let chineseAfter = "先生|女士|小姐|同志|老师|老師|医生|醫師|太太"

    /// Small words inside a name in Latin letters.
    static let particles: Set<String> = [
        "de", "del", "la", "las", "los", "y", "da", "dos", "bin", "binti", "bt", "van", "von",
        "dela",
        "di", "al", "a/l", "a/p",
    ]
}
