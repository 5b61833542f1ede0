import Foundation
import Testing

@Suite(.enabled(if: Program.isBuilt, Program.missing))
struct FullDiskTests {
    @Test(.enabled(if: SmallDisk.canMount, "needs the right to mount a tmpfs"))
    func `a full disk is told in plain words and leaves nothing half-written`() throws {
        let folder = try TemporaryFolder()
        let disk = folder.path + "/disk"
        try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
        #expect(try SmallDisk.mount(disk))
        // A disk that stays mounted is the test machine's own business.
        defer { _ = try? SmallDisk.unmount(disk) }
        let home = disk + "/home"
        let made = try Program.run([
            "init", "--home", home, "--name", "clinic", "--economy", "KR",
        ])
        #expect(made.status == 0, "\(made.error)")
        let rows = (0..<60_000).map { "\($0),\($0 % 97),\($0 % 2)\n" }
        let table = try folder.file("big.csv", "id,age,sex\n" + rows.joined())
        let card = try folder.file("card.toml", Clinic.card)
        let imported = try Program.run([
            "data", "import", table, "--home", home, "--name", "heart", "--card", card,
        ])
        #expect(imported.status == 1)
        #expect(imported.error.contains("The disk is full"), "\(imported.error)")
        #expect(try isEmpty(home))
        #expect(try Program.run(["ledger", "verify", home]).status == 0)
        // What fits comes in afterwards, under the same name.
        let small = try folder.file("small.csv", "id,age,sex\n" + rows.prefix(50).joined())
        let later = try Program.run([
            "data", "import", small, "--home", home, "--name", "heart", "--card", card,
        ])
        #expect(later.status == 0, "\(later.error)")
    }
}

/// A tmpfs of 1 MiB.
enum SmallDisk {
    static let canMount: Bool = {
        do {
            let folder = try TemporaryFolder()
            return try mount(folder.path) && unmount(folder.path)
        } catch {
            return false
        }
    }()

    static func mount(_ folder: String) throws -> Bool {
        let arguments = ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder]
        return try Program.run("/bin/mount", arguments).status == 0
    }

    static func unmount(_ folder: String) throws -> Bool {
        try Program.run("/bin/umount", [folder]).status == 0
    }
}
