import DureCore
import DurePrivacy
import DureTesting
import Testing

/// One case of `secagg-round.tsv`, by kind and members.
private struct RoundCase: CustomStringConvertible {
    let name: String
    let values: [String: String]

    var description: String { name }
    var members: Range<Int> { 1..<number(0) + 1 }
    var length: Int { number(1) }
    var wordSize: WordSize { number(2) == 4 ? .w32 : .w64 }

    static func all() throws -> [RoundCase] {
        var cases: [String: [String: String]] = [:]
        for row in try SecureAggregationVectors.rows("secagg-round") {
            let key = try "\(row.text("kind")) \(row.text("i")) \(row.text("j"))"
            try cases[row.text("case"), default: [:]][key] = row.text("value")
        }
        return cases.sorted { $0.key < $1.key }.map { RoundCase(name: $0.key, values: $0.value) }
    }

    func text(_ kind: String, _ i: Int? = nil, _ j: Int? = nil) throws -> String {
        let key = "\(kind) \(i.map(String.init) ?? "") \(j.map(String.init) ?? "")"
        return try #require(values[key], "\(name): \(key)")
    }

    func digest(_ kind: String) throws -> Digest { try Digest(hex: text(kind)) }

    func secret(_ kind: String, _ i: Int) throws -> SecretBytes {
        SecretBytes(try Hex.decode(text(kind, i)))
    }

    var dropped: Set<Int> {
        get throws { Set(try text("dropped").split(separator: ",").compactMap { Int($0) }) }
    }

    /// x_i[k] = 1000003 i + 7 k i - 500 k.
    func input(_ i: Int) -> RingVector {
        let words = (0..<length).map { k in
            UInt64(bitPattern: Int64(1_000_003 * i + 7 * k * i - 500 * k))
        }
        return switch wordSize {
        case .w32: RingVector(words.map { UInt32(truncatingIfNeeded: $0) })
        case .w64: RingVector(words)
        }
    }

    private func number(_ part: Int) -> Int {
        // A name is n3/d8/w4.
        Int(name.split(separator: "/")[part].dropFirst()) ?? 0
    }
}

struct AggregationRoundTests {
    @Test func `every key of an attempt is the known one`() throws {
        for round in try RoundCase.all() {
            let sctx = try round.digest("sctx")
            let mctx = try round.digest("mctx")
            for i in round.members {
                let z = try round.secret("z", i)
                let b = try round.secret("b", i)
                let seed = AttemptSecrets.maskKeySeed(z: z, sctx: sctx)
                #expect(try Hex.encode(seed.reveal()) == round.text("mask_kem_seed", i))
                let own = AttemptSecrets.selfKey(b: b, mctx: mctx)
                #expect(try Hex.encode(own.reveal()) == round.text("self_key", i))
                let commitment = AttemptSecrets.commitment(b: b, sctx: sctx, member: i)
                #expect(try commitment.hex == round.text("commit_b", i))
                for j in round.members where j > i {
                    let pair = AttemptSecrets.pairSecret(z: z, sctx: sctx, lower: i, upper: j)
                    #expect(try Hex.encode(pair.reveal()) == round.text("pair_secret", i, j))
                    let key = AttemptSecrets.pairKey(pairSecret: pair, mctx: mctx)
                    #expect(try Hex.encode(key.reveal()) == round.text("pair_key", i, j))
                }
            }
        }
    }

    @Test func `masked vectors and the sum of survivors are the known ones`() throws {
        for round in try RoundCase.all() {
            let dropped = try round.dropped
            var sum = RingVector(zeros: round.length, wordSize: round.wordSize)
            for i in round.members {
                try expect(round.input(i), is: "input_le", i, in: round)
                let masked = try Masking.maskedVector(
                    round.input(i), member: i, own: own(i, in: round),
                    pairs: round.members.filter { $0 != i }.map {
                        PairMask(neighbour: $0, stream: try pair(i, $0, in: round))
                    })
                try expect(masked, is: "masked_le", i, in: round)
                // Uploads arrive in chunks.
                for chunk in 0..<masked.chunkCount where !dropped.contains(i) {
                    try sum.add(masked.bytes(ofChunk: chunk), atChunk: chunk)
                }
            }
            let survivors = round.members.filter { !dropped.contains($0) }
            let dangling = try survivors.flatMap { survivor in
                try dropped.sorted().map {
                    DanglingMask(
                        survivor: survivor, dropped: $0, stream: try pair(survivor, $0, in: round))
                }
            }
            let result = try Masking.unmaskedSum(
                sum, survivors: survivors.map { try own($0, in: round) }, dangling: dangling)
            try expect(result, is: "sum_le", nil, in: round)
            // Canary: one mask too few leaves garbage.
            let spoilt = try Masking.unmaskedSum(
                sum, survivors: survivors.dropFirst().map { try own($0, in: round) },
                dangling: dangling)
            #expect(spoilt != result)
        }
    }

    @Test(arguments: Seed.batch(24))
    func `a round gives the survivors' sum whoever drops out`(seed: Seed) throws {
        var generator = seed.generator
        let count = Int.random(in: 3...7, using: &generator)
        let contexts = (0..<2).map { _ in Digest(of: generator.bytes(count: 8)) }
        let thresholds = try Thresholds(memberCount: count)
        var dropped: Set<Int> = []
        for _ in 0..<thresholds.dropoutsSurvived where Bool.random(using: &generator) {
            dropped.insert(Int.random(in: 1...count, using: &generator))
        }
        let z = (0...count).map { _ in generator.bytes(count: 32) }
        let b = (0...count).map { _ in generator.bytes(count: 32) }
        let stream = { (i: Int, j: Int) in
            let pair = AttemptSecrets.pairSecret(
                z: SecretBytes(z[min(i, j)]), sctx: contexts[0], lower: min(i, j), upper: max(i, j))
            return MaskStream(
                key: AttemptSecrets.pairKey(pairSecret: pair, mctx: contexts[1]))
        }
        let own = { (i: Int) in
            MaskStream(key: AttemptSecrets.selfKey(b: SecretBytes(b[i]), mctx: contexts[1]))
        }
        var expected = RingVector(zeros: 33, wordSize: .w32)
        var sum = expected
        for i in 1...count where !dropped.contains(i) {
            let input = RingVector(
                (0..<33).map { _ in UInt32.random(in: 0 ... .max, using: &generator) })
            try expected.add(input)
            let pairs = (1...count).filter { $0 != i }.map {
                PairMask(neighbour: $0, stream: stream(i, $0))
            }
            try sum.add(Masking.maskedVector(input, member: i, own: own(i), pairs: pairs))
        }
        let survivors = (1...count).filter { !dropped.contains($0) }
        let dangling = survivors.flatMap { survivor in
            dropped.sorted().map {
                DanglingMask(survivor: survivor, dropped: $0, stream: stream(survivor, $0))
            }
        }
        #expect(sum != expected)
        #expect(
            try Masking.unmaskedSum(sum, survivors: survivors.map(own), dangling: dangling)
                == expected)
    }

    @Test func `every field of a share digest changes it`() throws {
        let sctx = Digest(of: [1])
        let share = try ShamirShare(holder: 2, bytes: [UInt8](repeating: 3, count: 40))
        let other = try ShamirShare(holder: 2, bytes: [UInt8](repeating: 4, count: 40))
        let digests = [
            AttemptSecrets.shareDigest(share, of: .own, from: 1, to: 2, sctx: sctx),
            AttemptSecrets.shareDigest(share, of: .pairing, from: 1, to: 2, sctx: sctx),
            AttemptSecrets.shareDigest(share, of: .own, from: 2, to: 1, sctx: sctx),
            AttemptSecrets.shareDigest(share, of: .own, from: 1, to: 2, sctx: Digest(of: [2])),
            AttemptSecrets.shareDigest(other, of: .own, from: 1, to: 2, sctx: sctx),
        ]
        #expect(Set(digests).count == digests.count)
        var bytes = Array("dure/sa1/share".utf8) + [0] + sctx.bytes
        bytes += [0, 0, 0, 1, 0, 0, 0, 2, 2] + share.bytes
        #expect(digests[0] == Digest(of: bytes))
    }

    private func own(_ i: Int, in round: RoundCase) throws -> MaskStream {
        MaskStream(
            key: AttemptSecrets.selfKey(b: try round.secret("b", i), mctx: try round.digest("mctx"))
        )
    }

    private func pair(_ i: Int, _ j: Int, in round: RoundCase) throws -> MaskStream {
        let secret = AttemptSecrets.pairSecret(
            z: try round.secret("z", min(i, j)), sctx: try round.digest("sctx"), lower: min(i, j),
            upper: max(i, j))
        return MaskStream(
            key: AttemptSecrets.pairKey(pairSecret: secret, mctx: try round.digest("mctx")))
    }

    private func expect(
        _ vector: RingVector, is kind: String, _ member: Int?, in round: RoundCase
    ) throws {
        let digest = try round.text("sha256(\(kind))", member)
        #expect(Digest(of: vector.bytes).hex == digest, "\(round) \(kind) \(member ?? 0)")
    }
}
