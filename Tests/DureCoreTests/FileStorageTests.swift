import DureCore
import Foundation
import Testing

@Suite struct FileStorageTests {
    private func scratch() -> FileStorage {
        FileStorage(
            root: FileManager.default.temporaryDirectory
                .appending(path: "dure-core-\(UUID().uuidString)").path())
    }

    @Test func `a file is written whole, for this user alone, and leaves nothing beside it`() throws
    {
        let storage = scratch()
        defer { try? storage.removeAll() }
        try storage.write([1, 2, 3], to: "a/b")
        try storage.write([4], to: "a/b")
        #expect(try storage.read("a/b", byteCountMax: 10) == [4])
        #expect(try storage.list("a") == ["b"])
        let path = "\(storage.root)/a/b"
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect((mode as? NSNumber)?.intValue == 0o600)
    }

    @Test func `what is not there is nil, and what is too large is refused`() throws {
        let storage = scratch()
        defer { try? storage.removeAll() }
        #expect(try storage.read("none", byteCountMax: 1) == nil)
        #expect(try storage.list("none") == [])
        try storage.remove("none")
        try storage.append([1, 2], to: "log")
        try storage.append([3], to: "log")
        #expect(throws: StorageError.tooLarge(path: "log", limit: 2)) {
            try storage.read("log", byteCountMax: 2)
        }
        #expect(try storage.read("log", byteCountMax: 3) == [1, 2, 3])
    }

    @Test func `a held lock is refused to others until it is let go`() throws {
        let storage = scratch()
        defer { try? storage.removeAll() }
        var lock = try storage.hold("lock")
        #expect(lock != nil)
        #expect(try storage.hold("lock") == nil)
        #expect(try storage.holder(of: "lock") == Int(ProcessInfo.processInfo.processIdentifier))
        lock = nil
        #expect(lock == nil)
        #expect(try storage.hold("lock") != nil)
        #expect(try storage.holder(of: "none") == nil)
    }

    @Test func `temporary files of dead processes are removed, and nothing else`() throws {
        let storage = scratch()
        defer { try? storage.removeAll() }
        let own = "a/b/model.json.tmp\(ProcessInfo.processInfo.processIdentifier)"
        // Above any process number that a system gives.
        for name in [
            "node.toml.tmp2147483646", "a/b/model.json.tmp2147483646", own, "a/x.tmp", "c",
        ] { try storage.write([1], to: name) }
        #expect(try storage.removeLeftovers() == 2)
        #expect(try storage.list("") == ["a", "c"])
        #expect(try storage.list("a") == ["b", "x.tmp"])
        #expect(try storage.list("a/b").map { "a/b/\($0)" } == [own])
    }

    @Test func `a file where a folder should be is an error with its path`() throws {
        let storage = scratch()
        defer { try? storage.removeAll() }
        try storage.write([1], to: "a")
        #expect(throws: StorageError.self) { try storage.write([2], to: "a/b") }
        #expect(try storage.read("a", byteCountMax: 1) == [1])
    }
}
