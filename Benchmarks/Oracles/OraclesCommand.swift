import DureCharter
import DureCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Random charters and requests with the product's answers, one charter a line.
///
/// `dure-oracles [CHARTERS] [REQUESTS] [SEED]`: each line is a JSON object with `charter`, a TOML
/// text, and `cases`, a list of `request` and `verdict`. `charters.py` holds them against others.
@main
enum OraclesCommand {
    static func main() {
        let numbers = CommandLine.arguments.dropFirst().map { Int($0) ?? 0 }
        let charterCount = numbers.first ?? 2_000
        let requestCount = numbers.dropFirst().first ?? 50
        var random = CharterGenerator(seed: UInt64(numbers.dropFirst(2).first ?? 1))
        do {
            for _ in 0..<charterCount { try printCharter(requestCount, &random) }
        } catch {
            StandardStreams.error("dure-oracles: \(error)")
            exit(1)
        }
    }

    private static func printCharter(
        _ requestCount: Int, _ random: inout CharterGenerator
    ) throws {
        let text = random.charter()
        let charter = try Charter(parsing: Array(text.utf8))
        var cases: [JSONValue] = []
        for _ in 0..<requestCount {
            let json = random.request()
            let request = try CharterRequest(json, date: "2026-06-15")
            cases.append([
                "request": json, "verdict": .string(charter.decide(request).verdict.rawValue),
            ])
        }
        let line: JSONValue = ["charter": .string(text), "cases": .array(cases)]
        StandardStreams.out(line.canonicalText)
    }
}
