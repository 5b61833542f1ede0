// Compiled once for each level with LEVEL, LANES and TILE_ROWS set; see matrix.c. A tile of C is
// TILE_ROWS rows of two vectors, which with two of B and one of A fill the registers. With
// MULTIPLY_ADD set, each place of a panel is a pair of bf16 numbers, and that is their dot product.

#define TILE_COLUMNS (2 * LANES)

typedef float AT_LEVEL(lanes) __attribute__((vector_size(LANES * 4)));
typedef float AT_LEVEL(unaligned)
    __attribute__((vector_size(LANES * 4), aligned(4), may_alias));
#define V AT_LEVEL(lanes)
#define LOAD(p) (*(const AT_LEVEL(unaligned) *)(p))
#define STORE(p, v) (*(AT_LEVEL(unaligned) *)(p) = (v))

#ifdef MULTIPLY_ADD
#define PLACES(depth) (((depth) + 1) / 2)
#define ROUND pair_panel
#else
#define MULTIPLY_ADD(sum, x, y) ((sum) += (x) * (y))
#define PLACES(depth) (depth)
#define ROUND round_panel
#endif

// One tile from packed panels: `a` is [depth, TILE_ROWS], `b` is [depth, TILE_COLUMNS].
static void AT_LEVEL(tile)(
    size_t depth, const float *restrict a, const float *restrict b, int32_t is_adding, float *c,
    size_t stride) {
    V sums[TILE_ROWS][2];
#pragma clang loop unroll(full)
    for (int row = 0; row < TILE_ROWS; ++row) sums[row][0] = sums[row][1] = (V){0};
    for (size_t p = 0; p < depth; ++p) {
        V left = LOAD(b), right = LOAD(b + LANES);
#pragma clang loop unroll(full)
        for (int row = 0; row < TILE_ROWS; ++row) {
            V value;
            BROADCAST(value, a[row]);
            MULTIPLY_ADD(sums[row][0], value, left);
            MULTIPLY_ADD(sums[row][1], value, right);
        }
        a += TILE_ROWS;
        b += TILE_COLUMNS;
    }
#pragma clang loop unroll(full)
    for (int row = 0; row < TILE_ROWS; ++row) {
        float *target = c + (size_t)row * stride;
        if (is_adding) {
            sums[row][0] += LOAD(target);
            sums[row][1] += LOAD(target + LANES);
        }
        STORE(target, sums[row][0]);
        STORE(target + LANES, sums[row][1]);
    }
}

// The products of a block of packed A and a block of packed B.
static void AT_LEVEL(block)(
    size_t rows, size_t columns, size_t depth, const float *a, const float *b, int32_t is_adding,
    float *c, size_t stride) {
    size_t places = PLACES(depth);
    _Alignas(64) float part[TILE_ROWS * TILE_COLUMNS];
    for (size_t j = 0; j < columns; j += TILE_COLUMNS) {
        size_t width = columns - j < TILE_COLUMNS ? columns - j : TILE_COLUMNS;
        for (size_t i = 0; i < rows; i += TILE_ROWS) {
            size_t height = rows - i < TILE_ROWS ? rows - i : TILE_ROWS;
            float *target = c + i * stride + j;
            if (width == TILE_COLUMNS && height == TILE_ROWS) {
                AT_LEVEL(tile)(places, a + i * depth, b + j * depth, is_adding, target, stride);
                continue;
            }
            AT_LEVEL(tile)(places, a + i * depth, b + j * depth, 0, part, TILE_COLUMNS);
            for (size_t row = 0; row < height; ++row) {
                const float *from = part + row * TILE_COLUMNS;
                float *to = target + row * stride;
                if (is_adding) {
                    for (size_t x = 0; x < width; ++x) to[x] = from[x] + to[x];
                } else {
                    for (size_t x = 0; x < width; ++x) to[x] = from[x];
                }
            }
        }
    }
}

static void AT_LEVEL(multiply)(
    int32_t is_a_transposed, int32_t is_b_transposed, size_t rows, size_t columns, size_t depth,
    const float *a, size_t a_stride, const float *b, size_t b_stride, int32_t is_rounding,
    int32_t is_adding, float *c, size_t c_stride, float *workspace) {
    float *packed_b = workspace, *packed_a = workspace + BLOCK_DEPTH * BLOCK_COLUMNS;
    for (size_t j = 0; j < columns; j += BLOCK_COLUMNS) {
        size_t width = columns - j < BLOCK_COLUMNS ? columns - j : BLOCK_COLUMNS;
        for (size_t p = 0; p < depth; p += BLOCK_DEPTH) {
            size_t thickness = depth - p < BLOCK_DEPTH ? depth - p : BLOCK_DEPTH;
            for (size_t at = 0; at < width; at += TILE_COLUMNS) {
                size_t part = width - at < TILE_COLUMNS ? width - at : TILE_COLUMNS;
                float *target = packed_b + at * thickness;
                if (is_b_transposed) {
                    pack_across(
                        b + (j + at) * b_stride + p, b_stride, part, thickness, TILE_COLUMNS,
                        target);
                } else {
                    pack_along(
                        b + p * b_stride + j + at, b_stride, part, thickness, TILE_COLUMNS,
                        target);
                }
                if (is_rounding) ROUND(target, thickness, TILE_COLUMNS);
            }
            for (size_t i = 0; i < rows; i += BLOCK_ROWS) {
                size_t height = rows - i < BLOCK_ROWS ? rows - i : BLOCK_ROWS;
                for (size_t at = 0; at < height; at += TILE_ROWS) {
                    size_t part = height - at < TILE_ROWS ? height - at : TILE_ROWS;
                    float *target = packed_a + at * thickness;
                    if (is_a_transposed) {
                        pack_along(
                            a + p * a_stride + i + at, a_stride, part, thickness, TILE_ROWS,
                            target);
                    } else {
                        pack_across(
                            a + (i + at) * a_stride + p, a_stride, part, thickness, TILE_ROWS,
                            target);
                    }
                    if (is_rounding) ROUND(target, thickness, TILE_ROWS);
                }
                AT_LEVEL(block)(
                    height, width, thickness, packed_a, packed_b, is_adding || p > 0,
                    c + i * c_stride + j, c_stride);
            }
        }
    }
}

#undef TILE_COLUMNS
#undef MULTIPLY_ADD
#undef PLACES
#undef ROUND
#undef V
#undef LOAD
#undef STORE
