import DureCore
import Foundation
import Testing

/// Real processes that are ended with SIGKILL before each of the steps that show on the disk.
///
/// A small library that is loaded into the program counts its renames and removals and ends it
/// before the one that the test names: every step is met, and the same each time.
@Suite(
    .serialized, .enabled(if: Program.isBuilt, Program.missing),
    .enabled(if: KillLibrary.canBuild))
struct KillTests {
    private static let stepCountMax = 60

    private static let card = """
        title = "Ward 7"
        source = "admissions"
        legal_basis = "consent"
        notice = "leaflet"
        purposes = ["research"]
        sensitivity = "personal"
        subject = "patient"
        residency = ["KR"]

        """
    private static let table = "patient,age\na7,63\na8,41\na7,64\na9,50\n"

    /// A home, with a dataset `heart` where that is wanted.
    private static func clinic(isFull: Bool = true) throws -> Clinic {
        let clinic = try Clinic()
        try nameResponsible(in: clinic.home)
        if isFull {
            let imported = try clinic.import(
                clinic.folder.file("ward.csv", table), card: card)
            #expect(imported.status == 0, "\(imported.error)")
        }
        return clinic
    }

    /// Runs the command on copies of the home, each ended one step later, until it comes to its
    /// end; after each, `check` looks at what the next command finds.
    private static func killEverywhere(
        _ clinic: Clinic, _ arguments: [String], check: (String, Bool) throws -> Void
    ) throws -> Int {
        let library = try KillLibrary()
        for step in 0..<stepCountMax {
            let home = clinic.folder.path + "/copy-\(step)"
            let copied = try Program.run("/bin/cp", ["-a", clinic.home, home])
            #expect(copied.status == 0)
            let outcome = try Program.run(
                arguments + ["--home", home],
                environment: ["LD_PRELOAD": library.path, "KILL_BEFORE": "\(step)"])
            #expect([0, 137].contains(outcome.status), "\(step): \(outcome.error)")
            try check(home, outcome.status == 0)
            let verified = try Program.run(["ledger", "verify", home])
            #expect(verified.status == 0, "\(step): \(verified.output)")
            try FileManager.default.removeItem(atPath: home)
            if outcome.status == 0 { return step }
        }
        throw TimedOut(description: "more steps than the test makes")
    }

    private static func rows(_ home: String, _ patient: String) throws -> Int {
        let found = try Program.run([
            "data", "search", "--subject", patient, "--home", home, "--json",
        ])
        #expect(found.status == 0, "\(found.error)")
        let json = try JSONValue(parsing: Array(found.output.utf8), byteCountMax: 1 << 20)
        return (json["datasets"] ?? json).elements?.reduce(0) {
            $0 + ($1["rows"]?.elements?.count ?? 0)
        } ?? 0
    }

    private static func list(_ home: String) throws -> String {
        let list = try Program.run(["data", "list", "--home", home])
        #expect(list.status == 0, "\(list.error)")
        return list.output
    }

    @Test func `kill -9 at each step of a rotation leaves the old key or the new`() throws {
        let clinic = try Self.clinic()
        let steps = try Self.killEverywhere(clinic, ["key", "rotate"]) { home, _ in
            #expect(try Self.rows(home, "a7") == 2)
            let keys = try FileManager.default.contentsOfDirectory(atPath: home + "/keys")
            #expect(keys.count { $0.hasPrefix("root-") && $0.hasSuffix(".key") } == 1)
        }
        #expect(steps >= 8)
    }

    @Test func `kill -9 at each step of sealing anew loses nothing, and the next run ends it`()
        throws
    {
        let clinic = try Self.clinic()
        let steps = try Self.killEverywhere(clinic, ["key", "rotate", "--data"]) { home, _ in
            #expect(try Self.rows(home, "a7") == 2)
            let again = try Program.run(["key", "rotate", "--data", "--home", home])
            #expect(again.status == 0, "\(again.error)")
            #expect(try Self.rows(home, "a7") == 2)
        }
        #expect(steps >= 6)
    }

    @Test func `kill -9 at each step of an erasure leaves all of the rows or none`() throws {
        let clinic = try Self.clinic()
        let steps = try Self.killEverywhere(
            clinic, ["data", "erase", "heart", "--subject", "a7"]
        ) { home, isDone in
            let left = try Self.rows(home, "a7")
            #expect(isDone ? left == 0 : [0, 2].contains(left))
            #expect(try Self.rows(home, "a8") == 1)
        }
        #expect(steps >= 4)
    }

    @Test func `kill -9 at each step of an import leaves a whole dataset or none`() throws {
        let clinic = try Self.clinic(isFull: false)
        let file = try clinic.folder.file("ward.csv", Self.table)
        let card = try clinic.folder.file("card.toml", Self.card)
        let command = ["data", "import", file, "--name", "heart", "--card", card]
        let steps = try Self.killEverywhere(clinic, command) { home, isDone in
            let isThere = try Self.list(home).contains("Ward 7")
            #expect(isThere || !isDone)
            if !isThere {
                let again = try Program.run(command + ["--home", home])
                #expect(again.status == 0, "\(again.error)")
            }
            #expect(try Self.rows(home, "a7") == 2)
        }
        #expect(steps >= 4)
    }
}

/// Counts renames and removals, and ends the process before the one that `KILL_BEFORE` names.
private final class KillLibrary {
    static let canBuild = FileManager.default.isExecutableFile(atPath: "/usr/bin/cc")

    private static let source = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <signal.h>
        #include <stdlib.h>
        #include <unistd.h>
        static int count = 0;
        static void step(void) {
            const char *text = getenv("KILL_BEFORE");
            if (text && count++ == atoi(text)) kill(getpid(), SIGKILL);
        }
        int rename(const char *from, const char *to) {
            int (*real)(const char *, const char *) = dlsym(RTLD_NEXT, "rename");
            step();
            return real(from, to);
        }
        int unlink(const char *path) {
            int (*real)(const char *) = dlsym(RTLD_NEXT, "unlink");
            step();
            return real(path);
        }
        """

    let path: String
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path + "/kill.so"
        let source = try folder.file("kill.c", Self.source)
        let built = try Program.run(
            "/usr/bin/cc", ["-shared", "-fPIC", "-O1", "-o", path, source, "-ldl"])
        #expect(built.status == 0, "\(built.error)")
    }
}
