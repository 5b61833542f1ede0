import Foundation
import Testing

/// The commands that the tests of tables in place give.
extension PostgresTests {
    func passwordFile(_ text: String = secret, mode: Int = 0o600) throws -> String {
        let file = try clinic.folder.file("password", text + "\n")
        try FileManager.default.setAttributes(
            [.posixPermissions: mode], ofItemAtPath: file)
        return file
    }

    func arguments(
        host: String = "127.0.0.1", database: String? = nil, from source: [String],
        columns: String, card: String = card
    ) throws -> [String] {
        try [
            "data", "connect", "heart", "--host", host, "--port", "\(server.port)", "--database",
            database ?? self.database, "--user", "reader", "--columns", columns, "--card",
            clinic.folder.file("card.toml", card),
        ] + source
    }

    func connect(
        _ columns: String = "id,age,sex,set", from source: [String] = ["--table", "public.visits"],
        card: String = card, _ more: [String] = [], language: String = "en"
    ) throws -> Program.Outcome {
        try Program.run(
            arguments(from: source, columns: columns, card: card)
                + ["--home", clinic.home, "--password-file", passwordFile()] + more,
            language: language)
    }

    func data(_ arguments: String..., language: String = "en") throws -> Program.Outcome {
        try Program.run(["data"] + arguments + ["--home", clinic.home], language: language)
    }

    /// What goes wrong with one query, and leaves nothing.
    func expect(
        _ said: String..., from source: [String] = ["--table", "public.visits"],
        columns: String = "id,age,sex,set", _ more: [String] = []
    ) throws {
        let outcome = try connect(columns, from: source, more)
        #expect(outcome.status == 1, "\(outcome.output)")
        for part in said { #expect(outcome.error.contains(part), "\(outcome.error)") }
        #expect(!outcome.error.contains(Self.secret) && outcome.output.isEmpty)
        #expect(try isEmpty(clinic.home))
    }
}
