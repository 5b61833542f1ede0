/// The time of day, as a parameter.
package protocol WallClock: Sendable {
    /// Milliseconds since 1970-01-01 00:00 UTC.
    var millisecondsSinceEpoch: Int64 { get }
}

/// The machine's own clock.
package struct SystemWallClock: WallClock {
    /// Reads the system clock; there is nothing to set.
    package init() {}

    package var millisecondsSinceEpoch: Int64 {
        SystemTime.milliseconds()
    }
}
