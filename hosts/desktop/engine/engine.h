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
	int chunks, slots, stack, keys;
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

/* modules.c: the list, byte code */
typedef struct {
	char* key;
	char* path;
	int preload;
	int* imports;              /* indices of the modules that this one imports, known once it is loaded */
	int importCount;
} Module;
typedef struct { Module* items; int count; txSize codeSize; } ModuleList;
extern ModuleList moduleList;
void readModuleList(const char* path);
void compileModules(txMachine* rom, txPreparation* preparation);

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
txSize liveSlots(void);
txSize liveChunks(void);

/* frames.c */
enum { FRAME_LIMIT = 65536 };
int readFrame(uint8_t* kind, uint8_t* payload, uint32_t* length);
void writeFrame(uint8_t kind, const void* payload, uint32_t length);

/* natives.c, store.c, sensors.c, suite.c: functions for JavaScript */
typedef struct { const char* name; txCallback callback; int arguments; } Native;
extern const Native hostNatives[], storeNatives[], suiteNatives[];
void defineNatives(txMachine* rom, const Native* natives);
void defineNames(txMachine* rom);
const void* bytesOf(txMachine* the, txSlot* slot, txSize* size);
int sampleSensor(const char* name, double* value);
void finish(txMachine* the, int status) __attribute__((noreturn));

#endif
