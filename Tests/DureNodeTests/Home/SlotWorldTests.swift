import DureCore
import DureVault
import Foundation
import Synchronization
import Testing

@testable import DureNode

/// A folder that goes with the test, and the machine as slots see it from there.
private final class Machine {
    let folder: String
    let said = Said()

    init() throws {
        // Without links: a helper's path has none.
        let base = try #require(
            FileFacts.realPath(of: FileManager.default.temporaryDirectory.path))
        folder = "\(base)/dure-slots-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
    }

    deinit {
        // A folder left in the temporary directory harms nothing.
        try? FileManager.default.removeItem(atPath: folder)
    }

    func world(
        _ environment: [String: String] = [:], timeoutMilliseconds: Int = 5_000
    ) -> SystemSlotWorld {
        let said = said
        return SystemSlotWorld(
            environment: environment.merging(["PATH": "/usr/bin:/bin"]) { $1 },
            timeoutMilliseconds: timeoutMilliseconds
        ) { text in said.text.withLock { $0 += text } }
    }

    func file(_ name: String, _ text: String, mode: Int) throws -> String {
        let path = "\(folder)/\(name)"
        try Data(text.utf8).write(to: URL(filePath: path))
        try setMode(mode, path)
        return path
    }

    func setMode(_ mode: Int, _ path: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    func helper(_ script: String) throws -> HelperProgram {
        HelperProgram(path: try file("helper", "#!/bin/bash\n" + script, mode: 0o700))
    }
}

private final class Said: Sendable {
    let text = Mutex("")
}

private let question = Array(
    "{\"data\":\"\(String(repeating: "5e", count: 32))\",\"dure_slot_helper\":1}\n".utf8)

@Suite struct SlotWorldTests {
    // MARK: Which way

    @Test func `the environment says how a home is opened`() throws {
        let machine = try Machine()
        #expect(machine.world().opening.kind == .plainFile)
        _ = try machine.file("other", "x", mode: 0o600)
        let credentials = ["CREDENTIALS_DIRECTORY": machine.folder]
        #expect(machine.world(credentials).opening.kind == .plainFile)
        _ = try machine.file("dure-clinic", "x", mode: 0o600)
        #expect(machine.world(credentials).opening.kind == .credential)
        let helper = credentials.merging(["DURE_HELPER": "/x"]) { $1 }
        #expect(machine.world(helper).opening.kind == .helper)
        let all = helper.merging(["DURE_PASSPHRASE": "four quiet words"]) { $1 }
        #expect(machine.world(all).opening.kind == .passphrase)
    }

    // MARK: Credentials

    @Test(arguments: [0o400, 0o600])
    func `a credential that is the service's alone is read`(mode: Int) throws {
        let machine = try Machine()
        _ = try machine.file("dure-a", "secret\n", mode: mode)
        let world = machine.world(["CREDENTIALS_DIRECTORY": machine.folder])
        #expect(try world.credential("dure-a") == Array("secret\n".utf8))
        #expect(throws: VaultError.credentialMissing(name: "dure-b")) {
            try world.credential("dure-b")
        }
        #expect(throws: VaultError.credentialMissing(name: "dure-a")) {
            try machine.world().credential("dure-a")
        }
    }

    @Test(arguments: [0o404, 0o604, 0o640, 0o620, 0o602, 0o644])
    func `a credential that others may read or change is not`(mode: Int) throws {
        let machine = try Machine()
        _ = try machine.file("dure-a", "secret\n", mode: mode)
        let world = machine.world(["CREDENTIALS_DIRECTORY": machine.folder])
        #expect(throws: VaultError.credentialExposed(name: "dure-a")) {
            try world.credential("dure-a")
        }
    }

    @Test func `a credential in a folder where others write, a link and a huge one are refused`()
        throws
    {
        let machine = try Machine()
        let real = try machine.file("real", "secret\n", mode: 0o600)
        try FileManager.default.createSymbolicLink(
            atPath: machine.folder + "/dure-link", withDestinationPath: real)
        _ = try machine.file("dure-huge", String(repeating: "a", count: 5_000), mode: 0o600)
        _ = try machine.file("dure-a", "secret\n", mode: 0o600)
        let world = machine.world(["CREDENTIALS_DIRECTORY": machine.folder])
        #expect(throws: VaultError.credentialExposed(name: "dure-link")) {
            try world.credential("dure-link")
        }
        #expect(throws: VaultError.credentialUnusable(name: "dure-huge")) {
            try world.credential("dure-huge")
        }
        try machine.setMode(0o777, machine.folder)
        #expect(throws: VaultError.credentialExposed(name: "dure-a")) {
            try world.credential("dure-a")
        }
    }

    // MARK: Helpers

    @Test func `a helper gets the line and nothing of our settings, and its answer comes back`()
        throws
    {
        let machine = try Machine()
        let helper = try machine.helper(
            "read -r line; echo \"$line\"; echo \"[$DURE_PASSPHRASE][$TOKEN]\"; echo hint >&2")
        let answer = try machine.world(["DURE_PASSPHRASE": "secret words", "TOKEN": "7"])
            .ask(helper, question)
        #expect(answer == question + Array("[][7]\n".utf8))
        #expect(machine.said.text.withLock { $0 } == "hint\n")
    }

    @Test func `a helper that tells the secret to people is not passed on`() throws {
        let machine = try Machine()
        let helper = try machine.helper("read -r line; echo \"$line\" | tr a-z A-Z >&2; echo '{}'")
        _ = try machine.world().ask(helper, question)
        #expect(machine.said.text.withLock { $0 } == "[…]")
    }

    @Test func `a helper that hangs is stopped, with all that it started`() throws {
        let machine = try Machine()
        let helper = try machine.helper("sleep 300 & echo $! > \"$0.pid\"; wait")
        let began = ContinuousClock.now
        #expect(throws: VaultError.helperFailed(path: helper.path, fault: .tooSlow)) {
            try machine.world(timeoutMilliseconds: 400).ask(helper, question)
        }
        #expect(ContinuousClock.now - began < .seconds(20))
        let text = try String(contentsOfFile: helper.path + ".pid", encoding: .utf8)
        let number = try #require(Int32(text.filter(\.isNumber)))
        for _ in 0..<200 where kill(number, 0) == 0 { usleep(10_000) }
        let state = try? String(contentsOfFile: "/proc/\(number)/stat", encoding: .utf8)
        #expect(state == nil || state?.contains(") Z ") == true)
    }

    @Test func `a helper that never stops talking is stopped`() throws {
        let machine = try Machine()
        for stream in ["1", "2"] {
            let helper = try machine.helper("head -c 1000000000 /dev/zero >&\(stream)")
            let began = ContinuousClock.now
            #expect(throws: VaultError.helperFailed(path: helper.path, fault: .tooMuchOutput)) {
                try machine.world(timeoutMilliseconds: 20_000).ask(helper, question)
            }
            #expect(ContinuousClock.now - began < .seconds(15))
        }
    }

    @Test func `a helper that dies says how`() throws {
        let machine = try Machine()
        let fails = try machine.helper("echo 'no token' >&2; exit 3")
        #expect(throws: VaultError.helperFailed(path: fails.path, fault: .ended(status: 3))) {
            try machine.world().ask(fails, question)
        }
        #expect(machine.said.text.withLock { $0 } == "no token\n")
        let killed = try machine.helper("kill -9 $$")
        #expect(throws: VaultError.helperFailed(path: killed.path, fault: .ended(status: -9))) {
            try machine.world().ask(killed, question)
        }
        let none = HelperProgram(
            path: try machine.file("text", "no program", mode: 0o700))
        #expect(throws: VaultError.self) { try machine.world().ask(none, question) }
    }

    @Test func `a helper that closes its streams and lives on is stopped`() throws {
        let machine = try Machine()
        let helper = try machine.helper("exec >&- 2>&-; sleep 300")
        #expect(throws: VaultError.helperFailed(path: helper.path, fault: .tooSlow)) {
            try machine.world(timeoutMilliseconds: 300).ask(helper, question)
        }
    }

    @Test(arguments: [0o702, 0o720, 0o722, 0o600])
    func `a helper that others may change, or nobody run, is not started`(mode: Int) throws {
        let machine = try Machine()
        let helper = try machine.helper("touch \"$0.ran\"")
        try machine.setMode(mode, helper.path)
        #expect(throws: VaultError.helperUnsafe(path: helper.path, part: helper.path)) {
            try machine.world().ask(helper, question)
        }
        #expect(!FileManager.default.fileExists(atPath: helper.path + ".ran"))
    }

    @Test func `a helper in a folder where others write, by a link or a crooked path, is not`()
        throws
    {
        let machine = try Machine()
        let helper = try machine.helper("true")
        let link = machine.folder + "/link"
        try FileManager.default.createSymbolicLink(
            atPath: link, withDestinationPath: helper.path)
        for path in [
            link, machine.folder + "/../" + "x/../helper",
            machine.folder + "//helper", machine.folder + "/none", "helper", machine.folder,
        ] {
            #expect(throws: VaultError.self) {
                try machine.world().ask(HelperProgram(path: path), question)
            }
        }
        try machine.setMode(0o777, machine.folder)
        #expect(throws: VaultError.helperUnsafe(path: helper.path, part: machine.folder)) {
            try machine.world().ask(helper, question)
        }
    }
}
