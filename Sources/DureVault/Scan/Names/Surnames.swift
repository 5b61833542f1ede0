/// Surnames that cover most people of a language; they confirm what a title or label suggests.
enum Surnames {
    /// Most Koreans have one of these (population census 2015, the first hundred or so).
    static let korean: Set<String> = split(
        """
        김 이 박 최 정 강 조 윤 장 임 한 오 서 신 권 황 안 송 류 유 전 홍 고 문 양 손 배 백 허 남 심 노 하 곽 성 차 주 우 구 민 \
        진 지 엄 채 원 천 방 공 현 함 변 염 여 추 도 소 석 선 설 마 길 연 위 표 명 기 반 왕 금 옥 육 인 맹 제 모 탁 국 어 은 편 \
        용 예 경 봉 사 부 황보 남궁 제갈 선우 독고 사공
        """)

    /// The most frequent Chinese surnames (Ministry of Public Security, 2020), in both scripts.
    static let chinese: Set<String> = split(
        """
        王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 林 高 罗 郑 梁 谢 宋 唐 许 韩 冯 邓 曹 彭 曾 肖 田 董 袁 潘 于 蒋 \
        蔡 余 杜 叶 程 苏 魏 吕 丁 任 沈 姚 卢 姜 崔 钟 谭 陆 汪 范 金 石 廖 贾 夏 韦 付 方 白 邹 孟 熊 秦 邱 江 尹 薛 闫 段 \
        雷 侯 龙 史 陶 黎 贺 顾 毛 郝 龚 邵 万 钱 严 覃 武 戴 莫 孔 向 汤 張 劉 陳 楊 黃 趙 吳 孫 馬 羅 鄭 謝 許 韓 馮 鄧 \
        蔣 葉 蘇 呂 盧 鍾 譚 陸 賈 韋 鄒 閻 龍 賀 顧 龔 萬 錢 嚴 湯 欧阳 歐陽 司马 司馬 上官 诸葛 諸葛
        """)

    /// Frequent Japanese surnames.
    static let japanese: Set<String> = split(
        """
        佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 林 斎藤 清水 山崎 森 池田 \
        橋本 阿部 石川 山下 中島 石井 小川 前田 岡田 長谷川 藤田 後藤 近藤 村上 遠藤 青木 坂本 斉藤 福田 太田 西村 藤井 \
        金子 岡本 藤原 中野 三浦 原田 中川 松田 竹内 小野 田村 中山 和田 石田 森田 上田 原 内田 柴田 酒井 宮崎 横山 高木 \
        安藤 宮本 大野 小島 谷口 今井 工藤 高田 増田 丸山 杉山 村田 大塚 新井 小山 平野 藤本 河野 上野 野口 武田 松井 \
        千葉 菅原 岩崎 久保 木下 佐野 野村 松尾 市川 菊地 杉本 古川 大西 島田 水野 桜井 渡部 吉川 山内 西田 飯田 菊池 西川
        """)

    /// Nearly all Vietnamese have one of these.
    static let vietnamese: Set<String> = split(
        """
        Nguyễn Trần Lê Phạm Huỳnh Hoàng Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Đoàn Trịnh Trương \
        Mai Đào Lâm Phùng Tô Hà Cao Châu Thái Tạ Lương Quách Vương Chu La Thân Tôn Kiều
        """)

    private static func split(_ text: String) -> Set<String> {
        Set(text.split(separator: " ").map(String.init))
    }
}
