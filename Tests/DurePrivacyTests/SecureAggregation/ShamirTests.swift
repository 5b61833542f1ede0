import DureCore
import DureTesting
import Testing

@testable import DurePrivacy

struct ShamirTests {
    @Test func `shares and the secret are the known ones`() throws {
        let rows = try SecureAggregationVectors.rows("shamir-p61")
        let cases = Dictionary(grouping: rows) { $0["case"] ?? "" }
        for (name, rows) in cases.sorted(by: { $0.key < $1.key }) {
            let row = try #require(rows.first)
            let threshold = try row.int("t")
            let secret = SecretBytes(try row.bytes("secret_hex"))
            let shares = try Shamir.split(
                secret, coefficients: coefficients(rows, threshold: threshold),
                holders: Array(1...row.int("n")))
            for row in rows where row["kind"] == "share" {
                let share = shares[try row.int("index") - 1]
                #expect(try share.holder == row.int("index"))
                #expect(try share.limbs.map(\.value) == row.words("values"), "case \(name)")
            }
            let last = Array(shares.suffix(threshold))
            let found = try ShamirWeights(holders: last.map(\.holder)).secret(from: last)
            let isFound = found.matches(secret)
            #expect(isFound)
        }
    }

    @Test(arguments: Seed.batch(24))
    func `any threshold of shares gives the secret`(seed: Seed) throws {
        var generator = seed.generator
        let count = Int.random(in: 1...20, using: &generator)
        let threshold = Int.random(in: 1...count, using: &generator)
        let secret = SecretBytes(count: 32, using: &generator)
        let shares = try Shamir.split(
            secret, threshold: threshold, count: count, using: &generator)
        let some = Array(shares.shuffled(using: &generator).prefix(threshold))
        let travelled = try some.map { try ShamirShare(holder: $0.holder, bytes: $0.bytes) }
        #expect(travelled == some)
        let weights = try ShamirWeights(holders: some.map(\.holder))
        let isFound = try weights.secret(from: travelled).matches(secret)
        #expect(isFound)
    }

    @Test(arguments: Seed.batch(16))
    func `one share too few does not give the secret`(seed: Seed) throws {
        var generator = seed.generator
        let secret = SecretBytes(count: 32, using: &generator)
        let shares = try Shamir.split(secret, threshold: 4, count: 6, using: &generator)
        let some = Array(shares.shuffled(using: &generator).prefix(3))
        let isFound = isSecret(secret, behind: some)
        #expect(!isFound)
    }

    @Test(arguments: Seed.batch(16))
    func `a share with one bit flipped does not give the secret`(seed: Seed) throws {
        var generator = seed.generator
        let secret = SecretBytes(count: 32, using: &generator)
        var shares = try Shamir.split(secret, threshold: 3, count: 3, using: &generator)
        var bytes = shares[1].bytes
        let bit = Int.random(in: 0..<320, using: &generator)
        bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        // A flip above bit 61 leaves the field, and is refused at once.
        guard let changed = try? ShamirShare(holder: 2, bytes: bytes) else {
            #expect(bit % 64 >= 61)
            return
        }
        shares[1] = changed
        let isFound = isSecret(secret, behind: shares)
        #expect(!isFound)
    }

    @Test func `holders that cannot be are refused`() throws {
        var generator = Seed(1).generator
        for holders in [[], [1, 1], [0, 1], [-1, 2], [1, Thresholds.memberCountMax + 1]] {
            #expect(throws: SecureAggregationError.unusableHolders(count: holders.count)) {
                try ShamirWeights(holders: holders)
            }
            #expect(throws: SecureAggregationError.unusableHolders(count: holders.count)) {
                try Shamir.split(
                    SecretBytes([UInt8](repeating: 0, count: 32)), threshold: 1, holders: holders,
                    using: &generator)
            }
        }
        for threshold in [0, 4] {
            #expect(throws: SecureAggregationError.unusableHolders(count: 3)) {
                try Shamir.split(
                    SecretBytes([UInt8](repeating: 0, count: 32)), threshold: threshold, count: 3,
                    using: &generator)
            }
        }
        #expect(throws: SecureAggregationError.self) {
            try Shamir.split(SecretBytes([1, 2]), threshold: 2, count: 3, using: &generator)
        }
    }

    @Test func `malformed shares are refused`() {
        let whole = [UInt8](repeating: 0, count: 40)
        for bytes in [[], Array(whole.dropLast()), whole + [0]] {
            #expect(throws: SecureAggregationError.malformedShare(holder: 3)) {
                try ShamirShare(holder: 3, bytes: bytes)
            }
        }
        var modulus = whole
        modulus.replaceSubrange(8..<16, with: [255, 255, 255, 255, 255, 255, 255, 0x1f])
        #expect(throws: SecureAggregationError.malformedShare(holder: 3)) {
            try ShamirShare(holder: 3, bytes: modulus)
        }
        #expect(throws: SecureAggregationError.malformedShare(holder: 0)) {
            try ShamirShare(holder: 0, bytes: whole)
        }
    }

    @Test func `shares of other holders are not combined`() throws {
        var generator = Seed(1).generator
        let secret = SecretBytes(count: 32, using: &generator)
        let shares = try Shamir.split(secret, threshold: 2, count: 3, using: &generator)
        let weights = try ShamirWeights(holders: [1, 2])
        for wrong in [[shares[1], shares[0]], [shares[0], shares[2]], [shares[0]]] {
            #expect(throws: SecureAggregationError.unusableHolders(count: wrong.count)) {
                _ = try weights.secret(from: wrong)
            }
        }
    }

    @Test(arguments: Seed.batch(32))
    func `the field computes modulo its prime`(seed: Seed) throws {
        var generator = seed.generator
        let modulus = FieldElement.modulus
        let edges: [UInt64] = [0, 1, 2, modulus - 1, modulus - 2, 1 << 60]
        for left in edges + [FieldElement.random(using: &generator).value] {
            for right in edges + [FieldElement.random(using: &generator).value] {
                let a = try #require(FieldElement(left))
                let b = try #require(FieldElement(right))
                #expect((a + b).value == (left + right) % modulus)
                #expect((a - b).value == (left + modulus - right) % modulus)
                let product = left.multipliedFullWidth(by: right)
                #expect((a * b).value == modulus.dividingFullWidth(product).remainder)
                if left != 0 { #expect(a * a.inverse == .one) }
            }
        }
        #expect(FieldElement(modulus) == nil)
    }

    private func coefficients(
        _ rows: [[String: String]], threshold: Int
    ) throws -> [[FieldElement]] {
        if rows.contains(where: { $0["kind"] == "coef-rule" }) {
            return try (0..<5).map { limb in
                try (1..<threshold).map { power in
                    let digest = Digest(of: Array("coef5/\(limb)/\(power)".utf8))
                    let word = digest.bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
                    return try #require(FieldElement(word % FieldElement.modulus))
                }
            }
        }
        let given = rows.filter { $0["kind"] == "coef" }
        try #require(given.count == 5)
        return try given.map { try $0.words("values").map { try #require(FieldElement($0)) } }
    }

    private func isSecret(_ secret: borrowing SecretBytes, behind shares: [ShamirShare]) -> Bool {
        do {
            let found = try ShamirWeights(holders: shares.map(\.holder)).secret(from: shares)
            return found.matches(secret)
        } catch {
            return false
        }
    }
}
