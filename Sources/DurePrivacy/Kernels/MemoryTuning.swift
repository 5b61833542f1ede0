#if canImport(Glibc)
    import Glibc
#endif

/// Settings of the C library's allocator for a process that makes many buffers of a megabyte.
package enum MemoryTuning {
    /// Keeps buffers of up to 8 MiB on the heap instead of mapping each anew from the system.
    ///
    /// A fresh mapping costs a page fault for every 4 KiB. Two heaps serve all threads: what each
    /// thread's own would keep for itself adds up where many connections carry large vectors. Call once, at the start of the process.
    /// Does nothing where the C library is not glibc.
    package static func apply() {
        #if canImport(Glibc)
            typealias Mallopt = @convention(c) (CInt, CInt) -> CInt
            // SAFETY: glibc's mallopt has this signature (mallopt(3)); Swift's overlay leaves it out,
            // so it is looked up by name, and where it is missing nothing is called.
            guard let symbol = unsafe dlsym(nil, "mallopt") else { return }
            let mallopt = unsafe unsafeBitCast(symbol, to: Mallopt.self)
            _ = mallopt(mmapThreshold, 8 << 20)
            _ = mallopt(trimThreshold, 32 << 20)
            _ = mallopt(arenaCountMax, 2)
        #endif
    }

    /// M_MMAP_THRESHOLD of malloc.h.
    private static let mmapThreshold: CInt = -3
    /// M_ARENA_MAX of malloc.h.
    private static let arenaCountMax: CInt = -8
    /// M_TRIM_THRESHOLD of malloc.h.
    private static let trimThreshold: CInt = -1
}
