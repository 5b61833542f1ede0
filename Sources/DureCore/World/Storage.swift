/// A place where named files live: a folder on disk, or memory in the simulator.
///
/// Paths are relative, with `/` between parts. A write is whole or not at all, and once it returns
/// it survives a crash.
package protocol Storage: Sendable {
    /// The file's bytes, or nil where there is none.
    ///
    /// - Throws: ``StorageError``; among others where the file is larger than `byteCountMax`.
    func read(_ path: String, byteCountMax: Int) throws(StorageError) -> [UInt8]?
    /// As ``read(_:byteCountMax:)``, into an array whose memory is used again: for a long file,
    /// fresh memory costs more than the reading.
    ///
    /// - Returns: Whether there is such a file; where not, what is in the array means nothing.
    func read(
        _ path: String, byteCountMax: Int, into bytes: inout [UInt8]
    ) throws(StorageError) -> Bool
    /// Replaces the file: temporary file, fsync, rename, fsync of the folder.
    func write(_ bytes: [UInt8], to path: String) throws(StorageError)
    /// Replaces the file without waiting for the disk: a reader finds the old file or the new one,
    /// and a machine that loses its power may lose both until ``sync(_:)`` returns.
    func writeUnsynced(_ bytes: [UInt8], to path: String) throws(StorageError)
    /// Waits until those files and their names survive a loss of power; one that is not there is
    /// left out.
    func sync(_ paths: [String]) throws(StorageError)
    /// How long the file is, or nil where there is none.
    func byteCount(of path: String) throws(StorageError) -> Int?
    /// Adds to the end of the file and syncs it.
    func append(_ bytes: [UInt8], to path: String) throws(StorageError)
    /// Removes the file, where there is one.
    func remove(_ path: String) throws(StorageError)
    /// The names in a folder, sorted; empty where there is no such folder.
    func list(_ folder: String) throws(StorageError) -> [String]
    /// Runs the body while no other process that asks for the same lock runs its own.
    func locked<Result>(_ path: String, _ body: () throws -> Result) throws -> Result
}

// A storage that knows no haste: everything is synced at once, and memory is always fresh.
extension Storage {
    package func writeUnsynced(_ bytes: [UInt8], to path: String) throws(StorageError) {
        try write(bytes, to: path)
    }

    package func read(
        _ path: String, byteCountMax: Int, into bytes: inout [UInt8]
    ) throws(StorageError) -> Bool {
        guard let found = try read(path, byteCountMax: byteCountMax) else { return false }
        bytes = found
        return true
    }

    package func sync(_ paths: [String]) throws(StorageError) {}

    package func byteCount(of path: String) throws(StorageError) -> Int? {
        try read(path, byteCountMax: Int.max)?.count
    }
}

/// What the world can do to a file.
///
/// No case carries what is in it.
@nonexhaustive
package enum StorageError: Error, Hashable, Sendable {
    /// The disk, or this user's share of it, is full.
    case full(path: String)
    /// This user may not do that there.
    case denied(path: String)
    /// The file is larger than it may be.
    case tooLarge(path: String, limit: Int)
    /// Anything else, with the system's own number for it.
    case failed(path: String, errno: Int32)
}
