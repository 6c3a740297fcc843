/* Memory in figures: measured, and put into words or JSON. */
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

/* --- the stack's peak: how far from its end the paint has been touched --- */

enum { PAINT = 0xA5A5A5A5, MEASURED_STACK = 8192 };

static int isMeasured(txMachine* the)
{
	return the == ramMachine && the->stackTop - the->stackBottom <= MEASURED_STACK;
}

static void paintStack(txMachine* the)
{
	uint32_t* word = (uint32_t*)the->stackBottom;
	if (isMeasured(the))
		while (word < (uint32_t*)the->stack)
			*word++ = PAINT;
}

/* Where the paint ends, seen from the far end of the stack. */
static uint32_t* paintEnd(txMachine* the)
{
	uint32_t* word = (uint32_t*)the->stackBottom;
	while (word < (uint32_t*)the->stackTop && *word == PAINT)
		word++;
	return word;
}

/* The deepest slot that has been used since the machine began; 0 for a stack too large to be looked at. */
int stackPeak(txMachine* the)
{
	return isMeasured(the) ? (int)(the->stackTop - the->stackBottom) - (int)((txSlot*)paintEnd(the) - the->stackBottom) : 0;
}

/*
 * The engine works numbers out in the unused end of its stack, which is no depth: what had its paint before gets it
 * again. Nothing of the stack that is in use is touched.
 */
static uint32_t* lentEnd;

void lendStack(txMachine* the)
{
	lentEnd = isMeasured(the) ? paintEnd(the) : NULL;
}

void takeStackBack(txMachine* the)
{
	if (lentEnd && isMeasured(the))
		for (uint32_t* word = (uint32_t*)the->stackBottom; word < lentEnd; word++)
			*word = PAINT;
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

void printStats(txMachine* the)
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

void writeStats(txMachine* the, FILE* file)
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
	fprintf(file, "\"byteCode\":%d,\"flash\":{\"slots\":%d,\"chunks\":%d,\"keys\":%d}}\n", (int)moduleList.codeSize,
		(int)rom->currentHeapCount, (int)rom->currentChunksSize, (int)the->keyOffset);
}

/* What is alive right now, as an event. */
void sendFigures(txMachine* the)
{
	char text[128];
	fxCollectGarbage(the);
	snprintf(text, sizeof(text), "{\"slots\":%d,\"chunks\":%d}", (int)live.slots, (int)live.chunks);
	writeFrame(FIGURES_EVENT, text, (uint32_t)strlen(text));
}
