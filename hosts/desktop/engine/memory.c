/*
 * The engine's memory manager, unchanged, with two things that it does not offer: to be told after every collection,
 * which is the only moment at which the live size is known, and which of its pools an allocation failed in.
 */
#include "xsAll.h"

extern void noteCollection(txMachine* the, int compacted);
extern void noteAllocationFailure(const char* format, ...);

/* With profiling on, the manager calls this at the end of each collection; in this file that is its only effect. */
#define mxProfile 1
#define fxCheckProfiler(the, frame) noteCollection(the, theFlag & XS_COMPACT_FLAG)
#define fxReport(the, ...) noteAllocationFailure(__VA_ARGS__)

#include "xsMemory.c"
