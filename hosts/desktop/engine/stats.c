/* Memory in figures: for a person on stderr, for a program as JSON. */
#include "engine.h"

size_t tableBytes = 0;

/*
 * A peak includes garbage that no collection had a reason to take away yet; it follows the collector's timing. The need
 * of the program is the largest size that was still alive right after a collection, and that is kept apart.
 */
static struct { txSize slots, chunks, largestSlots, largestChunks; int count; } live;

void* tableAllocate(size_t size)
{
	tableBytes += size;
	return malloc(size);
}

void* fxAllocateChunks(txMachine* the, txSize size)
{
	(void)the;
	return malloc((size_t)size);
}

void fxFreeChunks(txMachine* the, void* chunks)
{
	(void)the;
	free(chunks);
}

txSlot* fxAllocateSlots(txMachine* the, txSize count)
{
	(void)the;
	return malloc((size_t)count * sizeof(txSlot));
}

void fxFreeSlots(txMachine* the, void* slots)
{
	(void)the;
	free(slots);
}

/* Only a collection that compacts touches the chunks; one for lack of slots says nothing about their live size. */
void noteCollection(txMachine* the, int compacted)
{
	if (the != ramMachine)
		return;
	live.count++;
	live.slots = the->currentHeapCount;
	if (live.slots > live.largestSlots)
		live.largestSlots = live.slots;
	if (!compacted)
		return;
	live.chunks = the->currentChunksSize;
	if (live.chunks > live.largestChunks)
		live.largestChunks = live.chunks;
}

txSize liveSlots(void)
{
	return live.slots;
}

txSize liveChunks(void)
{
	return live.chunks;
}

/* --- the stack's peak: what is no longer as it was painted --- */

enum { PAINT = 0xA5, CLEAN_RUN = 8 };

static void paintStack(txMachine* the)
{
	memset(the->stackBottom, PAINT, (size_t)((uint8_t*)the->stack - (uint8_t*)the->stackBottom));
}

static int isPainted(const txSlot* slot)
{
	const uint8_t* bytes = (const uint8_t*)slot;
	for (size_t i = 0; i < sizeof(txSlot); i++)
		if (bytes[i] != PAINT)
			return 0;
	return 1;
}

/*
 * The deepest slot that has been used. The engine lends the far end of a free stack to number printing, so the search
 * goes down from the top and ends at the first run of clean slots.
 */
int stackPeak(txMachine* the)
{
	int clean = 0;
	txSlot* deepest = the->stackTop;
	for (txSlot* slot = the->stackTop - 1; slot >= the->stackBottom && clean < CLEAN_RUN; slot--) {
		if (isPainted(slot))
			clean++;
		else {
			clean = 0;
			deepest = slot;
		}
	}
	return (int)(the->stackTop - deepest);
}

/* --- reports --- */

void startStats(txMachine* ram)
{
	ramMachine = ram;
	paintStack(ram);
	ram->peakHeapCount = ram->currentHeapCount;
	ram->peakChunksSize = ram->currentChunksSize;
}

/* The engine's sum counts a chunk that has grown in place twice until the next collection; its block cannot overflow. */
static int chunksPeak(txMachine* the)
{
	return (int)(the->peakChunksSize < the->maximumChunksSize ? the->peakChunksSize : the->maximumChunksSize);
}

static int keysUsed(txMachine* the)
{
	return (int)(the->keyIndex - the->keyOffset);
}

static void printStats(txMachine* the)
{
	txMachine* rom = the->sharedMachine;
	report("XS %d.%d.%d, %d-bit, slot %d bytes", XS_MAJOR_VERSION, XS_MINOR_VERSION, XS_PATCH_VERSION,
		(int)sizeof(void*) * 8, (int)sizeof(txSlot));
	report("slots: live %d, largest live %d, peak %d of %d", (int)live.slots, (int)live.largestSlots,
		(int)the->peakHeapCount, (int)the->maximumHeapCount);
	report("chunks: live %d, largest live %d, peak %d of %d bytes", (int)live.chunks, (int)live.largestChunks,
		chunksPeak(the), (int)the->maximumChunksSize);
	report("stack: peak %d of %d slots", stackPeak(the), (int)(the->stackTop - the->stackBottom));
	report("aliases: %d; keys: %d of %d; these and name tables: %d bytes beside the heap; collections: %d", aliasCount,
		keysUsed(the), options.keys, (int)tableBytes, live.count);
	report("flash: %d modules, byte code %d bytes, %d slots, chunks %d bytes", moduleList.count,
		(int)moduleList.codeSize, (int)rom->currentHeapCount, (int)rom->currentChunksSize);
}

static void writeStats(txMachine* the, FILE* file)
{
	txMachine* rom = the->sharedMachine;
	fprintf(file, "{\"xs\":\"%d.%d.%d\",\"bits\":%d,\"slotBytes\":%d,", XS_MAJOR_VERSION, XS_MINOR_VERSION,
		XS_PATCH_VERSION, (int)sizeof(void*) * 8, (int)sizeof(txSlot));
	fprintf(file, "\"slots\":{\"live\":%d,\"largestLive\":%d,\"peak\":%d,\"limit\":%d},", (int)live.slots,
		(int)live.largestSlots, (int)the->peakHeapCount, (int)the->maximumHeapCount);
	fprintf(file, "\"chunks\":{\"live\":%d,\"largestLive\":%d,\"peak\":%d,\"limit\":%d},", (int)live.chunks,
		(int)live.largestChunks, chunksPeak(the), (int)the->maximumChunksSize);
	fprintf(file, "\"stack\":{\"peak\":%d,\"limit\":%d},\"keys\":{\"used\":%d,\"limit\":%d},", stackPeak(the),
		(int)(the->stackTop - the->stackBottom), keysUsed(the), options.keys);
	fprintf(file, "\"aliases\":%d,\"tableBytes\":%d,\"collections\":%d,\"modules\":%d,", aliasCount, (int)tableBytes,
		live.count, moduleList.count);
	fprintf(file, "\"byteCode\":%d,\"flash\":{\"slots\":%d,\"chunks\":%d}}\n", (int)moduleList.codeSize,
		(int)rom->currentHeapCount, (int)rom->currentChunksSize);
}

/* The last figures of a run. `collect` is 0 in a machine that has come to its end and must not be touched again. */
void finishStats(txMachine* the, int collect)
{
	FILE* file = NULL;
	if (!options.stats && !options.statsFile && options.statsDescriptor < 0)
		return;
	if (collect)
		fxCollectGarbage(the);
	fflush(stdout);
	if (options.stats)
		printStats(the);
	if (options.statsFile)
		file = fopen(options.statsFile, "w");
	else if (options.statsDescriptor >= 0)
		file = fdopen(options.statsDescriptor, "w");
	if (file) {
		writeStats(the, file);
		fclose(file);
	}
	else if (options.statsFile || options.statsDescriptor >= 0)
		report("cannot write the figures: %s", strerror(errno));
}
