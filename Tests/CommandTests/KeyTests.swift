import DureCore
import Foundation
import Testing

/// Slots and keys, through the program alone.
@Suite(.enabled(if: Program.isBuilt, Program.missing))
struct KeyCommandTests {
    private func run(
        _ clinic: Clinic, _ arguments: [String], _ environment: [String: String] = [:]
    ) throws -> Program.Outcome {
        try Program.run(arguments + ["--home", clinic.home], environment: environment)
    }

    private func slots(_ clinic: Clinic) throws -> [JSONValue] {
        let listed = try run(clinic, ["slot", "list", "--json"])
        return try JSONValue(parsing: Array(listed.output.utf8), byteCountMax: 1 << 20).elements
            ?? []
    }

    private func imported() throws -> Clinic {
        let clinic = try Clinic()
        let outcome = try clinic.import(clinic.folder.file("table.csv", Clinic.table))
        #expect(outcome.status == 0, "\(outcome.error)")
        return clinic
    }

    @Test func `slots are added, listed, opened and removed, and the last one stays`() throws {
        let clinic = try imported()
        let plain = try #require(try slots(clinic).first?["id"]?.text)
        let listed = try run(clinic, ["slot", "list"])
        #expect(listed.error.contains("WARNING: the root key lies unprotected"))
        #expect(try run(clinic, ["slot", "remove", plain]).error.contains("last slot"))
        let cards = clinic.folder.path + "/cards"
        let added = try run(clinic, ["slot", "add", "--cards", "--out", cards])
        #expect(added.status == 0, "\(added.error)")
        #expect(try run(clinic, ["slot", "remove", plain]).status == 0)
        // Nothing opens without a card now, and any two of them do.
        let shut = try run(clinic, ["data", "list"])
        #expect(shut.status == 1 && shut.error.contains("no slot of the kind plain-file"))
        for pair in [(1, 2), (1, 3), (3, 2)] {
            let opened = try run(
                clinic,
                [
                    "slot", "open", "--card", "\(cards)/card-\(pair.0).txt", "--card",
                    "\(cards)/card-\(pair.1).txt",
                ])
            #expect(opened.status == 0, "\(opened.error)")
        }
        let alone = try run(clinic, ["slot", "open", "--card", "\(cards)/card-1.txt"])
        #expect(alone.status == 1 && alone.error.contains("Two of the three cards"))
        let again = try run(
            clinic,
            [
                "slot", "add", "--plain-file", "--card", "\(cards)/card-1.txt", "--card",
                "\(cards)/card-2.txt",
            ])
        #expect(again.status == 0 && again.error.contains("WARNING"), "\(again.error)")
        #expect(try run(clinic, ["data", "list"]).output.contains("Heart clinic"))
        let ledger = try Program.run(["ledger", "show", clinic.home])
        for action in ["key.slot.added", "key.slot.removed"] {
            #expect(ledger.output.contains(action))
        }
    }

    @Test func `a mistyped card is told by group, and its neighbour's file by name`() throws {
        let clinic = try Clinic()
        let cards = clinic.folder.path + "/cards"
        #expect(try run(clinic, ["slot", "add", "--cards", "--out", cards]).status == 0)
        let path = cards + "/card-2.txt"
        var text = try String(contentsOfFile: path, encoding: .utf8)
        let line = try #require(
            text.split(separator: "\n").dropFirst(2).first { !$0.hasPrefix("#") })
        var letters = Array(String(line))
        letters[8] = letters[8] == "7" ? "8" : "7"
        text = text.replacingOccurrences(of: line, with: String(letters))
        try Data(text.utf8).write(to: URL(filePath: path))
        let opened = try run(
            clinic, ["slot", "open", "--card", "\(cards)/card-1.txt", "--card", path])
        #expect(opened.status == 1)
        #expect(opened.error.contains("card-2.txt"))
        #expect(opened.error.contains("Group 2 of the card"), "\(opened.error)")
        let once = try run(clinic, ["slot", "add", "--cards", "--out", cards])
        #expect(once.status == 2 && once.error.contains("card-1.txt"), "\(once.error)")
    }

    @Test func `a credential opens where the service has it`() throws {
        let clinic = try imported()
        let folder = clinic.folder.path + "/credentials"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700])
        let secret = folder + "/dure-clinic"
        let added = try run(
            clinic, ["slot", "add", "--systemd", "dure-clinic", "--secret-out", secret])
        #expect(added.status == 0, "\(added.error)")
        let mode = try FileManager.default.attributesOfItem(atPath: secret)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        let service = ["CREDENTIALS_DIRECTORY": folder]
        let opened = try run(clinic, ["slot", "open"], service)
        #expect(opened.output.contains("systemd"), "\(opened.error)")
        // With a credential there, a plain file is not even looked at.
        try Data("0".utf8).write(to: URL(filePath: secret))
        let short = try run(clinic, ["data", "list"], service)
        #expect(short.status == 1 && short.error.contains("64 digits"), "\(short.error)")
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: secret)
        let exposed = try run(clinic, ["data", "list"], service)
        #expect(exposed.status == 1 && exposed.error.contains("Other users"), "\(exposed.error)")
        let crooked = try run(
            clinic, ["slot", "add", "--systemd", "dure/../x", "--secret-out", folder + "/x"])
        #expect(crooked.status == 1 && !FileManager.default.fileExists(atPath: folder + "/x"))
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl")))
    func `the helper with a key file opens its slot, and no other program does`() throws {
        let clinic = try imported()
        let key = try clinic.folder.file("key", "a secret that nobody else has\n")
        // A copy: where the repository lies, others may write.
        let helper = try clinic.folder.file(
            "helper.sh",
            String(
                contentsOfFile: Program.root + "/Examples/slot-helpers/key-file.sh",
                encoding: .utf8))
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: helper)
        let added = try run(
            clinic, ["slot", "add", "--helper", helper, "--helper-arg", key, "--json"])
        #expect(added.status == 0, "\(added.error)")
        let json = try JSONValue(parsing: Array(added.output.utf8), byteCountMax: 1 << 20)
        let path = try #require(json["detail"]?.text)
        let opened = try run(clinic, ["data", "list"], ["DURE_HELPER": path])
        #expect(opened.output.contains("Heart clinic"), "\(opened.error)")
        let other = try run(clinic, ["data", "list"], ["DURE_HELPER": "/bin/sh"])
        #expect(other.status == 1 && other.error.contains("No slot names"), "\(other.error)")
        try FileManager.default.setAttributes([.posixPermissions: 0o722], ofItemAtPath: path)
        let open = try run(clinic, ["data", "list"], ["DURE_HELPER": path])
        #expect(open.status == 1 && open.error.contains("was not started"), "\(open.error)")
    }

    @Test func `after a rotation every slot opens and the old root key is gone`() throws {
        let clinic = try imported()
        let cards = clinic.folder.path + "/cards"
        #expect(try run(clinic, ["slot", "add", "--cards", "--out", cards]).status == 0)
        let keys = clinic.home + "/keys"
        func plainFiles() throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: keys)
                .filter { $0.hasPrefix("root-") }
        }
        let before = try plainFiles()
        let old = try Data(contentsOf: URL(filePath: "\(keys)/\(before[0])"))
        let rotated = try run(clinic, ["key", "rotate", "--json"])
        #expect(rotated.status == 0, "\(rotated.error)")
        #expect(try plainFiles().count == 1 && plainFiles() != before)
        #expect(try run(clinic, ["data", "list"]).output.contains("Heart clinic"))
        let opened = try run(
            clinic,
            ["slot", "open", "--card", "\(cards)/card-3.txt", "--card", "\(cards)/card-1.txt"])
        #expect(opened.status == 0, "\(opened.error)")
        let resealed = try run(clinic, ["key", "rotate", "--data"])
        #expect(resealed.status == 0 && resealed.output.contains("heart is sealed anew"))
        // The old key in the new one's place opens nothing.
        try old.write(to: URL(filePath: "\(keys)/\(plainFiles()[0])"))
        let refused = try run(clinic, ["data", "list"])
        #expect(refused.status == 1, "\(refused.output)")
        #expect(try Program.run(["ledger", "verify", clinic.home]).status == 0)
    }

    @Test func `a root key is not changed under a command that has the home open`() throws {
        let clinic = try imported()
        let pipe = clinic.folder.path + "/pipe"
        #expect(try Program.run("/usr/bin/mkfifo", [pipe]).status == 0)
        let process = Process()
        process.executableURL = URL(filePath: Program.path)
        process.arguments = [
            "data", "import", pipe, "--home", clinic.home, "--name", "other", "--card",
            clinic.folder.path + "/card.toml",
        ]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        // Opened for both ways, so that neither end waits for the other.
        let feed = try FileHandle(forUpdating: URL(filePath: pipe))
        try feed.write(contentsOf: Data("id,age\n007,63\n".utf8))
        var isHeld = false
        for _ in 0..<500 where !isHeld {
            usleep(10_000)
            let rotated = try run(clinic, ["key", "rotate"])
            isHeld = rotated.status == 1 && rotated.error.contains("open in another process")
        }
        #expect(isHeld)
        kill(process.processIdentifier, SIGKILL)
        process.waitForEnd()
        try feed.close()
        #expect(try run(clinic, ["key", "rotate"]).status == 0)
        #expect(try run(clinic, ["data", "list"]).output.contains("Heart clinic"))
    }

    @Test func `a slot of another home, and a changed one, open nothing`() throws {
        let clinic = try imported()
        let stranger = try Clinic()
        let names =
            try FileManager.default.contentsOfDirectory(atPath: stranger.home + "/keys")
            .filter { $0.hasPrefix("root-") } + ["slots.json"]
        for name in names {
            let bytes = try Data(contentsOf: URL(filePath: "\(stranger.home)/keys/\(name)"))
            let path = "\(clinic.home)/keys/\(name)"
            let isMade = FileManager.default.createFile(
                atPath: path, contents: bytes, attributes: [.posixPermissions: 0o600])
            #expect(isMade)
        }
        let swapped = try run(clinic, ["data", "list"])
        #expect(swapped.status == 1, "\(swapped.output)")
        let other = try Clinic()
        try other.replace("plain-file", with: "passphrase", in: "keys/slots.json")
        #expect(try run(other, ["data", "list"]).status == 1)
    }

    @Test func `a key that others may read stops every command at its start`() throws {
        let clinic = try imported()
        for name in try FileManager.default.contentsOfDirectory(atPath: clinic.home + "/keys")
        where name != "next" {
            let path = "\(clinic.home)/keys/\(name)"
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
            for arguments in [["data", "list"], ["up"], ["key", "rotate"], ["slot", "open"]] {
                let refused = try run(clinic, arguments)
                #expect(refused.status == 1)
                #expect(refused.error.contains("keys/\(name)"), "\(refused.error)")
            }
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        }
        #expect(try run(clinic, ["data", "list"]).status == 0)
    }
}
