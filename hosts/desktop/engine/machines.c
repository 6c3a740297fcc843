/* The two machines: rom, which stands for what the linker puts in flash, and ram, which runs from it. */
#include "engine.h"

enum { NAME_MODULO = 127, SYMBOL_MODULO = 11, MEGABYTE = 1 << 20 };

txMachine* makeRom(txPreparation* preparation)
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

void preload(txMachine* rom, txPreparation* preparation)
{
	noteBuiltIns(rom);
	prepareScripts(rom, preparation);
	startCosts(rom);
	for (int i = 0; i < moduleList.count; i++)
		if (moduleList.items[i].preload) {
			importModule(rom, moduleList.items[i].key);
			addCosts(rom, &moduleList.items[i]);
		}
	finishCosts();
	fxCollectGarbage(rom); /* a linker keeps nothing that nobody refers to */
	freezeRom(rom);
	shareRom(rom);
	checkRom(rom);
}

/* The machine that runs: nothing in it grows. */
txMachine* makeRam(txMachine* rom)
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
