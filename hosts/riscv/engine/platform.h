/*
 * What XS asks of the place it runs on: a bare RV32IMC core without threads, files or system calls. The counterpart of
 * hosts/desktop/engine/platform.h.
 */
#ifndef NBLWM2M_PLATFORM_H
#define NBLWM2M_PLATFORM_H

#include <ctype.h>
#include <errno.h>
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define mxExport extern
#define mxImport extern
#define XS_FUNCTION_NORETURN __attribute__((noreturn))

#define mxUseDefaultBuildKeys 1
#define mxUseDefaultSharedChunks 1

/* `promiseJobs`: set when there is something for the job queue. The three waiters belong to the engine's Atomics. */
#define mxMachinePlatform \
	int promiseJobs; \
	void* waiterCondition; \
	void* waiterData; \
	void* waiterLink;

/* Key, name and alias tables live beside the heap, as on the device: they are counted apart. */
extern void* tableAllocate(size_t size);
#define c_malloc_uint32 tableAllocate
#define c_free_uint32 free

/* picolibc 1.8's trunc clears bits of numbers from 2^52 up, which have no fraction to clear. */
static inline double truncated(double value)
{
	return value < 0 ? ceil(value) : floor(value);
}
#define c_trunc truncated

/* The engine's dates. */
extern int boardTimeOfDay(struct timeval* value, void* zone);
#define c_gettimeofday boardTimeOfDay
typedef struct timeval c_timeval;
#define C_PATH_MAX 128

/* Room for one event. The UART gives no more at once than the ESP32's own queue of 128 bytes. */
#define FRAME_LIMIT 1024

#endif
