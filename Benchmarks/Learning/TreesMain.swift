import DureCore
import DureLearning
import DureTensor
import Foundation

/// Boosted trees for other programs to time and to check: `speed` and `train`.
@main
struct TreesMain {
    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch (arguments.first, arguments.count) {
        case ("speed", 2...): try TreesSpeed(arguments).run()
        case ("train", 3): try TreesTraining(specification: arguments[1]).run(into: arguments[2])
        default:
            print("usage: dure-trees speed FOLDER [key=value…] | train SPECIFICATION FOLDER")
            exit(2)
        }
    }
}
