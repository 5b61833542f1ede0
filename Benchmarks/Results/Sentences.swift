internal import DureCore

/// Sentences of SIB-200 (Adelani et al., EACL 2024): the same ones in every language, by topic.
enum Sentences {
    private static let languages = [
        "eng_Latn", "fra_Latn", "ind_Latn", "jpn_Jpan", "kor_Hang", "mri_Latn", "quy_Latn",
        "rus_Cyrl", "spa_Latn", "tgl_Latn", "tha_Thai", "tpi_Latn", "vie_Latn", "yue_Hant",
        "zho_Hans", "zho_Hant", "zsm_Latn",
    ]

    /// Columns `language`, `set`, `topic` and `sentence`.
    ///
    /// - Parameter share: Of so many sentences that train, each language keeps one, every language
    ///   another; all that test are kept.
    static func table(folder: String, share: Int) throws -> SampleTable {
        var columns: [String: [String]] = ["language": [], "set": [], "topic": [], "sentence": []]
        for (place, language) in languages.enumerated() {
            for set in ["train", "test"] {
                for (row, fields) in try rows("\(folder)/\(language).\(set).tsv").enumerated()
                where set == "test" || row % share == place % share {
                    columns["language"]?.append(language)
                    columns["set"]?.append(set)
                    columns["topic"]?.append(fields[1])
                    columns["sentence"]?.append(fields[2])
                }
            }
        }
        return SampleTable(texts: columns)
    }

    /// Fields between tabs, the heading left out; quotes are text like any other.
    private static func rows(_ file: String) throws -> [[String]] {
        String(decoding: try SampleTable.bytes(of: file), as: UTF8.self)
            .split(separator: "\n").dropFirst()
            .map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
            .filter { $0.count == 3 }
    }
}
