import ArgumentParser
import DureCore
import DureNode
import DurePrivacy
import DureVault

/// The command `dure privacy`.
struct PrivacyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "privacy", abstract: PrivacyCommandPhrases.privacy.text(Speech.language),
        subcommands: [Epsilon.self, Sigma.self, Budget.self])

    /// The command `dure privacy epsilon`.
    struct Epsilon: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: PrivacyCommandPhrases.epsilon.text(Speech.language),
            discussion: "Example: dure privacy epsilon --sigma 1 --q 0.01 --steps 1000 "
                + "--delta 1e-5")

        @Option(name: .long, help: "Noise: standard deviation over sensitivity.")
        var sigma: Double
        @Option(name: .long, help: "The probability with which a record enters a step.")
        var q = 1.0
        @OptionGroup var steps: StepsOptions
        @OptionGroup var output: JSONOption

        func validate() throws {
            guard sigma.isFinite, sigma > 0 else {
                throw ValidationError(Speech.say(PrivacyCommandPhrases.badSigma))
            }
            guard q > 0, q <= 1 else {
                throw ValidationError(Speech.say(PrivacyCommandPhrases.badSampling))
            }
            try steps.check()
            do {
                _ = try steps.mechanism(sigma: sigma, samplingProbability: q)
            } catch {
                throw ValidationError(error.explanation(Speech.language))
            }
        }

        func run() throws {
            let figures = try PrivacyAccountant.figures(
                of: [steps.mechanism(sigma: sigma, samplingProbability: q)], delta: steps.delta,
                effort: .full
            ).sorted { $0.epsilon < $1.epsilon }
            guard let best = figures.first else { throw PrivacyError.noFigure }
            output.show(
                [
                    "epsilon": .figure(best.epsilon), "delta": .figure(steps.delta),
                    "accountant": .string(best.accountant.rawValue),
                    "figures": .array(figures.map(\.answer)),
                ],
                orLines: [BudgetText.line(best)] + figures.flatMap(BudgetText.assumptions))
        }
    }

    /// The command `dure privacy sigma`.
    struct Sigma: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: PrivacyCommandPhrases.sigma.text(Speech.language),
            discussion: "Example: dure privacy sigma --epsilon 1 --steps 12 --delta 1e-5")

        @Option(name: .long, help: "The privacy loss to keep.")
        var epsilon: Double
        @Option(name: .long, help: "The probability with which a record enters a step.")
        var q = 1.0
        @OptionGroup var steps: StepsOptions
        @OptionGroup var output: JSONOption

        func validate() throws {
            guard epsilon.isFinite, epsilon > 0 else {
                throw ValidationError(Speech.say(PrivacyCommandPhrases.badEpsilon))
            }
            guard q > 0, q <= 1 else {
                throw ValidationError(Speech.say(PrivacyCommandPhrases.badSampling))
            }
            try steps.check()
        }

        func run() throws {
            // Sampled steps are calibrated for the noise that members draw in mode record/local.
            let sigma =
                q < 1
                ? try PrivacyAccountant.calibratedSigma(
                    epsilon: epsilon, delta: steps.delta, samplingProbability: q,
                    steps: steps.steps)
                : try PrivacyAccountant.calibratedSigma(
                    epsilon: epsilon, delta: steps.delta, steps: steps.steps, noise: steps.noise,
                    relation: steps.relation)
            let figures = try PrivacyAccountant.figures(
                of: [steps.mechanism(sigma: sigma, samplingProbability: q)], delta: steps.delta,
                effort: .full)
            guard let best = figures.best else { throw PrivacyError.noFigure }
            output.show(
                ["sigma": .figure(sigma), "figure": best.answer],
                orLines: [
                    Speech.say(
                        PrivacyCommandPhrases.sigmaFound,
                        [
                            "sigma": Figures.plain(sigma), "epsilon": Figures.up(best.epsilon),
                            "delta": Figures.plain(steps.delta), "steps": "\(steps.steps)",
                            "accountant": Speech.say(best.accountant.phrase),
                        ])
                ])
        }
    }

    /// The command `dure privacy budget`.
    struct Budget: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: PrivacyCommandPhrases.budget.text(Speech.language),
            discussion: "Example: dure privacy budget heart --home clinic")

        @Argument(help: "The dataset; without it, all of them.")
        var dataset: Name?
        @OptionGroup var home: HomeOption
        @OptionGroup var output: JSONOption

        func run() throws {
            let member = try home.member()
            let names = try dataset.map { [$0] } ?? member.budgetedDatasets()
            var books: [(Name, BudgetBook)] = []
            for name in names {
                guard let book = try member.budgetBook(of: name) else {
                    throw PrivacyError.bookMissing(path: Vault.budgetPath(of: name))
                }
                books.append((name, book))
            }
            let reports = try books.map { try BudgetReport(dataset: $0, book: $1) }
            output.show(
                .array(reports.map(\.answer)),
                orLines: reports.isEmpty
                    ? [Speech.say(PrivacyCommandPhrases.noBudgets)] : BudgetText.lines(reports))
        }
    }
}

/// Steps, delta and neighbours, as both computations take them.
struct StepsOptions: ParsableArguments {
    @Option(name: .long, help: "How many steps or rounds.")
    var steps: Int
    @Option(name: .long, help: "The probability with which the loss may be larger.")
    var delta: Double
    @Option(name: .long, help: "Neighbours: one record more or less, or one changed.")
    var relation = NeighbourRelation.addRemove
    @Option(name: .long, help: "The law of the noise; shares inside a sum are discrete.")
    var noise = NoiseLaw.gaussian

    func check() throws {
        guard (1...GaussianSteps.stepsMax).contains(steps) else {
            throw ValidationError(Speech.say(PrivacyCommandPhrases.badSteps))
        }
        guard delta >= PrivacyAccountant.deltaMin, delta < 1 else {
            throw ValidationError(Speech.say(PrivacyCommandPhrases.badDelta))
        }
    }

    func mechanism(
        sigma: Double, samplingProbability: Double
    ) throws(PrivacyError) -> GaussianSteps {
        try GaussianSteps(
            sigma: sigma, samplingProbability: samplingProbability, steps: steps, noise: noise,
            relation: relation)
    }
}

extension NeighbourRelation: ExpressibleByArgument {}
extension NoiseLaw: ExpressibleByArgument {}
