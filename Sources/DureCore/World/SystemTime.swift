#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The one place that asks the operating system for the time of day.
enum SystemTime {
    static func milliseconds() -> Int64 {
        var time = timespec()
        // SAFETY: the pointer is to a local variable and is used only during the call.
        guard unsafe clock_gettime(CLOCK_REALTIME, &time) == 0 else {
            preconditionFailure("the system clock cannot be read")
        }
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }
}
