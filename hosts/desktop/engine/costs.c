/* What each preloaded module takes of flash, for a table of costs. */
#include "engine.h"

static FILE* file = NULL;
static txSize slots, chunks;

static void takeStock(txMachine* rom)
{
	fxCollectGarbage(rom);
	slots = rom->currentHeapCount;
	chunks = rom->currentChunksSize;
}

void startCosts(txMachine* rom)
{
	if (!options.costs)
		return;
	file = fopen(options.costs, "w");
	if (!file)
		fail(EXIT_FAILED, "cannot write %s: %s", options.costs, strerror(errno));
	takeStock(rom);
	fprintf(file, "[{\"key\":\"built-ins\",\"byteCode\":0,\"slots\":%d,\"chunks\":%d}", (int)slots, (int)chunks);
}

/* A module that has just been loaded. What it imports must have been loaded before, or it is counted with it. */
void addCosts(txMachine* rom, const Module* module)
{
	txSize slotsBefore = slots, chunksBefore = chunks;
	if (!file)
		return;
	takeStock(rom);
	fprintf(file, ",\n{\"key\":\"%s\",\"byteCode\":%d,\"slots\":%d,\"chunks\":%d}", module->key, (int)module->codeSize,
		(int)(slots - slotsBefore), (int)(chunks - chunksBefore));
}

void finishCosts(void)
{
	if (!file)
		return;
	fputs("]\n", file);
	fclose(file);
}
