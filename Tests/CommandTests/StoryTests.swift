import Foundation
import Testing

/// The example that a privacy officer reads first is run as it stands.
@Suite(.enabled(if: Program.isBuilt, Program.missing))
struct StoryTests {
    @Test func `an export with resident numbers, from the scan to the erasure`() throws {
        let folder = try TemporaryFolder()
        // Below the ports that systems hand out themselves.
        let port = Int.random(in: 28_000..<30_000)
        let script = """
            PATH="$2/.build/debug:$PATH" DURE_STORY_PORT=\(port) exec timeout 300 \
            "$2/Examples/hospital-export/story.sh" "$1/story"

            """
        let file = try folder.file("run.sh", script)
        let run = try Program.run("/bin/bash", [file, folder.path, Program.root])
        #expect(run.status == 0, "\(run.error) \(run.output)")
        for said in [
            "kr_rrn", "resident_number", "heart-risk: finished, 8 rounds released",
            "does not list the purpose advertising", "before each of them; ledger entries",
            "The ledger is sound", "The ledger is NOT sound", "P-10042 is in no dataset any more",
            "All of it happened as told.",
        ] {
            #expect(run.output.contains(said), "\(said)")
        }
        // The export itself lies where the story made it; no home has a number of it.
        let export = try String(
            contentsOf: URL(filePath: folder.path + "/story/seoul.csv"), encoding: .utf8)
        let written = export.split(separator: "\n").dropFirst().compactMap {
            $0.split(separator: ",").dropFirst().first.map(String.init)
        }
        let numbers = Set(written + written.map { $0.replacingOccurrences(of: "-", with: "") })
        #expect(numbers.count > 700)
        let home = folder.path + "/story/seoul"
        let files = FileManager.default.enumerator(atPath: home)?.compactMap { $0 as? String } ?? []
        #expect(files.contains { $0.hasSuffix(".seal") })
        for file in files {
            // Folders cannot be read so.
            guard let bytes = try? Data(contentsOf: URL(filePath: "\(home)/\(file)")) else {
                continue
            }
            let text = String(decoding: bytes, as: UTF8.self)
            let words = Set(text.split { !$0.isNumber && $0 != "-" }.map(String.init))
            #expect(words.isDisjoint(with: numbers), "\(file)")
        }
    }
}
