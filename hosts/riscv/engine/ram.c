/*
 * Memory in two places: what is made before the firmware starts stands for flash and lies outside of RAM; all else comes
 * from the 400 KB.
 */
#include "engine.h"
#include "board.h"

static int linking = 1;
static char* romNext = romStart;

void* __real_malloc(size_t size);
void __real_free(void* block);
void* __real_realloc(void* block, size_t size);

static int isInRom(const void* block)
{
	return (const char*)block >= romStart && (const char*)block < romEnd;
}

void* __wrap_malloc(size_t size)
{
	char* block = romNext;
	if (!linking)
		return __real_malloc(size);
	size = (size + 15) & ~(size_t)15;
	if (size > (size_t)(romEnd - romNext))
		return NULL;
	romNext += size;
	return block;
}

void __wrap_free(void* block)
{
	if (!isInRom(block))
		__real_free(block);
}

void* __wrap_calloc(size_t count, size_t size)
{
	void* block = __wrap_malloc(count * size);
	if (block)
		memset(block, 0, count * size);
	return block;
}

/* A block of flash moves each time it grows: its size is not kept, so that as much is copied as may have been there. */
void* __wrap_realloc(void* block, size_t size)
{
	char* larger;
	if (!linking)
		return __real_realloc(block, size);
	larger = __wrap_malloc(size);
	if (larger && block)
		memcpy(larger, block, (size_t)(larger - (char*)block) < size ? (size_t)(larger - (char*)block) : size);
	return larger;
}


/* --- the C stack, from the end of RAM down --- */

enum { PAINT = 0x5C, SPARED = 256 }; /* what is below the painter itself is left alone */

__attribute__((noinline)) void paintNativeStack(void)
{
	char* here = (char*)__builtin_frame_address(0) - SPARED;
	for (volatile char* byte = __heap_end; byte < here; byte++)
		*byte = PAINT;
}

int nativeStackPeak(void)
{
	const char* byte = __heap_end;
	while (byte < __stack && *byte == PAINT)
		byte++;
	return (int)(__stack - byte);
}

/* --- figures --- */

extern void* sbrk(ptrdiff_t);

/* What linking needs of the C stack says nothing about a device, whose flash comes linked. */
void finishLinking(void)
{
	linking = 0;
	paintNativeStack();
}

static int heapUsed(void)
{
	return (int)((char*)sbrk(0) - __heap_start);
}

int freeMemory(void)
{
	return (int)(__heap_end - __heap_start) - heapUsed();
}

/* RAM by part, in bytes. `other` is what the C library's heap holds beside the machine's blocks. */
void writeRamFigures(txMachine* the)
{
	int chunks = (int)the->maximumChunksSize, slots = (int)((the->maximumHeapCount + 1) * sizeof(txSlot));
	int stack = (int)((the->stackTop - the->stackBottom) * sizeof(txSlot)), machine = (int)sizeof(txMachine);
	int other = heapUsed() - chunks - slots - stack - machine - (int)tableBytes;
	printf("#ram {\"size\":%d,\"data\":%d,\"bss\":%d,\"chunks\":%d,\"slots\":%d,\"stack\":%d,\"machine\":%d,\"tables\":%d,",
		(int)(__stack - __data_start), (int)(__data_end - __data_start), (int)(__bss_end - __bss_start), chunks, slots,
		stack, machine, (int)tableBytes);
	printf("\"other\":%d,\"nativeStack\":%d,\"nativeStackPeak\":%d,\"free\":%d}\n", other, (int)(__stack - __heap_end),
		nativeStackPeak(), freeMemory());
}
