#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// How much memory this process may hope for.
package enum MachineMemory {
    /// The machine's memory, in bytes, or the part of it that the process's group is granted.
    ///
    /// - Parameter groupLimit: What Linux writes in the control group's `memory.max`: bytes, or
    ///   `max` without a limit. Nil where there is none.
    package static func byteCount(groupLimit: String? = nil) -> Int {
        let pages = max(sysconf(Int32(_SC_PHYS_PAGES)), 1)
        let all = Int(pages) * Int(max(sysconf(Int32(_SC_PAGESIZE)), 1))
        let limit = groupLimit.flatMap { Int($0.filter { !$0.isWhitespace }) }
        return limit.map { $0 > 0 ? min($0, all) : all } ?? all
    }
}
