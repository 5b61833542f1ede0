package import DureAssessment
package import DureCore

/// What `dure demo` shows at its end: one page that says what came out, and what it does not say.
///
/// A pure value; ``html()`` writes it. The page holds ROC curves, which follow single rows: it is
/// made for demonstrations with public data, and for nobody's patients.
package struct DemoReport: Sendable {
    /// The language of the page.
    package var language: Language
    /// The page's title; the usual one where it is nil.
    package var title: String?
    /// The day as people write it.
    package var date: String
    /// What the studies asked, in the page's language.
    package var question: String
    /// The study whose sums were exact.
    package var exact: Study
    /// The same study with noise, where there was one.
    package var noisy: Study?
    /// The members, in the order in which they are shown.
    package var members: [Member]
    /// What to type to get this page again, one command each.
    package var commands: [String]
    /// Where the data comes from; nil to say nothing.
    package var source: Source?
    /// The program's name and version.
    package var program: String
    /// Whether everybody may see single rows of the data.
    package var isPublic: Bool

    /// Collects the parts.
    package init(
        language: Language, title: String? = nil, date: String, question: String, exact: Study,
        noisy: Study?, members: [Member], commands: [String], source: Source?, program: String,
        isPublic: Bool
    ) {
        self.language = language
        self.title = title
        self.date = date
        self.question = question
        self.exact = exact
        self.noisy = noisy
        self.members = members
        self.commands = commands
        self.source = source
        self.program = program
        self.isPublic = isPublic
    }

    /// A study that was run, and what came out at each member.
    package struct Study: Sendable {
        /// Members' outcomes, rounds, privacy.
        package var outcome: StudyOutcome
        /// How the noise was set and accounted for; nil without noise.
        package var noise: Noise?
        /// What ``convergence`` measures.
        package var measure: ConvergenceMeasure
        /// A number for each round, rounds counted from 1.
        package var convergence: [(round: Int, value: Double)]

        /// Collects the parts.
        package init(
            outcome: StudyOutcome, noise: Noise?, measure: ConvergenceMeasure,
            convergence: [(round: Int, value: Double)]
        ) {
            self.outcome = outcome
            self.noise = noise
            self.measure = measure
            self.convergence = convergence
        }
    }

    /// The settings of the noise, beside the ε and δ of the outcome.
    package struct Noise: Sendable {
        /// The ε that the study was approved with.
        package var epsilonPromised: Double
        /// Noise over sensitivity in one round.
        package var sigma: Double
        /// The accountant whose figure counts.
        package var accountant: String
        /// The L2 norm to which each record's part is clipped.
        package var clip: Double

        /// Collects the parts.
        package init(epsilonPromised: Double, sigma: Double, accountant: String, clip: Double) {
            self.epsilonPromised = epsilonPromised
            self.sigma = sigma
            self.accountant = accountant
            self.clip = clip
        }
    }

    /// What a convergence figure shows.
    package enum ConvergenceMeasure: Sendable {
        /// The L2 norm of the change of the coefficients in the round.
        case coefficientChange
        /// The mean loss after the round, in nats.
        case loss
    }

    /// A ROC curve from (0, 0) to (1, 1); empty where a class is missing.
    package typealias Curve = [(falsePositiveShare: Double, truePositiveShare: Double)]

    /// One owner of a node.
    package struct Member: Sendable {
        /// Its name in the federation, as the outcomes have it.
        package var name: Name
        /// Its name for people.
        package var title: String
        /// Where it is, for people.
        package var economy: String
        /// Rows to learn from.
        package var trainRowCount: Int
        /// Rows to judge by.
        package var testRowCount: Int
        /// The ROC curve of its own model.
        package var ownCurve: Curve
        /// The ROC curve of the exact joint model.
        package var jointCurve: Curve
        /// The ROC curve of the joint model with noise; empty without one.
        package var noisyCurve: Curve
        /// What studies may spend here, and what they have.
        package var budget: Budget
        /// Bytes that left the node, all studies together.
        package var sentByteCount: Int
        /// Whether the node's ledger is whole, and how long it is.
        package var ledger: Ledger
        /// What its charter said to each study.
        package var decisions: [CharterDecision]

        /// Collects the parts.
        package init(
            name: Name, title: String, economy: String, trainRowCount: Int, testRowCount: Int,
            ownCurve: Curve, jointCurve: Curve, noisyCurve: Curve, budget: Budget,
            sentByteCount: Int, ledger: Ledger, decisions: [CharterDecision]
        ) {
            self.name = name
            self.title = title
            self.economy = economy
            self.trainRowCount = trainRowCount
            self.testRowCount = testRowCount
            self.ownCurve = ownCurve
            self.jointCurve = jointCurve
            self.noisyCurve = noisyCurve
            self.budget = budget
            self.sentByteCount = sentByteCount
            self.ledger = ledger
            self.decisions = decisions
        }
    }

    /// An owner's privacy budget.
    package struct Budget: Sendable {
        /// The ε spent.
        package var epsilonSpent: Double
        /// The most ε that the owner allows; more than 0.
        package var epsilonLimit: Double
        /// The δ at which both count.
        package var delta: Double

        /// Collects the parts.
        package init(epsilonSpent: Double, epsilonLimit: Double, delta: Double) {
            self.epsilonSpent = epsilonSpent
            self.epsilonLimit = epsilonLimit
            self.delta = delta
        }
    }

    /// The state of a node's ledger.
    package struct Ledger: Sendable {
        /// Whether every entry was found in the tree whose head was signed.
        package var isVerified: Bool
        /// How many entries.
        package var entryCount: Int

        /// Collects the parts.
        package init(isVerified: Bool, entryCount: Int) {
            self.isVerified = isVerified
            self.entryCount = entryCount
        }
    }

    /// What a charter said to one study.
    package struct CharterDecision: Sendable {
        /// The study.
        package var study: Name
        /// Whether the member took part.
        package var isAllowed: Bool
        /// Why, as sentences in the page's language.
        package var reasons: [String]

        /// Collects the parts.
        package init(study: Name, isAllowed: Bool, reasons: [String]) {
            self.study = study
            self.isAllowed = isAllowed
            self.reasons = reasons
        }
    }

    /// Where data comes from.
    package struct Source: Sendable {
        /// The credit, with its licence.
        package var credit: String
        /// A digital object identifier such as `10.24432/C52P4X`; nil where it has none.
        package var doi: String?

        /// Collects the parts.
        package init(credit: String, doi: String?) {
            self.credit = credit
            self.doi = doi
        }
    }
}
