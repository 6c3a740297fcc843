/* nblwm2m-xs: makes the flash image, clones the machine from it, runs the main module and then the events. */
#include "engine.h"
#include <signal.h>

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
	if (options.byteCode || options.costs)
		return EXIT_DONE;
	ram = makeRam(rom);
	importModule(ram, options.main);
	runEvents(ram);
	finish(ram, EXIT_DONE);
}
