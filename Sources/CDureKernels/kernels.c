#include "CDureKernels.h"
