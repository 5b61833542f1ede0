// Compiled once for each level with LEVEL and LANES set; see elementwise.c.

typedef float AT_LEVEL(lanes) __attribute__((vector_size(LANES * 4)));
typedef int32_t AT_LEVEL(words) __attribute__((vector_size(LANES * 4)));
typedef double AT_LEVEL(doubles) __attribute__((vector_size(LANES * 8)));
#define V AT_LEVEL(lanes)
#define W AT_LEVEL(words)
#define LOAD(p) (*(const AT_LEVEL(unaligned) *)(p))
#define STORE(p, v) (*(AT_LEVEL(unaligned) *)(p) = (v))
typedef float AT_LEVEL(unaligned)
    __attribute__((vector_size(LANES * 4), aligned(4), may_alias));
#define ALL(x) ((V){0} + (float)(x))
#define PICK(mask, yes, no) ((V)(((mask) & (W)(yes)) | (~(mask) & (W)(no))))

// e^x by 2^k e^r with |r| <= ln 2 / 2 and a polynomial for e^r (Cephes, expf).
static inline __attribute__((always_inline)) V AT_LEVEL(exp_lanes)(V x) {
    x = __builtin_elementwise_min(__builtin_elementwise_max(x, ALL(-87.0f)), ALL(88.0f));
    const V magic = ALL(12582912.0f);
    V shifted = x * ALL(1.44269504088896341f) + magic;
    V k = shifted - magic;
    V r = x - k * ALL(0.693359375f);
    r = r - k * ALL(-2.12194440e-4f);
    V p = ALL(1.9875691500e-4f);
    p = p * r + ALL(1.3981999507e-3f);
    p = p * r + ALL(8.3334519073e-3f);
    p = p * r + ALL(4.1665795894e-2f);
    p = p * r + ALL(1.6666665459e-1f);
    p = p * r + ALL(5.0000001201e-1f);
    p = p * (r * r) + r + ALL(1.0f);
    // The lowest bits of `shifted` are k; as an exponent they are added to that of p.
    W power = ((W)shifted - (W)magic + 127) << 23;
    return p * (V)power;
}

// Cephes, tanhf: a polynomial near 0, 1 - 2 / (e^2x + 1) elsewhere.
static inline __attribute__((always_inline)) V AT_LEVEL(tanh_lanes)(V x) {
    V size = __builtin_elementwise_abs(x);
    V z = x * x;
    V p = ALL(-5.70498872745e-3f);
    p = p * z + ALL(2.06390887954e-2f);
    p = p * z + ALL(-5.37397155531e-2f);
    p = p * z + ALL(1.33314422036e-1f);
    p = p * z + ALL(-3.33332819422e-1f);
    V near = p * z * x + x;
    V far = ALL(1.0f) - ALL(2.0f) / (AT_LEVEL(exp_lanes)(size + size) + ALL(1.0f));
    W sign = (W)x & ((W){0} + INT32_MIN);
    far = (V)((W)far | sign);
    W isNear = (W)(size < ALL(0.625f));
    return PICK(isNear, near, far);
}

static inline __attribute__((always_inline)) V AT_LEVEL(gelu_inner)(V z) {
    return ALL(0.7978845608028654f) * (z + ALL(0.044715f) * z * z * z);
}

static inline __attribute__((always_inline)) V AT_LEVEL(forward)(int32_t activation, V z) {
    switch (activation) {
    case DURE_RELU: return __builtin_elementwise_max(z, ALL(0.0f));
    case DURE_GELU:
        return ALL(0.5f) * z * (ALL(1.0f) + AT_LEVEL(tanh_lanes)(AT_LEVEL(gelu_inner)(z)));
    case DURE_TANH: return AT_LEVEL(tanh_lanes)(z);
    default: return z;
    }
}

static inline __attribute__((always_inline)) V AT_LEVEL(slope)(int32_t activation, V z, V a) {
    switch (activation) {
    case DURE_RELU: return PICK((W)(a > ALL(0.0f)), ALL(1.0f), ALL(0.0f));
    case DURE_GELU: {
        V t = AT_LEVEL(tanh_lanes)(AT_LEVEL(gelu_inner)(z));
        V inner = ALL(0.7978845608028654f) * (ALL(1.0f) + ALL(0.134145f) * z * z);
        return ALL(0.5f) * (ALL(1.0f) + t) + ALL(0.5f) * z * (ALL(1.0f) - t * t) * inner;
    }
    case DURE_TANH: return ALL(1.0f) - a * a;
    default: return ALL(1.0f);
    }
}

// Runs BODY over all of `count`, `at` being the first lane's place. What is left at the end goes
// through padded copies, with the same arithmetic.
#define PART(p, left) ({ \
    V part_ = {0}; \
    __builtin_memcpy(&part_, (p), (left) * sizeof(float)); \
    part_; })
#define PUT_PART(p, left, v) do { \
    V part_ = (v); \
    __builtin_memcpy((p), &part_, (left) * sizeof(float)); } while (0)

static inline __attribute__((always_inline)) void AT_LEVEL(bias_rows)(
    int32_t activation, size_t rows, size_t columns, const float *bias, float *z, float *a) {
    for (size_t row = 0; row < rows; ++row) {
        float *zs = z + row * columns, *as = a + row * columns;
        size_t j = 0;
        for (; j + LANES <= columns; j += LANES) {
            V v = LOAD(zs + j) + LOAD(bias + j);
            if (activation == DURE_GELU) STORE(zs + j, v);
            STORE(as + j, AT_LEVEL(forward)(activation, v));
        }
        if (j < columns) {
            V v = PART(zs + j, columns - j) + PART(bias + j, columns - j);
            if (activation == DURE_GELU) PUT_PART(zs + j, columns - j, v);
            PUT_PART(as + j, columns - j, AT_LEVEL(forward)(activation, v));
        }
    }
}

// A constant in each call, so that no loop has a branch.
static void AT_LEVEL(bias_activation)(
    int32_t activation, size_t rows, size_t columns, const float *bias, float *z, float *a) {
    switch (activation) {
    case DURE_RELU: return AT_LEVEL(bias_rows)(DURE_RELU, rows, columns, bias, z, a);
    case DURE_GELU: return AT_LEVEL(bias_rows)(DURE_GELU, rows, columns, bias, z, a);
    case DURE_TANH: return AT_LEVEL(bias_rows)(DURE_TANH, rows, columns, bias, z, a);
    default: return AT_LEVEL(bias_rows)(DURE_IDENTITY, rows, columns, bias, z, a);
    }
}

static inline __attribute__((always_inline)) void AT_LEVEL(slopes)(
    int32_t activation, size_t count, const float *z, const float *a, float *delta) {
    size_t j = 0;
    for (; j + LANES <= count; j += LANES) {
        V slope = AT_LEVEL(slope)(activation, LOAD(z + j), LOAD(a + j));
        STORE(delta + j, LOAD(delta + j) * slope);
    }
    if (j < count) {
        size_t left = count - j;
        V slope = AT_LEVEL(slope)(activation, PART(z + j, left), PART(a + j, left));
        PUT_PART(delta + j, left, PART(delta + j, left) * slope);
    }
}

static void AT_LEVEL(activation_backward)(
    int32_t activation, size_t count, const float *z, const float *a, float *delta) {
    switch (activation) {
    case DURE_RELU: return AT_LEVEL(slopes)(DURE_RELU, count, z, a, delta);
    case DURE_GELU: return AT_LEVEL(slopes)(DURE_GELU, count, z, a, delta);
    case DURE_TANH: return AT_LEVEL(slopes)(DURE_TANH, count, z, a, delta);
    default: return;
    }
}

static void AT_LEVEL(exp_all)(size_t count, float *x) {
    size_t j = 0;
    for (; j + LANES <= count; j += LANES) STORE(x + j, AT_LEVEL(exp_lanes)(LOAD(x + j)));
    if (j < count) PUT_PART(x + j, count - j, AT_LEVEL(exp_lanes)(PART(x + j, count - j)));
}

static void AT_LEVEL(softmax_rows)(size_t rows, size_t columns, float *x) {
    for (size_t row = 0; row < rows; ++row) {
        float *values = x + row * columns;
        float largest = values[0];
        for (size_t j = 1; j < columns; ++j) {
            largest = values[j] > largest ? values[j] : largest;
        }
        for (size_t j = 0; j < columns; ++j) values[j] -= largest;
        AT_LEVEL(exp_all)(columns, values);
        float sum = 0;
        for (size_t j = 0; j < columns; ++j) sum += values[j];
        float factor = 1.0f / sum;
        for (size_t j = 0; j < columns; ++j) values[j] *= factor;
    }
}

static void AT_LEVEL(column_sums)(
    size_t rows, size_t columns, size_t stride, const float *x, int32_t is_adding, float *sums) {
    if (!is_adding) __builtin_memset(sums, 0, columns * sizeof(float));
    for (size_t row = 0; row < rows; ++row) {
        const float *values = x + row * stride;
        for (size_t j = 0; j < columns; ++j) sums[j] += values[j];
    }
}

// As doubles, in which the square of a float is exact, and neither too small nor too large.
static double AT_LEVEL(square_sum)(size_t count, const float *x) {
    AT_LEVEL(doubles) squares = {0};
    size_t j = 0;
    for (; j + LANES <= count; j += LANES) {
        AT_LEVEL(doubles) v = __builtin_convertvector(LOAD(x + j), AT_LEVEL(doubles));
        squares += v * v;
    }
    double sum = 0;
    for (size_t lane = 0; lane < LANES; ++lane) sum += squares[lane];
    for (; j < count; ++j) sum += (double)x[j] * x[j];
    return sum;
}

static void AT_LEVEL(axpy)(size_t count, float factor, const float *x, float *y) {
    for (size_t j = 0; j < count; ++j) y[j] += factor * x[j];
}

static void AT_LEVEL(scale)(size_t count, float factor, float *x) {
    for (size_t j = 0; j < count; ++j) x[j] *= factor;
}

static void AT_LEVEL(descend)(
    size_t count, float rate, float momentum, float decay, const float *restrict gradient,
    float *restrict velocity, float *restrict parameters) {
    if (momentum == 0) {
        for (size_t j = 0; j < count; ++j) {
            parameters[j] -= rate * (gradient[j] + decay * parameters[j]);
        }
        return;
    }
    for (size_t j = 0; j < count; ++j) {
        velocity[j] = momentum * velocity[j] + (gradient[j] + decay * parameters[j]);
        parameters[j] -= rate * velocity[j];
    }
}

static void AT_LEVEL(adam)(
    size_t count, float shrink, float step, float root, float beta1, float beta2, float epsilon,
    const float *restrict gradient, float *restrict m, float *restrict v,
    float *restrict parameters) {
    // In lanes by hand: a loop with a square root stays scalar where errno must be set.
    float inverse = 1 / root;
    size_t j = 0;
    for (; j + LANES <= count; j += LANES) {
        V g = LOAD(gradient + j);
        V first = ALL(beta1) * LOAD(m + j) + ALL(1 - beta1) * g;
        V second = ALL(beta2) * LOAD(v + j) + ALL(1 - beta2) * g * g;
        V size = __builtin_elementwise_sqrt(second) * ALL(inverse) + ALL(epsilon);
        STORE(m + j, first);
        STORE(v + j, second);
        STORE(parameters + j, LOAD(parameters + j) * ALL(shrink) - ALL(step) * first / size);
    }
    for (; j < count; ++j) {
        float g = gradient[j];
        m[j] = beta1 * m[j] + (1 - beta1) * g;
        v[j] = beta2 * v[j] + (1 - beta2) * g * g;
        float size = __builtin_sqrtf(v[j]) * inverse + epsilon;
        parameters[j] = parameters[j] * shrink - step * m[j] / size;
    }
}

#undef V
#undef W
#undef LOAD
#undef STORE
#undef ALL
#undef PICK
#undef PART
#undef PUT_PART
