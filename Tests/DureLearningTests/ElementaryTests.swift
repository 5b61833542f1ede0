import DureLearning
import DureTesting
import Foundation
import Testing

@Test(arguments: Seed.batch(8))
func `the own exp, log and log1p agree with the system's`(seed: Seed) {
    var generator = seed.generator
    for _ in 0..<500 {
        let x = Double.random(in: -700...700, using: &generator)
        #expect(abs(Elementary.exp(x) / exp(x) - 1) < 1e-15)
        let positive = exp(Double.random(in: -300...300, using: &generator))
        #expect(abs(Elementary.log(positive) - log(positive)) <= 1e-15 * abs(log(positive)) + 1e-16)
        let u = pow(Double.random(in: 0...1, using: &generator), 8)
        #expect(abs(Elementary.log1p(u) - log1p(u)) <= 1e-15 * log1p(u))
        let small = Double.random(in: -1...1, using: &generator)
        #expect(abs(Elementary.exp(small) / exp(small) - 1) < 1e-15)
    }
}

@Test func `the ends of the elementary functions are quiet`() {
    #expect(Elementary.exp(0) == 1)
    #expect(Elementary.exp(-1e300) == 0)
    #expect(Elementary.exp(1e300) == .infinity)
    #expect(Elementary.exp(.nan).isNaN)
    #expect(Elementary.sigmoid(-.infinity) == 0)
    #expect(Elementary.sigmoid(.infinity) == 1)
    #expect(Elementary.sigmoid(0) == 0.5)
    #expect(Elementary.softplus(1e6) == 1e6)
    #expect(Elementary.softplus(-1e6) == 0)
    #expect(Elementary.log(1) == 0)
    #expect(Elementary.log(.leastNonzeroMagnitude) == -744.4400719213812)
    #expect(Elementary.log(3 * .leastNonzeroMagnitude) == log(3 * .leastNonzeroMagnitude))
    #expect(abs(Elementary.sigmoid(Elementary.logit(0.3)) - 0.3) < 1e-15)
}

/// The bits themselves: another machine or compiler that gives others breaks this.
@Test func `the elementary functions give these bits everywhere`() {
    #expect(Elementary.exp(1).bitPattern == 4_613_303_445_314_885_482)
    #expect(Elementary.exp(-20.5).bitPattern == 4_473_616_198_666_092_716)
    #expect(Elementary.sigmoid(0.3).bitPattern == 4_603_349_337_754_593_931)
    #expect(Elementary.log(2) == 0.6931471805599453)
    #expect(Elementary.log1p(1) == 0.6931471805599452)
}
