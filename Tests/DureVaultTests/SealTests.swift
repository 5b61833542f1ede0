import DureCore
import DureTesting
import Testing

@testable import DureVault

private let dataKeyBytes = (0..<32).map { UInt8($0) }
private let salt = (0x80..<0xa0).map { UInt8($0) }

/// The known answers of Docs/Protocol/seal1.md, made by another implementation (Python's
/// `cryptography`).
private enum Answer {
    static let content = "one field, many hands, one sum"
    static let short =
        "0000000a647572652f7365616c310000000400000001000000067669736974730000000400000007"
        + "000000040000001000000020808182838485868788898a8b8c8d8e8f909192939495969798999a9b"
        + "9c9d9e9f0000000400000003d349c989c0149f472c450808ac953a2604d8a37688f249c395e69b7c"
        + "d0ae9e0c399487175a43989a85c1762b7ce058c37039b1281342d6d2720860fd27ac"
    static let empty =
        "0000000a647572652f7365616c310000000400000001000000067669736974730000000400000007"
        + "000000040000001000000020808182838485868788898a8b8c8d8e8f909192939495969798999a9b"
        + "9c9d9e9f00000004000000037c36114b6df07d2da7fc659e86baba8c"
    static let bigDigest = "5f6e12ec41fd9263f953ae42e68cbf6fde704e741644d205ef0c5cc02e2435a2"
}

private func header(
    dataset: String = "visits", partition: UInt32 = 7, keyVersion: UInt32 = 3,
    chunkByteCount: Int = 16, salt: [UInt8] = salt
) throws -> Seal1.Header {
    Seal1.Header(
        dataset: try Name(dataset), partition: partition, keyVersion: keyVersion, salt: salt,
        chunkByteCount: chunkByteCount)
}

private func seal(_ content: [UInt8], _ header: Seal1.Header) throws -> [UInt8] {
    try Seal1.seal(content, header: header, dataKey: SecretBytes(dataKeyBytes))
}

private func open(_ file: [UInt8], partition: UInt32 = 7) throws(VaultError) -> SealedFile {
    guard let name = try? Name("visits") else { preconditionFailure("a good name") }
    return try SealedFile(
        file, file: "f", dataset: name, partition: partition, keyVersion: 3,
        dataKey: SecretBytes(dataKeyBytes))
}

private func content(_ file: [UInt8]) throws -> [UInt8] { try open(file).content() }

@Test func `sealed files are those of the other implementation`() throws {
    #expect(Hex.encode(try seal(Array(Answer.content.utf8), header())) == Answer.short)
    #expect(Hex.encode(try seal([], header())) == Answer.empty)
    let big = (0..<600_000).map { UInt8($0 % 251) }
    let file = try seal(big, header(chunkByteCount: Seal1.chunkByteCount))
    #expect(Digest(of: file).hex == Answer.bigDigest)
    #expect(try content(file) == big)
}

@Test(arguments: [0, 1, 15, 16, 17, 31, 32, 33, 100])
func `content of any length opens whole and in parts`(count: Int) throws {
    let plain = (0..<count).map { UInt8($0) }
    let file = try open(try seal(plain, header()))
    #expect(file.contentByteCount == count)
    #expect(file.chunkCount == max(1, (count + 15) / 16))
    #expect(try file.content() == plain)
    var cursor = SealedCursor(file)
    for start in stride(from: 0, through: count, by: 7) {
        for end in stride(from: start, through: count, by: 5) {
            cursor.seek(to: start)
            #expect(try cursor.bytes(end - start) == Array(plain[start..<end]))
            #expect(throws: VaultError.sealBroken(file: "f", fault: .length)) {
                try cursor.bytes(count - end + 1)
            }
        }
    }
    if file.chunkCount > 2 { #expect(try file.chunk(at: 1) == Array(plain[16..<32])) }
}

@Test func `every flipped bit is refused`() throws {
    let file = try seal((0..<40).map { UInt8($0) }, header())
    for position in file.indices {
        var changed = file
        changed[position] ^= 1 << UInt8(position % 8)
        #expect(throws: VaultError.self, "byte \(position)") { try content(changed) }
    }
}

@Test(arguments: [0, 16, 40, 48])
func `every cut and every addition is refused`(count: Int) throws {
    let file = try seal((0..<count).map { UInt8($0) }, header())
    for length in 0..<file.count {
        #expect(throws: VaultError.self, "\(length) bytes") {
            try content(Array(file[..<length]))
        }
    }
    for extra in [1, 15, 16, 17, 32, 33] {
        #expect(throws: VaultError.self, "\(extra) more") {
            try content(file + [UInt8](repeating: 0, count: extra))
        }
    }
}

@Test func `chunks cannot be moved doubled or dropped`() throws {
    let head = try header().bytes.count
    let file = try seal((0..<48).map { UInt8($0) }, header())
    let chunks = (0..<3).map { Array(file[head + $0 * 32..<head + ($0 + 1) * 32]) }
    func build(_ order: [Int]) -> [UInt8] { order.reduce(Array(file[..<head])) { $0 + chunks[$1] } }
    #expect(try content(build([0, 1, 2])).count == 48)
    for order in [
        [1, 0, 2], [0, 2, 1], [0, 1, 1], [0, 0, 2], [0, 2], [0, 1], [1, 2], [0, 1, 2, 2],
    ] {
        #expect(throws: VaultError.self) { try content(build(order)) }
    }
}

@Test func `a chunk of another file is refused even under the same key`() throws {
    let head = try header().bytes.count
    let mine = try seal((0..<40).map { UInt8($0) }, header())
    for other in [
        try header(salt: [UInt8](repeating: 1, count: 32)), try header(partition: 8),
        try header(keyVersion: 4), try header(dataset: "vjsits"),
    ] {
        let theirs = try seal((0..<40).map { UInt8($0) }, other)
        #expect(throws: VaultError.sealBroken(file: "f", fault: .chunk(index: 0))) {
            try content(Array(mine[..<head]) + Array(theirs[head...]))
        }
    }
}

@Test func `the header must be the one asked for`() throws {
    func fault(_ header: Seal1.Header) throws -> VaultError? {
        let file = try seal([1, 2, 3], header)
        return #expect(throws: VaultError.self) { try content(file) }
    }
    func broken(_ fault: SealFault) -> VaultError { .sealBroken(file: "f", fault: fault) }
    #expect(try fault(header(dataset: "others")) == broken(.header(field: "dataset")))
    #expect(try fault(header(partition: 6)) == broken(.header(field: "partition")))
    #expect(try fault(header(keyVersion: 2)) == broken(.header(field: "key version")))
    var file = try seal([1, 2, 3], header())
    file[21] = 2  // The suite's last byte.
    #expect(throws: broken(.suite(found: 2))) { try content(file) }
    #expect(throws: broken(.notSealed)) { try content([]) }
    #expect(throws: broken(.notSealed)) { try content(Array("id,age\n1,2\n".utf8)) }
}

@Test func `another data key opens nothing`() throws {
    let file = try seal([1, 2, 3], header())
    let sealed = try SealedFile(
        file, file: "f", dataset: try Name("visits"), partition: 7, keyVersion: 3,
        dataKey: SecretBytes([UInt8](repeating: 9, count: 32)))
    #expect(throws: VaultError.sealBroken(file: "f", fault: .chunk(index: 0))) {
        try sealed.content()
    }
}

@Test(arguments: Seed.batch(200))
func `random bytes behind a good beginning never open`(seed: Seed) throws {
    var generator = seed.generator
    let file = try seal((0..<40).map { UInt8($0) }, header())
    let kept = Int.random(in: 0..<file.count, using: &generator)
    let noise = generator.bytes(count: Int.random(in: 1...80, using: &generator))
    guard Array(file[..<kept]) + noise != file else { return }
    #expect(throws: VaultError.self) { try content(Array(file[..<kept]) + noise) }
}
