import DureCore
import DureNode

/// How far a file has been read, for whoever waits.
enum ImportProgress {
    /// Tells the progress on a terminal, and an encoding other than UTF-8.
    static var watch: ImportWatch {
        let began = ContinuousClock.now
        return ImportWatch(
            onProgress: { progress($0, of: $1, since: began) },
            onEncoding: { encoding in
                StandardStreams.error(
                    Speech.say(DataPhrases.encoding, ["encoding": encoding.rawValue]))
            })
    }

    /// A line on a terminal, redrawn each few megabytes; nothing for small files.
    private static func progress(
        _ byteCount: Int, of whole: Int?, since began: ContinuousClock.Instant
    ) {
        let step = 4 << 20
        guard StandardStreams.isTerminal, byteCount >= step,
            byteCount % step < FileReader.chunkByteCount
        else { return }
        let text = line(byteCount, of: whole, after: ContinuousClock.now - began)
        StandardStreams.status("\r\(text)\u{1b}[K\r")
    }

    /// The words for so much read in so much time.
    static func line(_ byteCount: Int, of whole: Int?, after time: Duration) -> String {
        let count = "\(byteCount / 1_000_000)"
        guard let whole, whole >= byteCount else {
            return Speech.say(DataPhrases.reading, ["count": count])
        }
        let seconds = Double(time.components.seconds) + 1
        let left = Int(seconds * Double(whole - byteCount) / Double(byteCount))
        let rest = left % 60 < 10 ? "0\(left % 60)" : "\(left % 60)"
        return Speech.say(
            DataPhrases.readingOf,
            [
                "count": count, "whole": "\(whole / 1_000_000)",
                "percent": "\(100 * byteCount / max(1, whole))", "left": "\(left / 60):\(rest)",
            ])
    }
}
