#ifndef DURETREES_H
#define DURETREES_H

#include <stddef.h>
#include <stdint.h>

/// A row's gradient and hessian as whole numbers of their steps, in one: `gradient << 32 | hessian`.
///
/// Within ±2^18 and 0...2^18, so that sums of so many rows cannot run over.
#define DURE_TREE_ROWS_MAX 8191

/// Adds the rows' packed values to a histogram of packed sums.
///
/// - `codes`: shape [all rows, stride], row-major; row r's column c has its bin at r*stride + c.
/// - `offsets`: shape [columns]; where each column's bins begin in the histogram.
/// - `rows`: the rows' numbers; null for `first`, `first + 1`, and so on.
/// - `values`: shape [all rows], by row number.
/// - `count`: at most DURE_TREE_ROWS_MAX, as the sums are packed too.
void dure_tree_histogram(
    const uint8_t *_Nonnull codes, size_t stride, const int32_t *_Nonnull offsets, size_t columns,
    const uint32_t *_Nullable rows, size_t first, size_t count, const int64_t *_Nonnull values,
    int64_t *_Nonnull histogram);

/// As `dure_tree_histogram`, into pairs: the sum of packed values' gradients; and the sum of their
/// hessians times 2^24 plus the number of rows whose value is not 0. Up to 2^20 rows.
void dure_tree_histogram_counted(
    const uint8_t *_Nonnull codes, size_t stride, const int32_t *_Nonnull offsets, size_t columns,
    const uint32_t *_Nullable rows, size_t first, size_t count, const int64_t *_Nonnull values,
    int64_t *_Nonnull histogram);

/// Adds packed sums to sums of gradients and hessians, and makes the packed ones 0.
///
/// - `gradients`, `hessians`: shape [count]; `steps[0]` and `steps[1]` are their units.
void dure_tree_unpack(
    int64_t *_Nonnull histogram, size_t count, const double *_Nonnull steps,
    double *_Nonnull gradients, double *_Nonnull hessians);

/// As `dure_tree_unpack`, from pairs of `dure_tree_histogram_counted`, with the number of rows.
void dure_tree_unpack_counted(
    int64_t *_Nonnull histogram, size_t count, const double *_Nonnull steps,
    double *_Nonnull gradients, double *_Nonnull hessians, double *_Nonnull rowCounts);

/// Parts rows into those whose bin the table sends left and the others, each in their old order.
///
/// - `codes`: shape [all rows]: one column's bins.
/// - `goesLeft`: shape [256]: 1 or 0.
/// - `left`, `right`: room for `count` rows each; `left` may be `rows` itself.
/// - Returns: How many went left.
size_t dure_tree_partition(
    const uint8_t *_Nonnull codes, const uint8_t *_Nonnull goesLeft, const uint32_t *_Nonnull rows,
    size_t count, uint32_t *_Nonnull left, uint32_t *_Nonnull right);

/// Packed gradients and hessians of the logistic loss.
///
/// - `scores`: shape [count]; log odds.
/// - `labels`: shape [count]; 0 or 1.
/// - `factors`: shape [count], within 0...1; null where all rows count 1.
/// - `values`: shape [count]; steps of 2^-18 for gradients, 2^-20 for hessians.
void dure_tree_logistic(
    const double *_Nonnull scores, const uint8_t *_Nonnull labels, const double *_Nullable factors,
    size_t count, int64_t *_Nonnull values);

/// One tree, its splits and leaves apart.
///
/// - `splits`: parents before children; from the lowest bits up: column (15 bits), whether it is a
///   category (1), bin + add (8), add (8), left child (16), the split's own place (16). A row goes
///   left where `(uint8_t)(code + add) <= bin + add`; at a category the 16 bits in the middle are a
///   table's place. The right child is left + 1; the root's place is 0.
/// - `leaves`: the leaves' places.
/// - `values`: what a leaf adds, by place.
/// - `tables`: shape [tables, 256]: 255 for codes that go right, 0 for the others.
typedef struct {
    const uint64_t *_Nullable splits;
    size_t splitCount;
    const uint16_t *_Nonnull leaves;
    size_t leafCount;
    const double *_Nonnull values;
    const uint8_t *_Nullable tables;
} dure_tree;

/// Passes blocks of 64 rows through a tree and adds their leaves' values.
///
/// Every split is asked of all rows of a block at once, whether they come by or not: for trees of
/// up to some hundred leaves that is less work than to follow each row.
///
/// - `codes`: shape [blocks, columns, 64]. `sums`: shape [blocks, 64].
/// - `masks`: room for 64 bytes for each place of the tree.
void dure_tree_pass(
    dure_tree tree, const uint8_t *_Nonnull codes, size_t columnCount, size_t blockCount,
    uint8_t *_Nonnull masks, double *_Nonnull sums);

#endif
