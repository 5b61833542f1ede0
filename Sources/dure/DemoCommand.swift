import ArgumentParser
import DureAssessment
import DureCore
import DureNode
import FoundationEssentials

/// The command `dure demo`.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: DemoPhrases.abstract.text(Speech.language),
        discussion: """
            Examples:
              dure demo
              dure demo --epsilon 3
              dure demo --drop va
              dure demo --example dengue
              dure demo --example stroke-ist --data IST_corrected.csv
              dure demo --data dengue.csv --member-column region --target epidemic --members 5
            """)

    @OptionGroup var output: JSONOption

    @Option(name: .long, help: "Where homes and report go; remade if a demonstration made it.")
    var home = "demo-home"

    @Option(
        name: .long,
        help: "An example: its name in Examples, or its folder (default: heart-disease).")
    var example: String?

    @Option(name: .long, help: "The privacy loss of the private study, more than 0 and at most 10.")
    var epsilon = 1.0

    @Flag(name: .long, help: "Run the exact study alone.")
    var noPrivacy = false

    @Option(name: .long, help: "This member vanishes in mid-round; the study still ends.")
    var drop: Name?

    @Option(
        name: .long, help: "The example's table (CSV) if its folder has none, or one of your own.")
    var data: String?

    @Option(name: .long, help: "With --data: the column that says whose row it is.")
    var memberColumn: String?

    @Option(name: .long, help: "With --data: the column of 0 and 1 that is to be predicted.")
    var target: String?

    @Option(name: .long, help: "With --data: how many members, those with the most rows; 3 to 32.")
    var members: Int?

    @Flag(name: .long, help: "Leave the processes running after the report.")
    var keepRunning = false

    func validate() throws {
        guard epsilon.isFinite, epsilon > 0, epsilon <= 10 else {
            throw ValidationError(Speech.say(DemoPhrases.epsilonRange))
        }
        let parts = [memberColumn, target]
        guard parts.allSatisfy({ $0 == nil }) || (parts + [data]).allSatisfy({ $0 != nil }) else {
            throw ValidationError("--member-column and --target go together, with --data.")
        }
        guard data == nil || target != nil || example != nil else {
            throw ValidationError("--data wants --example, or --member-column and --target.")
        }
        if let members {
            guard target != nil else {
                throw ValidationError("--members goes with --data and --target.")
            }
            guard (3...DemoTableSource.memberCountMax).contains(members) else {
                throw ValidationError("--members wants a number from 3 to 32.")
            }
        }
    }

    /// The user's own table; nil for the example.
    private var table: DemoTableSource? {
        guard let data, let memberColumn, let target else { return nil }
        return DemoTableSource(
            path: Self.absolute(data), memberColumn: memberColumn, target: target,
            memberCount: members)
    }

    func run() async throws {
        let (json, began) = (output.json, DemoLines())
        let demo = Demo(
            DemoSettings(
                home: Self.absolute(home), example: exampleFolder,
                exampleData: table == nil ? data.map(Self.absolute) : nil, table: table,
                executable: Self.executable, epsilon: noPrivacy ? nil : epsilon, dropped: drop,
                keepsRunning: keepRunning, language: Speech.language)
        ) { event in
            if !json { began.say(event) }
        }
        let result = DemoResult()
        try await Signals.untilStopped(.task) {
            await result.set(try await demo.run())
        }
        guard let outcome = await result.outcome else { throw ExitCode(1) }
        if json {
            StandardStreams.out(outcome.json.prettyText)
        } else {
            for line in DemoTable.lines(of: outcome, language: Speech.language) {
                StandardStreams.out(line)
            }
        }
        guard outcome.isGood else { throw ExitCode(1) }
    }

    private var exampleFolder: String {
        let example = example ?? "heart-disease"
        return Self.absolute(example.contains("/") ? example : "Examples/\(example)")
    }

    private static func absolute(_ path: String) -> String {
        URL(filePath: path).standardizedFileURL.path(percentEncoded: false)
    }

    /// This program itself, to start it again as coordinator and members.
    private static var executable: String {
        #if os(Linux)
            // The link names the file even where the program was found on PATH.
            if let path = try? FileManager.default.destinationOfSymbolicLink(
                atPath: "/proc/self/exe")
            {
                return path
            }
        #endif
        return absolute(CommandLine.arguments[0])
    }
}

/// Carries the outcome out of the cancellable part.
private actor DemoResult {
    private(set) var outcome: DemoOutcome?

    func set(_ outcome: DemoOutcome) {
        self.outcome = outcome
    }
}
