import DureCore
import Foundation
import Testing

/// A process that enters into its ledger and is ended as a power cut would end it.
@Suite(.enabled(if: Program.isBuilt, Program.missing))
struct LedgerKillTests {
    private static let lifeCount = 8

    @Test(arguments: CrashSeed.batch(1))
    func `kill -9 among appends loses no entry that was said to be safe`(
        seed: CrashSeed
    ) throws {
        let folder = try TemporaryFolder()
        let home = folder.path + "/home"
        var seed = seed
        var sizes = [0]
        for life in 0..<Self.lifeCount {
            let safe = try Self.live(
                home, said: folder.file("said-\(life)", ""),
                milliseconds: seed.next(below: 300))
            #expect(safe > sizes[life], "\(seed)")
            let verified = try Program.run(["ledger", "verify", home, "--json"])
            #expect(verified.status == 0, "\(seed) \(verified.output)")
            let size = try Self.json(verified.output)["size"]?.int.map { Int($0) } ?? 0
            // At most the batch that was under way has come in beside what was said.
            #expect((safe...safe + 7).contains(size), "\(seed)")
            sizes.append(size)
        }
        let shown = try Program.run(["ledger", "show", home, "--last", "10000", "--json"])
        let entries = try Self.json(shown.output).elements ?? []
        #expect(entries.count == min(10_000, sizes[Self.lifeCount]))
        // Each is there once and in its place, over all lives.
        #expect(entries.allSatisfy { $0["details"]?["number"] == $0["index"] }, "\(seed)")
    }

    /// Lets it work for a while after its first batch; answers the last size that it said.
    private static func live(_ home: String, said: String, milliseconds: Int) throws -> Int {
        let process = Process()
        process.executableURL = URL(filePath: Program.root + "/.build/debug/dure-ledgers")
        process.arguments = ["append", home]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: URL(filePath: said))
        try process.run()
        var sizes: [Int] = []
        for _ in 0..<3_000 where sizes.isEmpty && process.isRunning {
            usleep(10_000)
            sizes = try read(said)
        }
        usleep(UInt32(milliseconds) * 1_000)
        kill(process.processIdentifier, SIGKILL)
        process.waitForEnd()
        return try read(said).last ?? 0
    }

    /// The sizes it has said; a line that the kill cut short is left out.
    private static func read(_ said: String) throws -> [Int] {
        let text = try String(contentsOf: URL(filePath: said), encoding: .utf8)
        guard let end = text.lastIndex(of: "\n") else { return [] }
        return text[..<end].split(separator: "\n").compactMap { Int($0) }
    }

    private static func json(_ text: String) throws -> JSONValue {
        try JSONValue(parsing: Array(text.utf8), byteCountMax: 64 << 20)
    }
}
