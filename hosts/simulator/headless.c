/*
 * Runs an app that mcconfig has built for a desktop, without a window and with a true exit status.
 *
 *     headless SECONDS APP
 *
 * Status: what the app ends with by screen.postMessage("exit N"); 1 an exception or a rejection that nobody handled; 2
 * usage; 3 memory or stack is at its end; 69 the app cannot be loaded; 124 the time is over (0 seconds: it never is).
 * SIGTERM asks the app to stop by the message "stop"; a second one ends it.
 *
 * The app is a shared library that exports fxScreenLaunch and asks for one record: fifteen words in this order, then
 * data that may be zero. SDKs from 8.1.0 (April 2026) have this layout; where the SDK is at hand the build checks it.
 */
#include <dlfcn.h>
#include <glib-unix.h>
#include <glib.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct Record {
	void* machine;                                  /* set by the launch; NULL afterwards: refused */
	void* ours;
	void* archive;
	void (*aborted)(struct Record*, int reason);    /* ours: the engine gave up */
	void (*drawn)(struct Record*);                  /* ours */
	void* foreign;
	void (*changed)(struct Record*);                /* ours, called during the launch */
	void (*idle)(struct Record*);
	void (*invoke)(struct Record*, char*, int);     /* set by the launch: a message to the app, 0 for a C string */
	void* key;
	void (*posted)(struct Record*, char*, int);     /* ours: a message from the app */
	void (*quit)(struct Record*);
	void (*start)(struct Record*, double);          /* ours, called at the end of the launch */
	void (*stop)(struct Record*);                   /* ours */
	void* touch;
	char rest[1024];
} Record;

#ifdef CHECK_LAYOUT
	#include "screen.h"
	#define SAME(ours, theirs) _Static_assert(offsetof(Record, ours) == offsetof(txScreen, theirs), #theirs)
	SAME(machine, machine);
	SAME(archive, archive);
	SAME(aborted, abort);
	SAME(drawn, bufferChanged);
	SAME(foreign, buildFFI);
	SAME(changed, formatChanged);
	SAME(idle, idle);
	SAME(invoke, invoke);
	SAME(key, key);
	SAME(posted, post);
	SAME(quit, quit);
	SAME(start, start);
	SAME(stop, stop);
	SAME(touch, touch);
	_Static_assert(sizeof(Record) >= sizeof(txScreen), "size");
#endif

enum { FAILED = 1, USAGE = 2, EXHAUSTED = 3, NOT_LOADED = 69, TIME_OVER = 124 };

/* By the engine's number of them. */
static const struct { const char* what; int status; } reasons[] = {
	{ "none", FAILED },
	{ "memory full", EXHAUSTED },
	{ "stack overflow", EXHAUSTED },
	{ "fatal", FAILED },
	{ "a built-in that was stripped", FAILED },
	{ "unhandled exception", FAILED },
	{ "no more keys", EXHAUSTED },
	{ "too much computation", FAILED },
	{ "unhandled rejection", FAILED },
	{ "native stack overflow", EXHAUSTED },
};

static int stopAsked = 0;

/* At once: nothing of the app may run after it has said that this is the end. */
static void leave(int status)
{
	fflush(NULL);
	_exit(status);
}

static void aborted(Record* record, int reason)
{
	const int known = reason >= 0 && reason < (int)(sizeof reasons / sizeof *reasons);
	(void)record;
	fflush(stdout);
	fprintf(stderr, "headless: the engine gave up: %s\n", known ? reasons[reason].what : "unknown");
	leave(known ? reasons[reason].status : FAILED);
}

static void posted(Record* record, char* message, int size)
{
	(void)record;
	if (size == 0 && strncmp(message, "exit ", 5) == 0)
		leave(atoi(message + 5) & 255);
}

static void nothing(Record* record)
{
	(void)record;
}

static void started(Record* record, double interval)
{
	(void)record;
	(void)interval;
}

static gboolean signalled(gpointer it)
{
	Record* record = it;
	char stop[] = "stop";
	if (stopAsked++ > 0)
		leave(FAILED);
	record->invoke(record, stop, 0);
	return TRUE;
}

static void late(int number)
{
	static const char text[] = "headless: the time is over\n";
	(void)number;
	if (write(STDERR_FILENO, text, sizeof text - 1) < 0)
		_exit(TIME_OVER);
	_exit(TIME_OVER);
}

int main(int argc, char** argv)
{
	static Record record = {
		.aborted = aborted, .drawn = nothing, .changed = nothing, .posted = posted, .start = started, .stop = nothing,
	};
	void (*launch)(Record*) = NULL;
	char* path;
	void* app;
	if (argc != 3) {
		fprintf(stderr, "usage: headless SECONDS APP\n");
		return USAGE;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	path = realpath(argv[2], NULL);
	app = path ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : NULL;
	if (app)
		*(void**)&launch = dlsym(app, "fxScreenLaunch");
	if (!launch) {
		fprintf(stderr, "headless: %s: %s\n", argv[2], path ? dlerror() : "not there");
		return NOT_LOADED;
	}
	signal(SIGALRM, late);
	alarm((unsigned)atoi(argv[1]));
	g_unix_signal_add(SIGTERM, signalled, &record);
	launch(&record);
	if (!record.machine) {
		fprintf(stderr, "headless: the app refused to start\n");
		return NOT_LOADED;
	}
	g_main_loop_run(g_main_loop_new(NULL, FALSE));
	return NOT_LOADED;
}
