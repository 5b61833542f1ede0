import DureCore
import DureNode
import DurePrivacy

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The table of speed, measured now.
///
/// `dure-speed [--json] [--rows KEY,KEY] [--peers FILE]… [--dure PATH] [--file PATH]`;
/// `Benchmarks/README.md` says what each row is.
@main
enum SpeedCommand {
    static func main() async {
        MemoryTuning.apply()
        do {
            try await run()
        } catch {
            StandardStreams.error("dure-speed: \(error)")
            exit(1)
        }
    }

    private static func run() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch arguments.first {
        case "coordinate" where arguments.count == 2:
            try await coordinate(RoundJob(parsing: arguments[1]))
        case "take-part" where arguments.count == 4:
            guard let member = Int(arguments[2]), let port = Int(arguments[3]) else {
                throw SpeedError.badArguments
            }
            try await takePart(RoundJob(parsing: arguments[1]), member: member, port: port)
        case "learn" where arguments.count == 3:
            guard let job = LearningJob(rawValue: arguments[1]), let threads = Int(arguments[2])
            else { throw SpeedError.badArguments }
            StandardStreams.out(try job.measure(threads: threads).text)
        default:
            try await SpeedRun(SpeedOptions(arguments)).run()
        }
    }

    private static func coordinate(_ job: RoundJob) async throws {
        let federation = try BenchFederation(of: job)
        switch job.kind {
        case .plain: try await PlainRound(job: job).coordinate(federation)
        case .masked, .study:
            let coordinator = try MaskedCoordinator(job, federation)
            try await BenchServer.serve(job, federation) {
                try await coordinator.coordinate($0)
            }
        }
    }

    private static func takePart(_ job: RoundJob, member: Int, port: Int) async throws {
        let federation = try BenchFederation(of: job)
        let connection = try await BenchServer.connect(federation, member: member, port: port)
        switch job.kind {
        case .plain: try await PlainRound(job: job).takePart(connection)
        case .masked, .study:
            var machine = try MaskedMember(job, federation, member: member)
            try await machine.takePart(connection)
        }
    }
}
