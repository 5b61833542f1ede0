#ifndef DURE_LEVELS_H
#define DURE_LEVELS_H

// Each kernel's text is compiled once for each level: the file that holds it includes this one, and
// then its own body between BEGIN and END. Functions get the level's name at their end.

#define DURE_JOIN_(name, level) name##_##level
#define DURE_JOIN(name, level) DURE_JOIN_(name, level)
#define AT_LEVEL(name) DURE_JOIN(name, LEVEL)

#if defined(__x86_64__)
#define DURE_HAS_X86 1
#define CHOOSE(name, ...) do { \
    if (level >= DURE_LEVEL_AVX512) return name##_avx512(__VA_ARGS__); \
    if (level == DURE_LEVEL_AVX2) return name##_avx2(__VA_ARGS__); \
    return name##_base(__VA_ARGS__); } while (0)
#else
#define DURE_HAS_X86 0
#define CHOOSE(name, ...) do { (void)level; return name##_base(__VA_ARGS__); } while (0)
#endif

#endif
