internal import Crypto
package import DureCore
internal import FoundationEssentials

/// The file format dure/seal1: chunks under AES-256-GCM that can be neither changed, cut, moved
/// nor added to, and that can be opened one by one (Docs/Protocol/seal1.md).
///
/// The construction is STREAM (Hoang, Reyhanitabar, Rogaway, Vizár 2015) with a counter for the
/// nonce, which is safe because every file has a key of its own.
package enum Seal1 {
    /// The first field of every sealed file.
    package static let magic = "dure/seal1"
    /// AES-256-GCM with HKDF-SHA-256.
    package static let suite: UInt32 = 1
    /// The plaintext bytes of a chunk, 256 KiB.
    package static let chunkByteCount = 262_144
    /// The largest chunk that is read, in bytes.
    package static let chunkByteCountMax = 1 << 20
    /// The bytes that a chunk grows by.
    package static let tagByteCount = 16
    static let saltByteCount = 32
    /// The most chunks of a file: their index has 32 bits.
    static let chunkCountMax = Int(UInt32.max)

    /// Which file it is.
    ///
    /// Every bit of it takes part in the key and in every chunk's tag.
    package struct Header: Sendable, Hashable {
        /// The dataset that the file is a part of.
        package let dataset: Name
        /// Which part.
        package let partition: UInt32
        /// The version of the partition's key.
        package let keyVersion: UInt32
        let chunkByteCount: Int
        let salt: [UInt8]

        /// Names a file that will be sealed.
        ///
        /// - Parameter salt: 32 fresh random bytes; they make the file's key its own.
        package init(
            dataset: Name, partition: UInt32, keyVersion: UInt32, salt: [UInt8],
            chunkByteCount: Int = Seal1.chunkByteCount
        ) {
            precondition(salt.count == Seal1.saltByteCount, "a salt of 32 bytes")
            precondition((1...Seal1.chunkByteCountMax).contains(chunkByteCount), "chunk size")
            self.dataset = dataset
            self.partition = partition
            self.keyVersion = keyVersion
            self.chunkByteCount = chunkByteCount
            self.salt = salt
        }

        /// The header as it stands at the beginning of the file.
        package var bytes: [UInt8] {
            var fields = CanonicalBytes(label: Seal1.magic)
            fields.append(Seal1.suite)
            fields.append(dataset.text)
            fields.append(partition)
            fields.append(UInt32(chunkByteCount))
            fields.append(salt)
            fields.append(keyVersion)
            return fields.bytes
        }
    }

    /// Seals the content as one file.
    ///
    /// - Parameters:
    ///   - content: At most 2^32 - 1 chunks; may be empty.
    ///   - dataKey: The partition's key, 32 bytes.
    package static func seal(
        _ content: [UInt8], header: Header, dataKey: borrowing SecretBytes
    ) throws -> [UInt8] {
        let size = header.chunkByteCount
        let count = chunkCount(contentByteCount: content.count, chunkByteCount: size)
        precondition(count <= chunkCountMax, "the chunk's index has 32 bits")
        let headerBytes = header.bytes
        let cipher = Cipher(headerBytes: headerBytes, header: header, dataKey: dataKey)
        var file = headerBytes
        file.reserveCapacity(file.count + content.count + count * tagByteCount)
        for index in 0..<count {
            let chunk = content[index * size..<min((index + 1) * size, content.count)]
            try cipher.seal(chunk, index: index, isLast: index == count - 1, into: &file)
        }
        return file
    }

    /// An empty content is one chunk too: the last one, of no bytes.
    static func chunkCount(contentByteCount: Int, chunkByteCount: Int) -> Int {
        max(1, (contentByteCount + chunkByteCount - 1) / chunkByteCount)
    }
}

extension Seal1 {
    /// The key and the associated data of one file.
    struct Cipher: Sendable {
        private let fileKey: SymmetricKey
        private let headerHash: [UInt8]

        init(headerBytes: [UInt8], header: Header, dataKey: borrowing SecretBytes) {
            headerHash = DureCore.Digest(of: headerBytes).bytes
            fileKey = HKDF<SHA256>.deriveKey(
                inputKeyMaterial: dataKey.key, salt: header.salt, info: headerHash,
                outputByteCount: 32)
        }

        func seal(
            _ chunk: ArraySlice<UInt8>, index: Int, isLast: Bool, into file: inout [UInt8]
        ) throws {
            let box = try AES.GCM.seal(
                chunk, using: fileKey, nonce: nonce(index: index, isLast: isLast),
                authenticating: headerHash)
            file.append(contentsOf: box.ciphertext)
            file.append(contentsOf: box.tag)
        }

        func open(_ sealed: ArraySlice<UInt8>, index: Int, isLast: Bool) throws -> Data {
            let box = try AES.GCM.SealedBox(
                nonce: nonce(index: index, isLast: isLast),
                ciphertext: sealed.dropLast(Seal1.tagByteCount),
                tag: sealed.suffix(Seal1.tagByteCount))
            return try AES.GCM.open(box, using: fileKey, authenticating: headerHash)
        }

        /// Seven zero bytes, the index, and 1 for the last chunk or 0 for another.
        private func nonce(index: Int, isLast: Bool) throws -> AES.GCM.Nonce {
            var bytes = [UInt8](repeating: 0, count: 7)
            bytes.append(bigEndian: UInt32(index))
            bytes.append(isLast ? 1 : 0)
            return try AES.GCM.Nonce(data: bytes)
        }
    }
}
