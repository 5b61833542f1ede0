import Foundation

/// Prints the figures of networks; with `products FOLDER`, writes products for another BLAS to
/// check.
@main enum NetworksMain {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        if let folder = arguments.last, arguments.first == "products", arguments.count == 2 {
            try MatrixProducts.write(into: URL(filePath: folder))
        } else {
            try NetworksBench.run()
        }
    }
}
