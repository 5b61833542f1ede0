// Included once for each processor level, with LEVEL(name) and TARGET defined; see regression.c.

TARGET static inline v8d LEVEL(load)(const double *from) {
    v8d v;
    __builtin_memcpy(&v, from, sizeof v);
    return v;
}

TARGET static inline void LEVEL(store)(double *to, v8d v) { __builtin_memcpy(to, &v, sizeof v); }

TARGET static void LEVEL(column_scale)(const double *numbers, size_t count, double lower,
                                       double upper, double center, double scale, double *values,
                                       size_t stride) {
    enum { part = 64 };
    double scaled[part];
    for (size_t first = 0; first < count; first += part) {
        size_t size = count - first < part ? count - first : part;
        // Side by side first: the places that they go to lie far apart.
        for (size_t k = 0; k < size; k++) {
            double number = numbers[first + k];
            number = lower >= number ? lower : number;
            number = upper < number ? upper : number;
            scaled[k] = (number - center) / scale;
        }
        for (size_t k = 0; k < size; k++) values[(first + k) * stride] = scaled[k];
    }
}

TARGET static void LEVEL(rows_pack)(const double *rows, size_t row_count, size_t width,
                                    size_t stride, const double *vector, double *padded,
                                    double *products) {
    size_t whole = width / 8 * 8;
    for (size_t row = 0; row < row_count; row++) {
        const double *from = rows + row * width;
        double *to = padded + row * stride;
        v8d sum = {0};
        for (size_t k = 0; k < whole; k += 8) {
            v8d v = LEVEL(load)(from + k);
            LEVEL(store)(to + k, v);
            sum += v * LEVEL(load)(vector + k);
        }
        if (whole < stride) {
            v8d v = {0};
            for (size_t k = whole; k < width; k++) v[k - whole] = from[k];
            LEVEL(store)(to + whole, v);
            sum += v * LEVEL(load)(vector + whole);
        }
        products[row] += ((sum[0] + sum[4]) + (sum[2] + sum[6])) +
                         ((sum[1] + sum[5]) + (sum[3] + sum[7]));
    }
}

/// One tile of eight by eight: rows of `scaled` times rows of `padded`, summed over the block.
TARGET static inline void LEVEL(tile)(const double *scaled, const double *padded, size_t row_count,
                                      size_t stride, double *square) {
    v8d c0 = LEVEL(load)(square), c1 = LEVEL(load)(square + stride);
    v8d c2 = LEVEL(load)(square + 2 * stride), c3 = LEVEL(load)(square + 3 * stride);
    v8d c4 = LEVEL(load)(square + 4 * stride), c5 = LEVEL(load)(square + 5 * stride);
    v8d c6 = LEVEL(load)(square + 6 * stride), c7 = LEVEL(load)(square + 7 * stride);
    for (size_t row = 0; row < row_count; row++) {
        v8d b = LEVEL(load)(padded + row * stride);
        const double *a = scaled + row * stride;
        c0 += a[0] * b;
        c1 += a[1] * b;
        c2 += a[2] * b;
        c3 += a[3] * b;
        c4 += a[4] * b;
        c5 += a[5] * b;
        c6 += a[6] * b;
        c7 += a[7] * b;
    }
    LEVEL(store)(square, c0);
    LEVEL(store)(square + stride, c1);
    LEVEL(store)(square + 2 * stride, c2);
    LEVEL(store)(square + 3 * stride, c3);
    LEVEL(store)(square + 4 * stride, c4);
    LEVEL(store)(square + 5 * stride, c5);
    LEVEL(store)(square + 6 * stride, c6);
    LEVEL(store)(square + 7 * stride, c7);
}

TARGET static void LEVEL(rows_accumulate)(const double *padded, size_t row_count, size_t stride,
                                          const double *slopes, const double *bends,
                                          double *scratch, double *gradient, double *square) {
    for (size_t k = 0; k < stride; k += 8) {
        v8d sum = LEVEL(load)(gradient + k);
        for (size_t row = 0; row < row_count; row++) {
            v8d v = LEVEL(load)(padded + row * stride + k);
            sum += slopes[row] * v;
            LEVEL(store)(scratch + row * stride + k, bends[row] * v);
        }
        LEVEL(store)(gradient + k, sum);
    }
    for (size_t first = 0; first < stride; first += 8) {
        for (size_t second = first; second < stride; second += 8) {
            LEVEL(tile)(scratch + first, padded + second, row_count, stride,
                        square + first * stride + second);
        }
    }
}

/// e^x for |x| up to 708: x = k ln 2 + r, and Taylor's series of degree 13 for r.
TARGET static inline v8d LEVEL(exp8)(v8d x) {
    // Adding and taking off 1.5 * 2^52 rounds to whole numbers, which then stand in the low bits.
    const v8d magic = (v8d){0} + 0x1.8p52;
    v8d shifted = x * 1.4426950408889634074 + magic;
    v8d k = shifted - magic;
    v8d r = (x - k * 0x1.62e42feep-1) - k * 0x1.a39ef35793c76p-33;
    v8d p = (v8d){0} + 1.0 / 6227020800.0;
    p = p * r + 1.0 / 479001600.0;
    p = p * r + 1.0 / 39916800.0;
    p = p * r + 1.0 / 3628800.0;
    p = p * r + 1.0 / 362880.0;
    p = p * r + 1.0 / 40320.0;
    p = p * r + 1.0 / 5040.0;
    p = p * r + 1.0 / 720.0;
    p = p * r + 1.0 / 120.0;
    p = p * r + 1.0 / 24.0;
    p = p * r + 1.0 / 6.0;
    p = p * r + 0.5;
    p = p * r + 1.0;
    p = p * r + 1.0;
    v8i bits;
    __builtin_memcpy(&bits, &shifted, sizeof bits);
    // What lies above the bits of 1.5 * 2^52 is k; two halves, as 2^1024 itself is out of range.
    v8i whole = bits - 0x4338000000000000LL;
    v8i half = whole >> 1;
    v8i low = (half + 1023) << 52, high = (whole - half + 1023) << 52;
    v8d a, b;
    __builtin_memcpy(&a, &low, sizeof a);
    __builtin_memcpy(&b, &high, sizeof b);
    return p * a * b;
}

TARGET static inline v8d LEVEL(choose)(v8i mask, v8d yes, v8d no) {
    v8i a, b;
    __builtin_memcpy(&a, &yes, sizeof a);
    __builtin_memcpy(&b, &no, sizeof b);
    v8i c = (mask & a) | (~mask & b);
    v8d result;
    __builtin_memcpy(&result, &c, sizeof result);
    return result;
}

TARGET static inline v8d LEVEL(exp_all)(v8d x) {
    v8i under = x < -708.0, over = x > 709.0;
    v8d inside = LEVEL(choose)(under | over, (v8d){0}, x);
    v8d e = LEVEL(exp8)(inside);
    e = LEVEL(choose)(under, (v8d){0}, e);
    return LEVEL(choose)(over, (v8d){0} + __builtin_inf(), e);
}

TARGET static void LEVEL(exp)(double *values, size_t count) {
    for (size_t i = 0; i < count; i += 8) {
        size_t rest = count - i < 8 ? count - i : 8;
        v8d x = {0};
        __builtin_memcpy(&x, values + i, rest * sizeof(double));
        x = LEVEL(exp_all)(x);
        __builtin_memcpy(values + i, &x, rest * sizeof(double));
    }
}

TARGET static void LEVEL(logistic)(const double *predictors, const double *targets, size_t count,
                                   double *means, double *losses) {
    for (size_t i = 0; i < count; i += 8) {
        size_t rest = count - i < 8 ? count - i : 8;
        v8d z = {0}, y = {0};
        __builtin_memcpy(&z, predictors + i, rest * sizeof(double));
        __builtin_memcpy(&y, targets + i, rest * sizeof(double));
        v8i positive = z >= 0.0;
        v8d u = LEVEL(exp_all)(LEVEL(choose)(positive, -z, z));
        v8d inverse = 1.0 / (1.0 + u);
        v8d mean = LEVEL(choose)(positive, inverse, u * inverse);
        // ln(1 + u) = 2 artanh(u / (2 + u)), whose argument is at most 1/3.
        v8d s = u / (2.0 + u), square = s * s, series = {0};
        for (int n = 17; n >= 0; n--) series = series * square + ODD_INVERSES[n];
        // ln(1 + e^z) - y z, with z turned round where y is 1.
        v8d turned = LEVEL(choose)(y == 1.0, -z, z);
        v8d above = LEVEL(choose)(turned > 0.0, turned, (v8d){0});
        v8d loss = above + 2.0 * s * series;
        __builtin_memcpy(means + i, &mean, rest * sizeof(double));
        __builtin_memcpy(losses + i, &loss, rest * sizeof(double));
    }
}
