struct TreesTraining { init(specification: String) throws {}; func run(into: String) throws {} }
