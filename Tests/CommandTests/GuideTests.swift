import Foundation
import Testing

/// The guide is run as its readers run it.
@Suite(.enabled(if: Program.isBuilt, Program.missing))
struct GuideTests {
    @Test func `every step of the first federation works as it is written`() throws {
        let folder = try TemporaryFolder()
        let guide = try String(
            contentsOf: URL(filePath: Program.root + "/Docs/Guides/first-federation.md"),
            encoding: .utf8)
        let steps = guide.components(separatedBy: "```sh\n").dropFirst().compactMap {
            $0.components(separatedBy: "\n```").first
        }
        #expect(steps.count == 7)
        // Below the ports that systems hand out themselves.
        let port = Int.random(in: 30_000..<32_000)
        let script = steps.joined(separator: "\n").replacingOccurrences(
            of: "7374", with: "\(port)")
        let head = """
            set -euo pipefail
            cd "$1"
            PATH="$2/.build/debug:$PATH"
            ln -s "$2/Examples" Examples
            trap 'kill -9 $(jobs -p) 2> processes; wait' EXIT

            """
        let file = try folder.file("guide.sh", head + script + "\n")
        let run = try Program.run("/bin/bash", [file, folder.path, Program.root])
        #expect(run.status == 0, "\(run.error) \(run.output)")
        #expect(run.output.contains("heart-2026: finished, 8 rounds released"))
        #expect(run.output.contains("own model"))
        #expect(run.output.contains("The ledger is sound"))
        #expect(run.output.contains("vouch"))
        #expect(run.output.contains("The ledger is NOT sound: the entry"))
        let scored = try String(
            contentsOf: URL(filePath: folder.path + "/scored.csv"), encoding: .utf8)
        #expect(scored.hasPrefix("age,") && scored.contains(",probability\n"))
    }

    @Test func `every step of the guide to keys works as it is written`() throws {
        let folder = try TemporaryFolder()
        let guide = try String(
            contentsOf: URL(filePath: Program.root + "/Docs/Guides/keys.md"), encoding: .utf8)
        let steps = guide.components(separatedBy: "```sh\n").dropFirst().compactMap {
            $0.components(separatedBy: "\n```").first
        }
        #expect(steps.count == 1)
        let head = "set -euo pipefail\ncd \"$1\"\nPATH=\"$2/.build/debug:$PATH\"\n"
        let file = try folder.file("guide.sh", head + steps.joined(separator: "\n") + "\n")
        let run = try Program.run("/bin/bash", [file, folder.path, Program.root])
        #expect(run.status == 0, "\(run.error) \(run.output)")
        #expect(run.output.contains("2 slots open it"), "\(run.output)")
        #expect(run.output.contains("The root key opens by: passphrase."))
        #expect(run.output.contains("The root key opens by: cards."))
    }

    @Test func `every step of the guide to personal numbers works as it is written`() throws {
        let folder = try TemporaryFolder()
        let guide = try String(
            contentsOf: URL(filePath: Program.root + "/Docs/Guides/personal-numbers.md"),
            encoding: .utf8)
        let steps = guide.components(separatedBy: "```sh\n").dropFirst().compactMap {
            $0.components(separatedBy: "\n```").first
        }
        #expect(steps.count == 4)
        let head = "set -euo pipefail\ncd \"$1\"\nPATH=\"$2/.build/debug:$PATH\"\n"
        let file = try folder.file("guide.sh", head + steps.joined(separator: "\n") + "\n")
        let run = try Program.run("/bin/bash", [file, folder.path, Program.root])
        #expect(run.status == 0, "\(run.error) \(run.output)")
        #expect(run.error.contains("phone: kr_phone") && run.error.contains("rrn: kr_rrn"))
        #expect(run.output.contains("kr_rrn 3; pseudonymised"), "\(run.output)")
        #expect(run.output.contains("vault.pseudonymise"))
        for value in ["2081202", "2345-6789", "minji"] {
            #expect(!run.output.contains(value) && !run.error.contains(value))
        }
    }
}
