import DureCore
import DurePrivacy
import DureTesting
import Testing

struct BoxTests {
    private let info = Array("sctx, U1, 1, 2, share".utf8)
    private let content = Array("eighty bytes of shares".utf8)

    @Test(arguments: SecureAggregationSuite.allCases)
    func `a box opens for its key and its purpose alone`(suite: SecureAggregationSuite) throws {
        var generator = Seed(1).generator
        let owner = try suite.freshKeyPair(using: &generator)
        let other = try suite.freshKeyPair(using: &generator)
        let box = try suite.seal(content, to: owner.publicKey, info: info)
        #expect(box.count == content.count + suite.boxOverheadByteCount)
        #expect(owner.publicKey.count == suite.publicKeyByteCount)
        #expect(try owner.open(box, info: info).reveal() == content)
        #expect(throws: SecureAggregationError.boxRefused) { _ = try other.open(box, info: info) }
        #expect(throws: SecureAggregationError.boxRefused) {
            _ = try owner.open(box, info: info + [0])
        }
        #expect(throws: SecureAggregationError.boxRefused) { _ = try owner.open(box, info: []) }
    }

    @Test(arguments: SecureAggregationSuite.allCases)
    func `a box changed in one bit does not open`(suite: SecureAggregationSuite) throws {
        var generator = Seed(2).generator
        let owner = try suite.freshKeyPair(using: &generator)
        let box = try suite.seal(content, to: owner.publicKey, info: info)
        let places = [0, 31, 32, suite.encapsulatedByteCount - 1, suite.encapsulatedByteCount]
        for place in places + [box.count - 17, box.count - 16, box.count - 1] {
            // The top bit of an X25519 point is not part of it (RFC 7748, 5): flip the lowest.
            var changed = box
            changed[place] ^= 1
            #expect(throws: SecureAggregationError.boxRefused, "byte \(place)") {
                _ = try owner.open(changed, info: info)
            }
        }
        for wrong in [[], Array(box.dropLast()), box + [0], Array(box.prefix(20))] {
            #expect(throws: SecureAggregationError.boxRefused) {
                _ = try owner.open(wrong, info: info)
            }
        }
    }

    @Test(arguments: SecureAggregationSuite.allCases)
    func `swapped boxes do not open`(suite: SecureAggregationSuite) throws {
        var generator = Seed(3).generator
        let pairs = try (0..<2).map { _ in try suite.freshKeyPair(using: &generator) }
        let infos = [info + [0], info + [1]]
        let boxes = try (0..<2).map {
            try suite.seal(content, to: pairs[$0].publicKey, info: infos[$0])
        }
        for (pair, box) in zip(pairs, boxes.reversed()) {
            for info in infos {
                #expect(throws: SecureAggregationError.boxRefused) {
                    _ = try pair.open(box, info: info)
                }
            }
        }
    }

    @Test(arguments: SecureAggregationSuite.allCases)
    func `a seed gives the same key pair again`(suite: SecureAggregationSuite) throws {
        var generator = Seed(4).generator
        let seed = SecretBytes(count: 32, using: &generator)
        let first = try suite.keyPair(seed: seed)
        let second = try suite.keyPair(seed: seed)
        let other = try suite.keyPair(seed: SecretBytes(count: 32, using: &generator))
        #expect(first.publicKey == second.publicKey)
        #expect(first.publicKey != other.publicKey)
        let box = try suite.seal(content, to: first.publicKey, info: info)
        #expect(try second.open(box, info: info).reveal() == content)
        #expect(throws: SecureAggregationError.self) { try suite.keyPair(seed: SecretBytes([1])) }
    }

    @Test(arguments: SecureAggregationSuite.allCases)
    func `bad public keys are refused`(suite: SecureAggregationSuite) throws {
        let count = suite.publicKeyByteCount
        // The point zero; coefficients beyond the modulus of ML-KEM.
        let bad = [UInt8](repeating: suite == .x25519 ? 0 : 255, count: count)
        for key in [[], bad, [UInt8](repeating: 9, count: count - 1)] {
            #expect(throws: SecureAggregationError.badPublicKey) {
                _ = try suite.seal(content, to: key, info: info)
            }
        }
    }

    @Test func `points of small order neither close nor open a box`() throws {
        var generator = Seed(6).generator
        let suite = SecureAggregationSuite.x25519
        let owner = try suite.freshKeyPair(using: &generator)
        let box = try suite.seal(content, to: owner.publicKey, info: info)
        // Coordinates of order 4, 1, 2 and 8 on the curve or its twist (RFC 7748, 6.1).
        let points = [
            String(repeating: "00", count: 32),
            "01" + String(repeating: "00", count: 31),
            "ec" + String(repeating: "ff", count: 30) + "7f",
            "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        ]
        for point in try points.map({ try Hex.decode($0) }) {
            #expect(throws: SecureAggregationError.badPublicKey) {
                _ = try suite.seal(content, to: point, info: info)
            }
            #expect(throws: SecureAggregationError.boxRefused) {
                _ = try owner.open(point + box.dropFirst(32), info: info)
            }
        }
    }

    @Test func `a box of one suite does not open in the other`() throws {
        var generator = Seed(5).generator
        let seed = SecretBytes(count: 32, using: &generator)
        let small = try SecureAggregationSuite.x25519.keyPair(seed: seed)
        let large = try SecureAggregationSuite.xWing.keyPair(seed: seed)
        let box = try SecureAggregationSuite.xWing.seal(content, to: large.publicKey, info: info)
        #expect(throws: SecureAggregationError.boxRefused) { _ = try small.open(box, info: info) }
        #expect(SecureAggregationSuite.standard == .xWing)
    }
}
