#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

extension Array {
    /// An empty array with room for so many elements, in large pages where the system has them.
    ///
    /// For what is filled at once: most of the time that a fresh page of 4 KiB costs is the system's
    /// for the page, and not for its bytes.
    package init(reserving count: Int) {
        self.init()
        append(addingCapacity: count) { out in
            // SAFETY: the pointer is used only during the call, and nothing is read or written there.
            unsafe out.withUnsafeMutableBufferPointer { room, _ in
                unsafe adviseLargePages(UnsafeMutableRawBufferPointer(room))
            }
        }
    }
}

/// A large page on all processors that have them.
private let largePageByteCount = 1 << 21

/// Asks the system for large pages within that memory; where it has none, nothing happens.
private func adviseLargePages(_ room: UnsafeMutableRawBufferPointer) {
    #if os(Linux)
        guard room.count >= largePageByteCount, let start = room.baseAddress else { return }
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        let first = unsafe start.alignedUp(toMultipleOf: page)
        let byteCount = unsafe (room.count - (first - start)) / page * page
        // SAFETY: whole pages of the memory at hand; the advice changes nothing of what is in them.
        _ = unsafe madvise(first, byteCount, MADV_HUGEPAGE)
    #endif
}
