import ArgumentParser
import DureCharter
import DureCore
import DureNode

/// The command `dure charter`.
struct CharterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "charter", abstract: CharterCommandPhrases.charter.text(Speech.language),
        discussion: CharterCommandPhrases.discussion.text(Speech.language),
        subcommands: [
            Check.self, Test.self, CharterExplainCommand.self, CharterDiffCommand.self,
            CharterSignCommand.self, CharterKeyCommand.self, CharterVersionsCommand.self,
            CharterPacksCommand.self,
        ])

    /// The command `dure charter check`.
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: CharterCommandPhrases.check.text(Speech.language),
            discussion: "Example: dure charter check charter.toml")

        @OptionGroup var source: CharterSource
        @OptionGroup var output: JSONOption

        func run() throws {
            let path = source.path
            let charter: Charter
            do {
                charter = try Charter(parsing: source.read())
            } catch let error as TOMLError {
                output.show(
                    ["file": .string(path), "errors": [error.json(in: path)], "warnings": []],
                    orLines: [error.sentence(in: path, Speech.language)])
                throw ExitCode(1)
            }
            let findings = charter.lint()
            let errors = findings.filter(\.isError)
            let warnings = findings.filter { !$0.isError }
            output.show(
                [
                    "file": .string(path), "id": .string(charter.id),
                    "version": .count(charter.version), "hash": .string(charter.hash.hex),
                    "rules": .count(charter.rules.count),
                    "errors": .array(errors.map { $0.json(in: path) }),
                    "warnings": .array(warnings.map { $0.json(in: path) }),
                ],
                orLines: findings.map { $0.sentence(in: path, Speech.language) } + [
                    Speech.say(
                        CharterCommandPhrases.checked,
                        [
                            "id": charter.id, "version": "\(charter.version)",
                            "rules": "\(charter.rules.count)", "errors": "\(errors.count)",
                            "warnings": "\(warnings.count)",
                        ]),
                    Speech.say(CharterCommandPhrases.hash, ["hash": charter.hash.hex]),
                ])
            guard errors.isEmpty else { throw ExitCode(1) }
        }
    }

    /// The command `dure charter test`.
    struct Test: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: CharterCommandPhrases.test.text(Speech.language),
            discussion: CharterCommandPhrases.testDiscussion.text(Speech.language))

        @OptionGroup var source: CharterSource
        @Option(name: .long, help: "The tests; without it FILE.tests.toml beside the charter.")
        var tests: String?
        @OptionGroup var output: JSONOption

        func run() throws {
            let charter = try NodeHome.charter(parsing: source.read(), path: source.path)
            let path = tests ?? source.testsPath
            let outcomes: [CharterTestOutcome]
            do {
                outcomes = try charter.runTests(source.readTests(path))
            } catch let error as TOMLError {
                throw NodeError.settings(path: path, error)
            }
            let failed = outcomes.filter { !$0.isPassed }
            output.show(
                [
                    "tests": .count(outcomes.count), "failed": .count(failed.count),
                    "outcomes": .array(outcomes.map(\.json)),
                ],
                orLines: failed.flatMap { lines($0, path) } + [
                    Speech.say(
                        CharterCommandPhrases.tested,
                        [
                            "passed": "\(outcomes.count - failed.count)",
                            "count": "\(outcomes.count)",
                        ])
                ])
            guard failed.isEmpty, !outcomes.isEmpty else { throw ExitCode(1) }
        }

        private func lines(_ outcome: CharterTestOutcome, _ path: String) -> [String] {
            let place = "\(path):\(outcome.test.line): \(outcome.test.name): "
            let said = Speech.say(
                CharterCommandPhrases.testFailed,
                [
                    "expected": outcome.test.expected.rawValue,
                    "found": outcome.decision.verdict.rawValue,
                ])
            return [place + said] + outcome.decision.sentences(Speech.language).map { "    " + $0 }
        }
    }
}

/// The charter that a command reads: a file, or that of a home.
struct CharterSource: ParsableArguments {
    @Argument(help: "The charter (TOML); without it the one in the home.")
    var file: String?
    @OptionGroup var home: HomeOption

    var path: String { file ?? "\(home.path)/charter.toml" }

    /// Where the charter's tests lie unless somebody says otherwise.
    var testsPath: String {
        let stem = path.hasSuffix(".toml") ? String(path.dropLast(".toml".count)) : path
        return stem + ".tests.toml"
    }

    func read() throws -> [UInt8] {
        try UserFile.read(path, byteCountMax: Charter.byteCountMax)
    }

    func readTests(_ path: String) throws -> [UInt8] {
        guard UserFile.exists(path) else { throw CharterError.testsMissing(path: path) }
        return try UserFile.read(path, byteCountMax: Charter.byteCountMax)
    }
}

extension TOMLError {
    fileprivate func json(in path: String) -> JSONValue {
        [
            "line": .count(line), "key": .string(key),
            "text": .string(sentence(in: path, Speech.language)),
        ]
    }
}

extension LintFinding {
    fileprivate func json(in path: String) -> JSONValue {
        var members: [String: JSONValue] = [
            "line": .count(line), "text": .string(sentence(in: path, Speech.language)),
        ]
        members["rule"] = rule.map { .string($0) }
        return .object(members)
    }
}

extension CharterTestOutcome {
    fileprivate var json: JSONValue {
        [
            "name": .string(test.name), "line": .count(test.line),
            "expected": .string(test.expected.rawValue),
            "found": .string(decision.verdict.rawValue), "passed": .bool(isPassed),
        ]
    }
}
