import DureCore
import Foundation
import Testing

@testable import DureVault

/// A folder that goes away with the test.
private final class Folder {
    let path = FileManager.default.temporaryDirectory
        .appending(path: "dure-vault-\(UUID().uuidString)").path

    init() throws {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        // A folder left in the temporary directory harms nothing.
        try? FileManager.default.removeItem(atPath: path)
    }
}

@Test(arguments: [0o644, 0o640, 0o606, 0o660])
func `a key file on disk is ours alone or is not opened`(mode: Int) throws {
    let folder = try Folder()
    let slots = RootKeySlots(home: FileStorage(root: folder.path))
    var generator = SystemSecureGenerator()
    let key = try slots.create(.plainFile, day: "2026-12-01", using: &generator)
    #expect(try slots.open(.plainFile).id == key.id)
    let path = RootKeySlots.plainPath(of: key.id)
    try FileManager.default.setAttributes(
        [.posixPermissions: mode], ofItemAtPath: folder.path + "/" + path)
    #expect(throws: VaultError.keyFileExposed(path: path)) {
        _ = try slots.open(.plainFile)
    }
}

@Test func `a file is read in chunks up to its limit`() throws {
    let folder = try Folder()
    let path = folder.path + "/table.csv"
    let row = "12,Daegu\n"
    let rowCount = 40_000
    try Data(("age,city\n" + String(repeating: row, count: rowCount)).utf8)
        .write(to: URL(filePath: path))
    var file = try FileReader(path: path, byteCountMax: 1 << 20)
    var reader = try CSVReader()
    var chunkCount = 0
    while let chunk = try file.next() {
        try reader.feed(chunk)
        chunkCount += 1
    }
    #expect(chunkCount == 2)
    #expect(try reader.finish().schema.rowCount == rowCount)
    #expect(throws: StorageError.tooLarge(path: path, limit: 1_000)) {
        _ = try FileReader(path: path, byteCountMax: 1_000)
    }
    #expect(throws: StorageError.self) {
        _ = try FileReader(path: folder.path + "/none.csv", byteCountMax: 1_000)
    }
    #expect(throws: StorageError.self) {
        var directory = try FileReader(path: folder.path, byteCountMax: 1 << 20)
        _ = try directory.next()
    }
}
