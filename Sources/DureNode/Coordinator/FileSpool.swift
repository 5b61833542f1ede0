package import DureCore
internal import DureFederation

/// The uploads of the running attempt as plain files, one for each chunk; they are masked, and gone
/// with the attempt.
package struct FileSpool: UploadSpool {
    private let storage: FileStorage

    /// Keeps the files under a folder of the home.
    package init(home: FileStorage) {
        storage = FileStorage(root: "\(home.root)/spool")
    }

    package func write(
        _ bytes: [UInt8], chunk: Int, of member: UInt32, in attempt: Digest
    ) throws(StorageError) {
        try storage.writeVolatile(bytes, to: path(chunk, member, attempt))
    }

    package func read(
        chunk: Int, of member: UInt32, in attempt: Digest
    ) throws(StorageError) -> [UInt8] {
        let path = path(chunk, member, attempt)
        guard let bytes = try storage.read(path, byteCountMax: WireMessage.chunkByteCountMax)
        else { throw .failed(path: path, errno: 2) }
        return bytes
    }

    package func clear(keeping attempt: Digest?) throws(StorageError) {
        for name in try storage.list("") where name != attempt?.hex {
            try FileStorage(root: "\(storage.root)/\(name)").removeAll()
        }
    }

    private func path(_ chunk: Int, _ member: UInt32, _ attempt: Digest) -> String {
        "\(attempt.hex)/\(member).\(chunk)"
    }
}
