package import DureCore

/// A sealed file that can be opened chunk by chunk.
///
/// Making one checks the header; a chunk is checked when it is opened, and nothing of a chunk is
/// handed out before its tag is right.
package struct SealedFile: Sendable {
    /// How many plaintext bytes the file holds, as its length says; true once the last chunk opened.
    package let contentByteCount: Int
    /// How many chunks.
    package let chunkCount: Int

    /// The file's name, for errors.
    let file: String
    /// The plaintext bytes of every chunk but the last.
    let chunkByteCount: Int

    private let bytes: [UInt8]
    private let bodyStart: Int
    private let cipher: Seal1.Cipher

    /// Reads the header and holds it against what was asked for.
    ///
    /// - Parameters:
    ///   - bytes: The whole file.
    ///   - file: Its name, for errors.
    ///   - dataKey: The partition's key, 32 bytes.
    /// - Throws: ``VaultError/sealBroken(file:fault:)``.
    package init(
        _ bytes: [UInt8], file: String, dataset: Name, partition: UInt32, keyVersion: UInt32,
        dataKey: borrowing SecretBytes
    ) throws(VaultError) {
        let header = try Self.header(of: bytes, file: file)
        guard header.dataset == dataset else { throw Self.refused(file, "dataset") }
        guard header.partition == partition else { throw Self.refused(file, "partition") }
        guard header.keyVersion == keyVersion else { throw Self.refused(file, "key version") }
        let headerBytes = header.bytes
        let body = bytes.count - headerBytes.count
        let sealedChunk = header.chunkByteCount + Seal1.tagByteCount
        let count = (body + sealedChunk - 1) / sealedChunk
        let rest = body - (count - 1) * sealedChunk
        // A last chunk has its tag; only the first chunk of all may hold nothing beside it.
        guard count >= 1, count <= Seal1.chunkCountMax, rest >= Seal1.tagByteCount,
            rest > Seal1.tagByteCount || count == 1
        else { throw .sealBroken(file: file, fault: .length) }
        self.bytes = bytes
        self.file = file
        chunkByteCount = header.chunkByteCount
        bodyStart = headerBytes.count
        chunkCount = count
        contentByteCount = body - count * Seal1.tagByteCount
        cipher = Seal1.Cipher(headerBytes: headerBytes, header: header, dataKey: dataKey)
    }

    /// The plaintext of one chunk.
    ///
    /// - Throws: ``VaultError/sealBroken(file:fault:)``.
    package func chunk(at index: Int) throws(VaultError) -> [UInt8] {
        var plain: [UInt8] = []
        try append(chunk: index, to: &plain)
        return plain
    }

    /// The plaintext of the whole file.
    ///
    /// - Throws: ``VaultError/sealBroken(file:fault:)``.
    package func content() throws(VaultError) -> [UInt8] {
        var plain: [UInt8] = []
        plain.reserveCapacity(contentByteCount)
        for index in 0..<chunkCount { try append(chunk: index, to: &plain) }
        return plain
    }

    /// Adds the plaintext of one chunk.
    ///
    /// - Throws: ``VaultError/sealBroken(file:fault:)``.
    func append(chunk index: Int, to plain: inout [UInt8]) throws(VaultError) {
        precondition((0..<chunkCount).contains(index), "a chunk of this file")
        let sealedChunk = chunkByteCount + Seal1.tagByteCount
        let start = bodyStart + index * sealedChunk
        let sealed = bytes[start..<min(start + sealedChunk, bytes.count)]
        do {
            let isLast = index == chunkCount - 1
            plain += try cipher.open(sealed, index: index, isLast: isLast)
        } catch {
            // The library says only that the tag is wrong, which is what the case says.
            throw .sealBroken(file: file, fault: .chunk(index: index))
        }
    }

    private static func header(
        of bytes: [UInt8], file: String
    ) throws(VaultError) -> Seal1.Header {
        let start = CanonicalBytes(label: Seal1.magic).bytes
        guard bytes.starts(with: start) else { throw .sealBroken(file: file, fault: .notSealed) }
        do throws(WireError) {
            var reader = CanonicalReader(bytes)
            _ = try reader.text("magic", byteCountMax: start.count)
            let suite = try reader.uint32("suite")
            guard suite == Seal1.suite else {
                throw WireError.version(found: suite)
            }
            let dataset = try Name(try reader.text("dataset", byteCountMax: Name.byteCountMax))
            let partition = try reader.uint32("partition")
            let size = try reader.count("chunk size", max: Seal1.chunkByteCountMax)
            guard size >= 1 else { throw WireError.malformed(field: "chunk size") }
            let salt = try reader.field("salt", byteCountMax: Seal1.saltByteCount)
            guard salt.count == Seal1.saltByteCount else {
                throw WireError.wrongLength(field: "salt")
            }
            let keyVersion = try reader.uint32("key version")
            return Seal1.Header(
                dataset: dataset, partition: partition, keyVersion: keyVersion, salt: salt,
                chunkByteCount: size)
        } catch {
            throw .sealBroken(file: file, fault: fault(error))
        }
    }

    private static func fault(_ error: WireError) -> SealFault {
        switch error {
        case .version(let found): .suite(found: found)
        case .truncated: .length
        case .malformed(let field), .wrongLength(let field), .tooLarge(let field, _):
            .header(field: field)
        default: .header(field: "header")
        }
    }

    private static func refused(_ file: String, _ field: String) -> VaultError {
        .sealBroken(file: file, fault: .header(field: field))
    }
}
