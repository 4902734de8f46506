// One build runs on every processor, with the widest instructions of the one that it runs on.

#pragma once

#if defined(__x86_64__) && defined(__GLIBC__)
#define FOR_EACH_PROCESSOR __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define FOR_EACH_PROCESSOR
#endif

/** Of what the functions above are made of: compiled anew for each of the processors. */
#define INTO_EACH inline __attribute__((always_inline))
