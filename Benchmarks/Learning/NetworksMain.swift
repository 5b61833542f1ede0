/// Prints the figures of networks.
@main enum NetworksMain {
    static func main() throws { try NetworksBench.run() }
}
