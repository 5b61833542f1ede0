import DureCore
import DureLearning
import DureTensor
import Foundation

/// How fast boosted trees are, for other programs to compare.
@main
struct TreesMain {
    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        guard arguments.first == "speed", arguments.count > 1 else {
            print("usage: dure-trees speed FOLDER [key=value…]")
            exit(2)
        }
        try TreesSpeed(arguments).run()
    }
}
