/* Where the last figures of a run go: stderr for a person, a file or a descriptor for a program. */
#include "engine.h"

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
