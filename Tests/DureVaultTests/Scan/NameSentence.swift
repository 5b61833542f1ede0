/// Sentences with a name, written for this test: what announces the name stands beside it, or
/// nothing does.
struct NameSentence {
    let text: String
    let name: String
    /// A title, a label or a surname list speaks for the name.
    let isMarked: Bool
    /// Known to be missed.
    let isMissed: Bool

    private init(_ text: String, _ name: String, marked: Bool = true, missed: Bool = false) {
        (self.text, self.name, isMarked, isMissed) = (text, name, marked, missed)
    }

    static let all: [NameSentence] = [
        NameSentence("어제 김민지 씨가 다녀갔습니다", "김민지"),
        NameSentence("담당 의사는 박서준님이 추천했습니다", "박서준"),
        NameSentence("환자명: 이도윤", "이도윤"),
        NameSentence("성명 : 남궁하늘", "남궁하늘"),
        NameSentence("최은우 선생님께 여쭤보세요", "최은우"),
        NameSentence("정하린 환자분은 3층으로 오십시오", "정하린"),
        NameSentence("황보라 고객님은 두 번 오셨다", "황보라"),
        NameSentence("昨日、田中太郎さんが来院した", "田中太郎", missed: true),
        NameSentence("氏名：佐々木 花子", "佐々木 花子", missed: true),
        NameSentence("患者名: 山田花子", "山田花子"),
        NameSentence("王伟先生昨天来过", "王伟"),
        NameSentence("请联系李秀英女士", "李秀英"),
        NameSentence("姓名：欧阳娜娜", "欧阳娜娜"),
        NameSentence("นายสมชาย ใจดี มาตรวจเมื่อวาน", "สมชาย ใจดี"),
        NameSentence("ชื่อ: สมหญิง รักเรียน", "สมหญิง รักเรียน"),
        NameSentence("Bệnh nhân: Nguyễn Văn An", "Nguyễn Văn An"),
        NameSentence("hôm qua Trần Thị Bích đã đến", "Trần Thị Bích"),
        NameSentence("Yesterday Mr. John Smith came in", "John Smith"),
        NameSentence("Patient name: Mary O'Neill", "Mary O'Neill"),
        NameSentence("Dr. Aroha Ngata will see you", "Aroha Ngata"),
        NameSentence("Encik Ahmad bin Abdullah telah hadir", "Ahmad bin Abdullah"),
        NameSentence("Bapak Budi Santoso sudah datang", "Budi Santoso"),
        NameSentence("Nama: Siti Nurhaliza", "Siti Nurhaliza"),
        NameSentence("Paciente: María de la Cruz", "María de la Cruz"),
        NameSentence("La Sra. Carmen López vino ayer", "Carmen López"),
        NameSentence("ФИО: Иванов Иван Петрович", "Иванов Иван Петрович"),
        NameSentence("Mme Geneviève Tremblay est venue", "Geneviève Tremblay"),
        NameSentence("어제 김민지가 다녀갔습니다", "김민지", marked: false),
        NameSentence("田中太郎が来院した", "田中太郎", marked: false),
        NameSentence("王伟昨天来过", "王伟", marked: false),
        NameSentence("Yesterday John Smith came in", "John Smith", marked: false),
        NameSentence("Budi Santoso sudah datang", "Budi Santoso", marked: false),
        NameSentence("вчера приходил Иван Петров", "Иван Петров", marked: false),
    ]
}
