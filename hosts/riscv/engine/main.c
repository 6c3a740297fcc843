/* The start on bare metal: byte code out of flash, the flash image, the machine in RAM, the main module, the events. */
#include "engine.h"
#include "board.h"
#include "byte-code.h"

enum { NATIVE_RESERVE = 1024 };

/* The list of modules is the image's own. */
static void listModules(void)
{
	moduleList.count = byteCodeCount;
	moduleList.items = calloc((size_t)byteCodeCount, sizeof(Module));
	for (int i = 0; i < byteCodeCount; i++) {
		moduleList.items[i].key = (char*)byteCodes[i].key;
		moduleList.items[i].preload = byteCodes[i].preload;
	}
}

void prepareScripts(txMachine* rom, txPreparation* preparation)
{
	startPreparation(preparation);
	fxBeginHost(rom);
	for (int i = 0; i < byteCodeCount; i++) {
		txScript* script = &preparation->scripts[i];
		script->symbolsBuffer = (txByte*)byteCodes[i].symbols;
		script->codeBuffer = (txByte*)byteCodes[i].code;
		script->codeSize = byteCodes[i].codeSize;
		moduleList.codeSize += script->codeSize;
		linkScript(rom, script, byteCodes[i].key);
	}
	fxEndHost(rom);
}

/* No parser is in the image. */
txScript* fxParseScript(txMachine* the, void* stream, txGetter getter, txUnsigned flags)
{
	(void)stream;
	(void)getter;
	(void)flags;
	mxUnknownError("no parser on this device");
}

/* The desktop engine has done these before it gave the byte code out. */
void checkRom(txMachine* rom)
{
	(void)rom;
}

void startCosts(txMachine* rom)
{
	(void)rom;
}

void addCosts(txMachine* rom, const Module* module)
{
	(void)rom;
	(void)module;
}

void finishCosts(void)
{
}

int main(void)
{
	static txPreparation preparation;
	txMachine *rom, *ram;
	paintNativeStack();
	startBoard();
	readSettings();
	listModules();
	rom = makeRom(&preparation);
	preload(rom, &preparation);
	finishLinking();
	ram = makeRam(rom);
	ram->stackLimit = __heap_end + NATIVE_RESERVE;
	importModule(ram, mainModule);
	runEvents(ram);
	finish(ram, EXIT_DONE);
}
