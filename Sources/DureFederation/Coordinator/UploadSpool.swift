package import DureCore

/// Where the coordinator keeps the masked uploads of the running attempt, chunk by chunk, so that
/// one can be taken out of the sum again and an auditor can ask for any of them.
package protocol UploadSpool: Sendable {
    /// Keeps one chunk.
    func write(_ bytes: [UInt8], chunk: Int, of member: UInt32) throws(StorageError)
    /// A chunk that was kept.
    func read(chunk: Int, of member: UInt32) throws(StorageError) -> [UInt8]
    /// Forgets everything.
    func clear() throws(StorageError)
}
