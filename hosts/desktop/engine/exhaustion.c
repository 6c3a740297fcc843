/* How a machine ends when it cannot go on: memory, stack or keys used up, or an error that nobody caught. */
#include "engine.h"

txMachine* ramMachine = NULL;

enum { NOTHING_FAILED, SLOTS_FAILED, CHUNKS_FAILED };
static int failedPool = NOTHING_FAILED;
static long askedBytes = 0;

/* The engine's manager describes a failure in words just before it aborts; the number in them is the size asked for. */
void noteAllocationFailure(const char* format, ...)
{
	char text[128];
	const char* digits;
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	failedPool = strstr(text, "Chunk") ? CHUNKS_FAILED : SLOTS_FAILED;
	digits = strpbrk(text, "0123456789");
	askedBytes = digits ? atol(digits) : 0;
}

static void reportMemoryFull(txMachine* the)
{
	if (failedPool == SLOTS_FAILED)
		report("memory full: slots: asked 1, in use %d of %d, live at the last collection %d",
			(int)the->currentHeapCount, (int)the->maximumHeapCount, (int)liveSlots());
	else if (failedPool == CHUNKS_FAILED)
		report("memory full: chunks: asked %ld bytes, in use %d of %d, live at the last collection %d", askedBytes,
			(int)the->currentChunksSize, (int)the->maximumChunksSize, (int)liveChunks());
	else
		report("memory full: chunks: asked more bytes than can be counted, in use %d of %d",
			(int)the->currentChunksSize, (int)the->maximumChunksSize);
}

/* Who called whom, the innermost first; a function without a name is a dash. */
static void reportCalls(txMachine* the)
{
	enum { FUNCTION = 3, MOST = 40, TEXT_LIMIT = 512 };
	char text[TEXT_LIMIT] = "";
	size_t length = 0;
	int count = 0;
	for (txSlot* frame = the->frame; frame && count < MOST && length < sizeof(text) - 64; frame = frame->next) {
		const txSlot* function = frame + FUNCTION;
		const char* name = NULL;
		if (function >= the->stackTop || function->kind != XS_REFERENCE_KIND || !isFunction(function->value.reference))
			continue;
		if (function->value.reference->next->ID != XS_NO_ID)
			name = fxGetKeyName(the, function->value.reference->next->ID);
		length += (size_t)snprintf(text + length, 64, "%s%s", count++ ? " < " : "", name && *name ? name : "-");
	}
	report("calls: %s", text);
}

/* Two stacks can end: the machine's own, and the C stack under deeply nested native calls. */
static void reportStackOverflow(txMachine* the)
{
	int limit = (int)(the->stackTop - the->stackBottom);
	int used = (int)(the->stackTop - the->stack);
	char here;
	if (the->stackLimit && &here <= the->stackLimit + 4096)
		report("stack overflow: native calls nested too deep, machine stack in use %d of %d slots", used, limit);
	else
		report("stack overflow: in use %d of %d slots when more were asked for", used, limit);
	reportCalls(the);
}

void printException(txMachine* the, const char* what)
{
	mxTry(the) {
		mxPush(mxException);
		if (mxIsReference(the->stack)) {
			mxGetID(mxID(_stack));
			if (mxIsUndefined(the->stack)) {
				mxPop();
				mxPush(mxException);
			}
		}
		report("%s: %s", what, fxToString(the, the->stack));
		mxPop();
	}
	mxCatch(the) {
		report("%s: the error itself cannot be printed", what);
	}
}

static int isExhaustion(int status)
{
	return status == XS_NOT_ENOUGH_MEMORY_EXIT || status == XS_STACK_OVERFLOW_EXIT || status == XS_NO_MORE_KEYS_EXIT;
}

static void reportAbort(txMachine* the, int status)
{
	switch (status) {
	case XS_NOT_ENOUGH_MEMORY_EXIT: reportMemoryFull(the); break;
	case XS_STACK_OVERFLOW_EXIT: reportStackOverflow(the); break;
	case XS_NO_MORE_KEYS_EXIT:
		report("no more keys: asked 1, in use %d of %d", (int)(the->keyIndex - the->keyOffset),
			(int)(the->keyCount - the->keyOffset));
		break;
	case XS_UNHANDLED_EXCEPTION_EXIT: printException(the, "unhandled exception"); break;
	case XS_UNHANDLED_REJECTION_EXIT: printException(the, "unhandled rejection"); break;
	default: report("the engine stopped with status %d", status);
	}
}

/*
 * The engine's last word. Does not return to JavaScript, so that no catch clause goes on in a machine without memory;
 * only a suite that counts rejections gets them and goes on.
 */
void fxAbort(txMachine* the, int status)
{
	static int aborting = 0;
	if (status == XS_UNHANDLED_REJECTION_EXIT && the == ramMachine && passRejection(the))
		return;
	if (aborting++) {
		report("and then the report of it failed too (status %d)", status);
		_exit(EXIT_MEMORY);
	}
	if (!the->sharedMachine)
		report("while making the flash image:");
	reportAbort(the, status);
	if (ramMachine == the)
		finishStats(the, 0);
	fflush(stdout);
	exit(isExhaustion(status) ? EXIT_MEMORY : EXIT_FAILED);
}
