import ArgumentParser
import DureCore
import DureNode

/// The command `dure user`: who may ask the management API.
struct UserCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: UserCommandPhrases.user.text(Speech.language),
        discussion: UserCommandPhrases.discussion.text(Speech.language),
        subcommands: [Add.self, List.self, Renew.self, Remove.self])

    /// The command `dure user add`.
    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: UserCommandPhrases.add.text(Speech.language),
            discussion: "Example: dure user add han --role auditor --days 30 --home clinic")

        @Argument(help: "The user's name, as the charter writes it.")
        var name: Name
        @Option(
            name: .customLong("role"),
            help: "steward, privacy-officer, analyst, auditor or operator; may be repeated.")
        var roles: [UserRole]
        @OptionGroup var life: TokenLife
        @OptionGroup var home: HomeOption
        @OptionGroup var output: JSONOption

        func run() throws {
            let member = try home.member()
            try TokenText.show(
                member.addUser(name, roles: Set(roles), days: life.days), member, output)
        }
    }

    /// The command `dure user list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: UserCommandPhrases.list.text(Speech.language),
            discussion: "Example: dure user list --home clinic")

        @OptionGroup var home: HomeOption
        @OptionGroup var output: JSONOption

        func run() throws {
            let member = try home.member()
            let users = try member.users.users()
            let now = Timestamp(now: member.clock)
            var table = TextTable(
                [
                    UserCommandPhrases.name, UserCommandPhrases.roles, UserCommandPhrases.until,
                ].map { Speech.say($0) })
            for user in users {
                let isOver = user.expiresAt <= now
                let note = isOver ? " " + Speech.say(UserCommandPhrases.isOver) : ""
                table.add([
                    user.name.text, CardText.words(user.roles.map(\.rawValue)),
                    user.expiresAt.date + note,
                ])
            }
            output.show(
                .array(users.map { $0.answer(at: now) }),
                orLines: users.isEmpty ? [Speech.say(UserCommandPhrases.nobody)] : table.lines)
        }
    }

    /// The command `dure user renew`.
    struct Renew: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: UserCommandPhrases.renew.text(Speech.language),
            discussion: "Example: dure user renew han --home clinic")

        @Argument(help: "The user's name.")
        var name: Name
        @OptionGroup var life: TokenLife
        @OptionGroup var home: HomeOption
        @OptionGroup var output: JSONOption

        func run() throws {
            let member = try home.member()
            try TokenText.show(member.renewUser(name, days: life.days), member, output)
        }
    }

    /// The command `dure user remove`.
    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: UserCommandPhrases.remove.text(Speech.language),
            discussion: "Example: dure user remove han --home clinic")

        @Argument(help: "The user's name.")
        var name: Name
        @OptionGroup var home: HomeOption
        @OptionGroup var output: JSONOption

        func run() throws {
            try home.member().removeUser(name)
            output.show(
                ["name": .string(name.text)],
                orLines: [Speech.say(UserCommandPhrases.removed, ["name": name.text])])
        }
    }
}

extension UserRole: ExpressibleByArgument {}

/// How long a token is good.
struct TokenLife: ParsableArguments {
    @Option(name: .long, help: "How many days the token is good, 1 to 366.")
    var days = 90
}

/// A token, which is shown once.
enum TokenText {
    static func show(
        _ issued: (user: User, token: String), _ member: MemberHome, _ output: JSONOption
    ) throws {
        var json = issued.user.answer(at: Timestamp(now: member.clock)).members ?? [:]
        json["token"] = .string(issued.token)
        output.show(
            .object(json),
            orLines: [
                Speech.say(
                    UserCommandPhrases.issued,
                    [
                        "name": issued.user.name.text, "until": issued.user.expiresAt.date,
                        "roles": CardText.words(issued.user.roles.map(\.rawValue)),
                    ]), "", "  " + issued.token, "", Speech.say(UserCommandPhrases.once),
            ])
    }
}
