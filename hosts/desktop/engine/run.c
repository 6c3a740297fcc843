/* Running: a module, the promise jobs that it leaves, and then the events, until the pipe of events ends. */
#include "engine.h"

static txSlot handler, idle, rejected;
static int handlerSet = 0, idleSet = 0, rejectedSet = 0;
static enum { PENDING, FULFILLED, REJECTED } imported;

void fxCreateMachinePlatform(txMachine* the)
{
	the->promiseJobs = 0;
}

void fxDeleteMachinePlatform(txMachine* the)
{
	(void)the;
}

void fxQueuePromiseJobs(txMachine* the)
{
	the->promiseJobs = 1;
}

/* Runs promise jobs until there are none. A rejection that nobody has handled by then ends the program. */
void runJobs(txMachine* the)
{
	do {
		while (the->promiseJobs) {
			the->promiseJobs = 0;
			fxRunPromiseJobs(the);
		}
		fxEndJob(the);
	} while (the->promiseJobs);
	fxCheckUnhandledRejections(the, 1);
}

/* --- modules --- */

static void onImported(txMachine* the)
{
	(void)the;
	imported = FULFILLED;
}

static void onImportFailed(txMachine* the)
{
	imported = REJECTED;
	mxException = *mxArgv(0);
	printException(the, the == ramMachine ? "unhandled exception" : "cannot preload");
	mxException = mxUndefined;
}

static void startImport(txMachine* the, const char* key)
{
	txSlot* realm = mxProgram.value.reference->next->value.module.realm;
	mxPushStringC((txString)key);
	fxRunImport(the, realm, XS_NO_ID);
	mxDub();
	mxGetID(mxID(_then));
	mxCall();
	fxNewHostFunction(the, onImported, 1, XS_NO_ID, XS_NO_ID);
	fxNewHostFunction(the, onImportFailed, 1, XS_NO_ID, XS_NO_ID);
	mxRunCount(2);
	mxPop();
}

/* Runs a module and all that it imports. An exception at its top level ends the program. */
void importModule(txMachine* the, const char* key)
{
	imported = PENDING;
	fxBeginHost(the);
	{
		mxTry(the) {
			startImport(the, key);
		}
		mxCatch(the) {
			fxAbort(the, XS_UNHANDLED_EXCEPTION_EXIT);
		}
	}
	fxEndHost(the);
	runJobs(the);
	if (imported == REJECTED) {
		report("in module %s", key);
		finish(the, EXIT_FAILED);
	}
	if (imported == PENDING && the != ramMachine)
		fail(EXIT_FAILED, "cannot preload %s: it waits for something", key);
}

/* --- events --- */

static void keep(txMachine* the, txSlot* place, int* set, txSlot* function)
{
	if (!fxIsCallable(the, function))
		mxTypeError("a function is needed");
	if (*set)
		fxForget(the, place);
	place->kind = function->kind;
	place->value = function->value;
	fxRemember(the, place);
	*set = 1;
}

void setHandler(txMachine* the, txSlot* function)
{
	keep(the, &handler, &handlerSet, function);
}

void setIdle(txMachine* the, txSlot* function)
{
	keep(the, &idle, &idleSet, function);
}

void setRejected(txMachine* the, txSlot* function)
{
	keep(the, &rejected, &rejectedSet, function);
}

/* Hands a rejection to a suite that wants to count it as a failure; 0 if nobody wants it. */
int passRejection(txMachine* the)
{
	if (!rejectedSet)
		return 0;
	fxBeginHost(the);
	{
		mxTry(the) {
			mxPushUndefined();
			mxPushSlot(&rejected);
			mxCall();
			mxPush(mxException);
			mxException = mxUndefined;
			mxRunCount(1);
			mxPop();
		}
		mxCatch(the) {
			fxAbort(the, XS_UNHANDLED_EXCEPTION_EXIT);
		}
	}
	fxEndHost(the);
	return 1;
}

static void handleFrame(txMachine* the, uint8_t kind, const void* payload, uint32_t length)
{
	if (kind == EVENT_FIGURES) {
		sendFigures(the);
		return;
	}
	fxBeginHost(the);
	{
		mxTry(the) {
			mxPushUndefined();
			mxPushSlot(&handler);
			mxCall();
			mxPushInteger(kind);
			mxPushUndefined();
			fxArrayBuffer(the, the->stack, (void*)payload, (txInteger)length, -1);
			mxRunCount(2);
			mxPop();
		}
		mxCatch(the) {
			fxAbort(the, XS_UNHANDLED_EXCEPTION_EXIT);
		}
	}
	fxEndHost(the);
	runJobs(the);
}

/* Lets a suite's timers come due; false when there are none left. */
static int runIdle(txMachine* the)
{
	volatile int more = 0;
	fxBeginHost(the);
	{
		mxTry(the) {
			mxPushUndefined();
			mxPushSlot(&idle);
			mxCall();
			mxRunCount(0);
			more = fxToBoolean(the, the->stack);
			mxPop();
		}
		mxCatch(the) {
			fxAbort(the, XS_UNHANDLED_EXCEPTION_EXIT);
		}
	}
	fxEndHost(the);
	runJobs(the);
	return more;
}

void runEvents(txMachine* the)
{
	static uint8_t payload[FRAME_LIMIT];
	uint8_t kind;
	uint32_t length;
	while (idleSet && runIdle(the))
		;
	while (handlerSet) {
		fflush(stdout);
		if (!readFrame(&kind, payload, &length))
			return;
		handleFrame(the, kind, payload, length);
	}
	if (imported == PENDING)
		fail(EXIT_FAILED, "the main module waits for something that never comes");
}
