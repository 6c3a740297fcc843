/*
 * What XS asks of the place it runs on. The engine's sources include this file in place of one of their own platforms:
 * one machine thread, no debugger, memory of a fixed size.
 */
#ifndef NBLWM2M_PLATFORM_H
#define NBLWM2M_PLATFORM_H

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <float.h>
#include <math.h>
#include <pthread.h>
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

/* The engine asks for its C stack's limit by these names; without them deep native recursion would be a crash. */
#if defined(__APPLE__)
	#undef mxMacOSX
	#define mxMacOSX 1
#else
	#undef mxLinux
	#define mxLinux 1
#endif

#define mxExport extern
#define mxImport extern
#define XS_FUNCTION_NORETURN __attribute__((noreturn))

/* gcc before version 10 does not know this operator, and the engine uses it without asking. */
#ifndef __has_builtin
	#define __has_builtin(name) 1
#endif

#define mxUseGCCAtomics 1
#define mxUsePOSIXThreads 1
#define mxUseDefaultBuildKeys 1
#define mxUseDefaultSharedChunks 1

/* 16-bit property ids are what makes a slot 16 bytes on a 32-bit machine; 64-bit slots have room for 32. */
#if INTPTR_MAX == INT64_MAX
	#define mx32bitID 1
#endif

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

#endif
