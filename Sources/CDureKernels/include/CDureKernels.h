#ifndef CDUREKERNELS_H
#define CDUREKERNELS_H

#include <stddef.h>
#include <stdint.h>

/// Asks the processor to fetch the cache line at an address that will soon be read.
static inline void dure_prefetch(const void *_Nonnull address) {
    __builtin_prefetch(address, 0, 1);
}

#include "DureMatrix.h"
#include "DurePool.h"
#include "DureTrees.h"
#include "DureRegression.h"

#endif
