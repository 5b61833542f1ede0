internal import DureAssessment
internal import DureCore
internal import DureFederation
internal import DureLearning
internal import DurePrivacy

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Runs experiments.
struct ExperimentRun {
    /// Where figures come from.
    let date: String
    let machine: String
    /// How often a study with noise is run, with another seed each time.
    let seedCount: Int
    /// Told what is done.
    let tell: (String) -> Void

    /// Seconds of processor that this process has used; POSIX counts in millionths.
    private static var processorSeconds: Double { Double(clock()) / 1e6 }

    func result(of experiment: Experiment) throws -> ExperimentResult {
        let began = Self.processorSeconds
        let data = try ExperimentData(experiment)
        let score: Score = data.exact.columns.isOfClasses ? .accuracy : .areaUnderCurve
        var judge = SplitJudge(data, score: score, seedCount: seedCount)
        for (index, split) in data.splits.enumerated() {
            try judge.run(split) { step in
                let seconds = Int(Self.processorSeconds - began)
                tell(
                    "\(experiment.name): split \(index + 1) of \(data.splits.count), \(step), "
                        + "\(seconds) s of processor")
            }
        }
        return ExperimentResult(
            name: experiment.name, title: experiment.title, score: score,
            showsMembers: experiment.showsMembers, roundCount: judge.roundCount,
            members: data.names.indices.map { judge.member($0) },
            circumstances: ExperimentResult.Circumstances(
                date: date, machine: machine, seconds: Self.processorSeconds - began))
    }
}

extension StudyColumns {
    /// Whether the target is one of several classes.
    var isOfClasses: Bool {
        if case .classes? = target { true } else { false }
    }
}
