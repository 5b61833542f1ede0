internal import DureCore

/// One data set with the study that is run on it.
struct Experiment: Sendable {
    /// How rows are divided into those that train and those that test.
    enum Splits: Sendable {
        /// A column of `train` and `test`.
        case column(String)
        /// A column of folds, 0 to 4: train on four, predict the fifth, and score all predictions
        /// of a member together.
        case folds(String)
        /// So many random splits, 30 of 100 rows of each member and answer testing; scores are
        /// averaged.
        case random(Int)
    }

    /// The name to ask for it by.
    let name: String
    /// What it is, for people.
    let title: String
    /// The data's file.
    let file: String
    /// The column that tells members apart.
    let memberColumn: String
    /// The study with exact sums; the one with noise lies beside it.
    let manifest: String
    let privateManifest: String
    let splits: Splits
    /// The members that take part; nil for all.
    var members: [String]?
    /// Members with fewer rows are left out.
    var rowsMin = 1
    /// What the study with noise has by other numbers than its manifest, by key.
    var noisySettings: [String: String] = [:]
    /// Whether tables and pictures show members one by one.
    var showsMembers = true
    /// Whether every member's models are judged on all members' test rows.
    var isJudgedOnAll = false
    /// Reads the data; from a file of separated values where nothing else is said.
    var load: @Sendable (_ file: String) throws -> SampleTable = { try SampleTable(file: $0) }
    /// Columns made of those in the file.
    var derive: @Sendable (inout SampleTable) -> Void = { _ in }
}

extension Experiment {
    private static let examples = "Examples"
    private static let manifests = "Benchmarks/Results/Manifests"
    private static let apec = ["AUS", "CAN", "CHL", "HKG", "NZL", "SGP", "USA"]

    /// Where there are some ten thousand records, noise is small beside the sums, and longer steps
    /// over more rounds come nearer to the exact model.
    ///
    /// Chosen among clips of 2, 3, 4 and 5.3, 20, 30 and 60 rounds, and steps of 0.2, 0.4 and 0.8 on
    /// the 4,583 records of hospitals of fewer than 40, with noise as much less as there are fewer
    /// of them; 60 rounds were better there by .001 and cost twice the rounds.
    private static let manySettings = ["clip": "3.0", "rounds_max": "30", "step": "0.8"]

    /// All of them; `data` is the folder of the data that the project does not carry.
    static func all(data: String) -> [Experiment] {
        func stroke(_ name: String, _ title: String) -> Experiment {
            Experiment(
                name: name, title: title, file: "\(data)/stroke-ist/ist.csv",
                memberColumn: "economy", manifest: "\(manifests)/stroke.toml",
                privateManifest: "\(manifests)/stroke-private.toml", splits: .folds("fold"))
        }
        var seven = stroke("stroke-7", "Stroke outcome, 7 APEC economies")
        seven.members = apec
        seven.noisySettings = ["records_min": "1200"]
        var economies = stroke("stroke-31", "Stroke outcome, 31 economies")
        economies.rowsMin = 50
        economies.noisySettings = manySettings.merging(["records_min": "14000"]) { $1 }
        var hospitals = stroke("stroke-152", "Stroke outcome, 152 hospitals")
        hospitals = Experiment(
            name: hospitals.name, title: hospitals.title, file: hospitals.file,
            memberColumn: "hospital", manifest: hospitals.manifest,
            privateManifest: hospitals.privateManifest, splits: hospitals.splits, rowsMin: 40,
            noisySettings: manySettings.merging(["records_min": "10900"]) { $1 })
        return [heart, seven, economies, hospitals, dengue, penguins] + school(data) + [air(data)]
            + topics(data)
    }

    private static let heart = Experiment(
        name: "heart-disease", title: "Heart disease, 4 hospitals",
        file: "\(examples)/heart-disease/fed-heart-disease.csv", memberColumn: "centre",
        manifest: "\(examples)/heart-disease/heart-joint.toml",
        privateManifest: "\(examples)/heart-disease/heart-private.toml", splits: .column("set"))

    private static let dengue = Experiment(
        name: "dengue", title: "Dengue, 38 health regions in 3 APEC economies",
        file: "\(examples)/dengue/dengue.csv", memberColumn: "region",
        manifest: "\(examples)/dengue/dengue.toml",
        privateManifest: "\(examples)/dengue/dengue-private.toml", splits: .random(20))

    private static let penguins = Experiment(
        name: "penguins", title: "Penguins of 3 islands, judged on the birds of all",
        file: "\(examples)/penguins/penguins.csv", memberColumn: "island",
        manifest: "\(examples)/penguins/penguins.toml",
        privateManifest: "\(examples)/penguins/penguins-private.toml", splits: .random(20),
        isJudgedOnAll: true)

    private static func school(_ data: String) -> [Experiment] {
        // No table by economy or school: the rows kept are no fair picture of any of them.
        func experiment(
            _ name: String, _ title: String, _ column: String, _ splits: Splits,
            recordsMin: String
        ) -> Experiment {
            Experiment(
                name: name, title: title, file: "\(data)/pisa-2003/pisa2003.csv",
                memberColumn: column, manifest: "\(manifests)/pisa.toml",
                privateManifest: "\(manifests)/pisa-private.toml", splits: splits,
                noisySettings: ["records_min": recordsMin], showsMembers: false,
                derive: { table in
                    table.add("low") { row in row("math") < 420.07 ? 1 : 0 }
                })
        }
        return [
            experiment(
                "pisa-economies", "Mathematics below level 2, 11 APEC economies", "economy",
                .folds("fold"), recordsMin: "24000"),
            experiment(
                "pisa-schools", "Mathematics below level 2, 1,100 schools", "school", .random(3),
                recordsMin: "21000"),
        ]
    }

    private static func topics(_ data: String) -> [Experiment] {
        func experiment(
            _ name: String, _ title: String, share: Int, recordsMin: String
        ) -> Experiment {
            Experiment(
                name: name, title: title, file: "\(data)/sib-200/README.md",
                memberColumn: "language", manifest: "\(manifests)/topics.toml",
                privateManifest: "\(manifests)/topics-private.toml", splits: .column("set"),
                noisySettings: ["records_min": recordsMin],
                load: { _ in try Sentences.table(folder: "\(data)/sib-200", share: share) })
        }
        return [
            experiment(
                "sib-200", "Topics of sentences, 17 languages", share: 1, recordsMin: "11900"),
            experiment(
                "sib-200-few", "Topics of sentences, 17 languages of 70 sentences each", share: 10,
                recordsMin: "1190"),
        ]
    }

    private static func air(_ data: String) -> Experiment {
        Experiment(
            name: "air-beijing", title: "Fine dust tomorrow, 12 stations of one city",
            file: "\(data)/air-beijing/beijing-daily.csv", memberColumn: "station",
            manifest: "\(manifests)/air.toml", privateManifest: "\(manifests)/air-private.toml",
            splits: .column("set"), noisySettings: ["records_min": "12000"],
            derive: AirDays.derive)
    }
}
