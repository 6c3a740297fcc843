/*
 * nblwm2m-xs: runs ES modules on the XS engine inside a fixed memory. Two machines are made. "rom" stands for what the
 * linker puts in flash: built-ins, names, byte code, preloaded modules. "ram" is its clone: its heap has the exact size
 * asked for, and what it shares with rom costs it nothing.
 */
#ifndef NBLWM2M_ENGINE_H
#define NBLWM2M_ENGINE_H

#include "xsAll.h"
#include "xsScript.h"

#define PROGRAM "nblwm2m-xs"

/* Exit codes of the project: 0 done, 1 failed, 2 usage, 3 memory or stack. */
enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_MEMORY = 3 };

typedef struct { const char* name; const char* value; } Setting;

typedef struct {
	const char* modules;       /* the list file */
	const char* main;          /* key of the module that starts it all */
	const char* store;         /* folder of hostLoad and hostSave, or NULL */
	const char* statsFile;     /* where the figures go as JSON, or NULL */
	int statsDescriptor;       /* the same as an open file, or -1 */
	int stats;                 /* the figures go to stderr for a person to read */
	int suite;                 /* the parser and the natives for test suites are there */
	const char* costs;         /* where each preloaded module's share of flash goes as JSON, or NULL; nothing is run then */
	const char* byteCode;      /* where the modules' byte code goes as C, or NULL; nothing is run then */
	int chunks, slots, stack, keys;
	int pace;                  /* how many times as fast as real time the firmware's clocks run */
	Setting* settings;         /* --option name=value */
	int settingCount;
} Options;

extern Options options;

/* options.c */
void parseOptions(int argc, char** argv);
const char* findSetting(const char* name);
void fail(int status, const char* format, ...) __attribute__((noreturn, format(printf, 2, 3)));
void report(const char* format, ...) __attribute__((format(printf, 1, 2)));

/* exhaustion.c: what ran out, and how a machine ends */
extern txMachine* ramMachine;
void noteAllocationFailure(const char* format, ...);
void printException(txMachine* the, const char* what);

/* link.c, and modules.c where sources are compiled: the list, byte code */
typedef struct {
	char* key;
	char* path;
	int preload;
	int* imports;              /* indices of the modules that this one imports, known once it is loaded */
	int importCount;
	txSize codeSize;
} Module;
typedef struct { Module* items; int count; txSize codeSize; } ModuleList;
extern ModuleList moduleList;
void readModuleList(const char* path);
void startPreparation(txPreparation* preparation);
void linkScript(txMachine* rom, txScript* script, const char* key);

/* Of each host's own: fills the preparation with the linked byte code of all modules of the list. */
void prepareScripts(txMachine* rom, txPreparation* preparation);

/* byte-code.c */
void startByteCode(void);
void addByteCode(const Module* module, const txScript* script);
void finishByteCode(void);

/* machines.c: flash, and the machine that runs from it */
txMachine* makeRom(txPreparation* preparation);
void preload(txMachine* rom, txPreparation* preparation);
txMachine* makeRam(txMachine* rom);

/* costs.c */
void startCosts(txMachine* rom);
void addCosts(txMachine* rom, const Module* module);
void finishCosts(void);

/* run.c: modules, promise jobs, the event loop */
void importModule(txMachine* the, const char* key);
void runJobs(txMachine* the);
void runEvents(txMachine* the);
void setHandler(txMachine* the, txSlot* function);
void setIdle(txMachine* the, txSlot* function);
void setRejected(txMachine* the, txSlot* function);
int passRejection(txMachine* the);

/* rom.c, share.c, check.c: from a machine that has run its preloads to one that is like flash */
void noteBuiltIns(txMachine* rom);
int isBuiltIn(const txSlot* slot);
int isFunction(const txSlot* instance);
int isFrozen(const txSlot* instance);
txIndex itemCount(const txSlot* array);
void forEachSlot(txMachine* the, void (*visit)(txMachine*, txSlot*));
void freezeRom(txMachine* rom);
void shareRom(txMachine* rom);
void checkRom(txMachine* rom);
extern int aliasCount;

/* walk.c: everything that a module holds, with a name for a person */
typedef void (*Visitor)(txMachine* the, const char* path, txSlot* slot);
void walkModules(txMachine* rom, Visitor visitInstance, Visitor visitVariable);

/* stats.c */
extern size_t tableBytes;
void noteCollection(txMachine* the, int compacted);
void startStats(txMachine* ram);
void finishStats(txMachine* the, int collect);
int stackPeak(txMachine* the);
void lendStack(txMachine* the);
void takeStackBack(txMachine* the);
void writeStats(txMachine* the, FILE* file);
void printStats(txMachine* the);
void sendFigures(txMachine* the);
txSize liveSlots(void);
txSize liveChunks(void);

/* Of each host's own: events in and out. A platform may have less room for one. */
#ifndef FRAME_LIMIT
	#define FRAME_LIMIT 65536
#endif
enum { EVENT_FIGURES = 4, FIGURES_EVENT = 6 }; /* asks for the live figures; brings them */
int readFrame(uint8_t* kind, uint8_t* payload, uint32_t* length);
void writeFrame(uint8_t kind, const void* payload, uint32_t length);

/* natives.c, store.c, sensors.c, suite.c: functions for JavaScript */
typedef struct { const char* name; txCallback callback; int arguments; } Native;
extern const Native hostNatives[], storeNatives[], suiteNatives[];
void defineNatives(txMachine* rom, const Native* natives);
void defineNames(txMachine* rom);
const void* bytesOf(txMachine* the, txSlot* slot, txSize* size);

/* Of each host's own: what a place can tell. */
double monotonicTime(void);                /* milliseconds, whole */
double wallClock(void);                    /* seconds since 1970, or 0 */
uint32_t randomWord(txMachine* the);
int sampleSensor(const char* name, double* value);
void finish(txMachine* the, int status) __attribute__((noreturn));

#endif
