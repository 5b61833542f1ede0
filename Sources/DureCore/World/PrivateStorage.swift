#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A storage that can say who else may read a file.
///
/// Keys are opened only through one of these.
package protocol PrivateStorage: Storage {
    /// Whether anybody but this user (and the system's own administrator) may read or change the
    /// file; false where there is no such file.
    func isExposed(_ path: String) throws(StorageError) -> Bool
}

extension FileStorage: PrivateStorage {
    package func isExposed(_ path: String) throws(StorageError) -> Bool {
        var status = stat()
        // SAFETY: the path is a C string for the length of the call, as is the local variable.
        guard unsafe stat("\(root)/\(path)", &status) == 0 else {
            switch errno {
            case ENOENT, ENOTDIR: return false
            case EACCES, EPERM: throw .denied(path: path)
            case let other: throw .failed(path: path, errno: other)
            }
        }
        let isOpenToOthers = status.st_mode & 0o077 != 0
        return isOpenToOthers || (status.st_uid != geteuid() && status.st_uid != 0)
    }
}
