import DureCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Wall time and processor time from one moment on, and what the process holds.
struct Meter: Sendable {
    private let began = ContinuousClock.now
    private let processorBegan = Meter.processor

    /// Seconds of wall time since the beginning.
    var wall: Double {
        let (seconds, attoseconds) = (ContinuousClock.now - began).components
        return Double(seconds) + Double(attoseconds) / 1e18
    }

    /// Seconds that the processors worked for this process since the beginning.
    var cpu: Double { Self.processor - processorBegan }

    /// Seconds that the processors worked for this process, all threads together.
    private static var processor: Double { Double(clock()) / 1e6 }

    /// Seconds that the processors worked for processes that this one started and that have ended.
    static var childProcessor: Double {
        let usage = childUsage
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }

    /// The most memory that any of them held, in bytes.
    static var childMemoryPeak: Int { childUsage.ru_maxrss * 1_024 }

    private static var childUsage: rusage {
        var usage = rusage()
        // SAFETY: the pointer is to a local variable and is used only during the call.
        _ = unsafe getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &usage)
        return usage
    }

    private static func seconds(_ time: timeval) -> Double {
        Double(time.tv_sec) + Double(time.tv_usec) / 1e6
    }

    /// The most memory that the process ever held, in bytes; 0 where the system does not say.
    static func memoryPeak() throws -> Int {
        let line = try text(of: "/proc/self/status").split(separator: "\n")
            .first { $0.hasPrefix("VmHWM:") }
        let kilobytes = line?.split(separator: " ").compactMap { Int($0) }.first
        return (kilobytes ?? 0) * 1_024
    }

    /// How many threads wanted to run, on average over the last minute.
    static func load() throws -> String {
        try text(of: "/proc/loadavg").split(separator: " ").first.map(String.init) ?? ""
    }

    private static func text(of path: String) throws -> String {
        var reader = try FileReader(path: path, byteCountMax: 1 << 20)
        var bytes: [UInt8] = []
        while let part = try reader.next() { bytes += part }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension [Double] {
    /// The one in the middle; 0 of none.
    var median: Double {
        guard !isEmpty else { return 0 }
        let sorted = sorted()
        let middle = sorted.count / 2
        return sorted.count.isMultiple(of: 2)
            ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }
}
