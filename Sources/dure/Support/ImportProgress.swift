import DureCore
import DureNode

/// How far a file has been read, for whoever waits.
enum ImportProgress {
    /// Tells the progress on a terminal, and an encoding other than UTF-8.
    static var watch: ImportWatch {
        ImportWatch(
            onProgress: progress,
            onEncoding: { encoding in
                StandardStreams.error(
                    Speech.say(DataPhrases.encoding, ["encoding": encoding.rawValue]))
            })
    }

    /// A line on a terminal, redrawn each few megabytes; nothing for small files.
    private static func progress(_ byteCount: Int) {
        let step = 4 << 20
        guard StandardStreams.isTerminal, byteCount >= step,
            byteCount % step < FileReader.chunkByteCount
        else { return }
        let text = Speech.say(DataPhrases.reading, ["count": "\(byteCount / 1_000_000)"])
        StandardStreams.status("\r\(text)\u{1b}[K\r")
    }
}
