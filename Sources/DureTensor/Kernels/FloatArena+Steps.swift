internal import CDureKernels

/// How a step of gradient descent with momentum goes, as PyTorch writes it.
package struct DescentStep: Sendable, Hashable {
    /// The length along the gradient; 0 or more.
    package var rate: Float
    /// How much of the last step's velocity stays; 0 to less than 1.
    package var momentum: Float
    /// What is added to the gradient for each unit of a parameter; 0 or more.
    package var decay: Float

    /// Takes the three numbers.
    package init(rate: Float, momentum: Float = 0, decay: Float = 0) {
        self.rate = rate
        self.momentum = momentum
        self.decay = decay
    }
}

/// How a step of Adam goes, with decoupled decay: Kingma and Ba 2015, Algorithm 1; Loshchilov and
/// Hutter 2019, Algorithm 2.
package struct AdamStep: Sendable, Hashable {
    /// The length of a step; 0 or more.
    package var rate: Float
    package var beta1: Float = 0.9
    package var beta2: Float = 0.999
    package var epsilon: Float = 1e-8
    /// The part of each parameter that a step of length 1 takes away.
    package var decay: Float = 0
    /// Which step it is, from 1, for the corrections of the moments' bias.
    package var number: Int

    /// The usual constants.
    package init(rate: Float, number: Int) {
        self.rate = rate
        self.number = number
    }

    /// 1 - beta^number, by repeated multiplication.
    private static func correction(_ beta: Float, _ number: Int) -> Float {
        var (power, base, rest) = (1.0, Double(beta), number)
        while rest > 0 {
            if !rest.isMultiple(of: 2) { power *= base }
            base *= base
            rest /= 2
        }
        return Float(1 - power)
    }

    var shrink: Float { 1 - rate * decay }
    var step: Float { rate / Self.correction(beta1, number) }
    var root: Float { Self.correction(beta2, number).squareRoot() }
}

extension FloatArena {
    /// The sum of the squares of so many numbers, reckoned as doubles: no square is too small or too
    /// large for one.
    package func squareSum(_ offset: Int, _ count: Int) -> Double {
        unsafe dure_square_sum(level.rawValue, count, pointer(offset, count))
    }

    /// y += factor x.
    package func add(_ factor: Float, times x: Int, to y: Int, count: Int) {
        unsafe dure_axpy(level.rawValue, count, factor, pointer(x, count), pointer(y, count))
    }

    /// x *= factor.
    package func scale(_ offset: Int, _ count: Int, by factor: Float) {
        unsafe dure_scale(level.rawValue, count, factor, pointer(offset, count))
    }

    /// x becomes e^x, for numbers in -87...88; those outside count as the ends.
    package func exponentiate(_ offset: Int, _ count: Int) {
        unsafe dure_exp(level.rawValue, count, pointer(offset, count))
    }

    /// One step of gradient descent on so many parameters.
    package func descend(
        _ step: DescentStep, gradient: Int, velocity: Int, parameters: Int, count: Int
    ) {
        // SAFETY: three places of the arena, each checked; the plan gave them out apart.
        unsafe dure_descend(
            level.rawValue, count, step.rate, step.momentum, step.decay, pointer(gradient, count),
            pointer(velocity, count), pointer(parameters, count))
    }

    /// One step of Adam on so many parameters.
    package func adam(
        _ step: AdamStep, gradient: Int, first: Int, second: Int, parameters: Int, count: Int
    ) {
        precondition(step.number >= 1, "steps are counted from 1")
        // SAFETY: four places of the arena, each checked; the plan gave them out apart.
        unsafe dure_adam(
            level.rawValue, count, step.shrink, step.step, step.root, step.beta1, step.beta2,
            step.epsilon, pointer(gradient, count), pointer(first, count), pointer(second, count),
            pointer(parameters, count))
    }
}
