/* nblwm2m-xs: makes the flash image, clones the machine from it, runs the main module and then the events. */
#include "engine.h"
#include <signal.h>

enum { NAME_MODULO = 127, SYMBOL_MODULO = 11, MEGABYTE = 1 << 20 };

static txMachine* makeRom(txPreparation* preparation)
{
	txCreation creation = {
		.initialChunkSize = 4 * MEGABYTE, .incrementalChunkSize = MEGABYTE,
		.initialHeapCount = 65536, .incrementalHeapCount = 65536,
		.stackCount = 8192, .initialKeyCount = 8192, .incrementalKeyCount = 1024,
		.nameModulo = NAME_MODULO, .symbolModulo = SYMBOL_MODULO,
		.parserBufferSize = MEGABYTE, .parserTableModulo = 1993,
	};
	txMachine* rom = fxCreateMachine(&creation, "rom", NULL, 0);
	if (!rom)
		fail(EXIT_FAILED, "no memory for the flash image");
	rom->preparation = preparation;
	defineNatives(rom, hostNatives);
	defineNatives(rom, storeNatives);
	if (options.suite)
		defineNatives(rom, suiteNatives);
	defineNames(rom);
	return rom;
}

static void preload(txMachine* rom, txPreparation* preparation)
{
	noteBuiltIns(rom);
	compileModules(rom, preparation);
	for (int i = 0; i < moduleList.count; i++)
		if (moduleList.items[i].preload)
			importModule(rom, moduleList.items[i].key);
	freezeRom(rom);
	shareRom(rom);
	checkRom(rom);
}

/* The machine that runs: nothing in it grows. */
static txMachine* makeRam(txMachine* rom)
{
	txCreation creation = {
		.initialChunkSize = options.chunks, .initialHeapCount = options.slots,
		.stackCount = options.stack, .initialKeyCount = options.keys,
		.nameModulo = NAME_MODULO, .symbolModulo = SYMBOL_MODULO,
		.parserBufferSize = options.suite ? 4 * MEGABYTE : 0, .parserTableModulo = 1993,
	};
	txMachine* ram;
	tableBytes = 0;
	ram = fxCloneMachine(&creation, rom, "ram", NULL);
	if (!ram)
		fail(EXIT_MEMORY, "memory full: the machine itself does not fit");
	startStats(ram);
	return ram;
}

int main(int argc, char** argv)
{
	txPreparation preparation;
	txMachine *rom, *ram;
	parseOptions(argc, argv);
	signal(SIGPIPE, SIG_IGN); /* a pipe that nobody reads any more is an error with a message, not a sudden end */
	readModuleList(options.modules);
	memset(&preparation, 0, sizeof(preparation));
	rom = makeRom(&preparation);
	preload(rom, &preparation);
	ram = makeRam(rom);
	importModule(ram, options.main);
	runEvents(ram);
	finish(ram, EXIT_DONE);
}
