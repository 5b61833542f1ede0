#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Whose a file is and who may do what with it.
package struct FileFacts: Sendable, Hashable {
    /// What stands under the name.
    package enum Kind: Sendable, Hashable {
        /// A file.
        case file
        /// A folder.
        case folder
        /// A link to something else.
        case link
        /// A device, a pipe, a socket.
        case other
    }

    /// What it is; a link is not followed.
    package let kind: Kind
    /// Whether it belongs to the user who runs this program.
    package let isOwn: Bool
    /// Whether it belongs to the system's administrator.
    package let isRoots: Bool
    /// The permission bits, with the sticky bit.
    package let mode: Int

    /// Looks at a path; nil where nothing is there or nothing may be seen.
    package init?(of path: String) {
        var status = stat()
        // SAFETY: the path is a C string for the length of the call, as is the local variable.
        guard unsafe lstat(path, &status) == 0 else { return nil }
        switch status.st_mode & S_IFMT {
        case S_IFREG: kind = .file
        case S_IFDIR: kind = .folder
        case S_IFLNK: kind = .link
        default: kind = .other
        }
        isOwn = status.st_uid == geteuid()
        isRoots = status.st_uid == 0
        mode = Int(status.st_mode & 0o7777)
    }

    /// Whether nobody but this user and the administrator may change it.
    package var isSafeFromOthers: Bool { (isOwn || isRoots) && mode & 0o022 == 0 }

    /// Whether a folder keeps others from replacing what is in it and is not theirs.
    package var keepsNames: Bool { (isOwn || isRoots) && (mode & 0o022 == 0 || isSticky) }

    private var isSticky: Bool { mode & 0o1000 != 0 }

    /// The path without links, dots and doubled slashes; nil where nothing is there.
    package static func realPath(of path: String) -> String? {
        // SAFETY: the system makes the string, which is copied and then freed.
        guard let real = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(real) }
        return unsafe String(cString: real)
    }
}
