/* The functions that firmware calls on this host; hosts/desktop/natives.d.ts says what each does. */
#include "engine.h"

#define REFUSE_IN_PRELOAD(name) do { if (the != ramMachine) mxTypeError("%s cannot be called while a module is preloaded", name); } while (0)

/* --- arguments --- */

/* The bytes of an ArrayBuffer, of a Uint8Array or of a string (UTF-8). Valid until the next allocation. */
const void* bytesOf(txMachine* the, txSlot* slot, txSize* size)
{
	txSlot* first = slot->kind == XS_REFERENCE_KIND ? slot->value.reference->next : NULL;
	if (slot->kind == XS_STRING_KIND || slot->kind == XS_STRING_X_KIND) {
		*size = (txSize)strlen(slot->value.string);
		return slot->value.string;
	}
	if (first && (first->flag & XS_INTERNAL_FLAG) && first->kind == XS_ARRAY_BUFFER_KIND) {
		*size = fxGetArrayBufferLength(the, slot);
		return fxToArrayBuffer(the, slot);
	}
	if (first && (first->flag & XS_INTERNAL_FLAG) && first->kind == XS_TYPED_ARRAY_KIND) {
		txSlot* view = first->next;
		txSlot* buffer = view->next;
		*size = fxGetDataViewSize(the, view, buffer);
		return (txByte*)fxToArrayBuffer(the, buffer) + view->value.dataView.offset;
	}
	mxTypeError("an ArrayBuffer, a Uint8Array or a string is needed");
}

static txSlot* argument(txMachine* the, int index)
{
	return index < mxArgc ? mxArgv(index) : &mxEmptyString;
}

static void resultNumber(txMachine* the, double value)
{
	if (value == (txInteger)value)
		fxInteger(the, mxResult, (txInteger)value);
	else
		fxNumber(the, mxResult, value);
}

/* --- events --- */

static void hostEmit(txMachine* the)
{
	txInteger kind = mxArgc > 0 ? fxToInteger(the, mxArgv(0)) : -1;
	const void* payload = "";
	txSize size = 0;
	REFUSE_IN_PRELOAD("hostEmit");
	if (kind < 0 || kind > 255)
		mxRangeError("hostEmit: a kind is a number from 0 to 255");
	if (mxArgc > 1 && mxArgv(1)->kind != XS_UNDEFINED_KIND)
		payload = bytesOf(the, mxArgv(1), &size);
	if (size > FRAME_LIMIT)
		mxRangeError("hostEmit: %d bytes are more than %d", (int)size, FRAME_LIMIT);
	writeFrame((uint8_t)kind, payload, (uint32_t)size);
}

static void hostListen(txMachine* the)
{
	REFUSE_IN_PRELOAD("hostListen");
	setHandler(the, argument(the, 0));
}

/* --- time and chance --- */

static void hostNow(txMachine* the)
{
	REFUSE_IN_PRELOAD("hostNow");
	resultNumber(the, monotonicTime());
}

static void hostWallClock(txMachine* the)
{
	double now = wallClock();
	REFUSE_IN_PRELOAD("hostWallClock");
	if (now > 0)
		resultNumber(the, now);
}

static void hostRandom(txMachine* the)
{
	REFUSE_IN_PRELOAD("hostRandom");
	resultNumber(the, (double)randomWord(the));
}

/* --- the place --- */

static void hostOption(txMachine* the)
{
	const char* value;
	REFUSE_IN_PRELOAD("hostOption");
	value = findSetting(fxToString(the, argument(the, 0)));
	if (value)
		fxString(the, mxResult, (txString)value);
}

static void hostPrint(txMachine* the)
{
	REFUSE_IN_PRELOAD("hostPrint");
	puts(fxToString(the, argument(the, 0)));
}

static void hostSample(txMachine* the)
{
	double value;
	REFUSE_IN_PRELOAD("hostSample");
	if (sampleSensor(fxToString(the, argument(the, 0)), &value))
		resultNumber(the, value);
}

void finish(txMachine* the, int status)
{
	if (the == ramMachine)
		finishStats(the, 1);
	fflush(stdout);
	exit(status);
}

static void hostExit(txMachine* the)
{
	REFUSE_IN_PRELOAD("hostExit");
	finish(the, mxArgc > 0 ? (int)fxToInteger(the, mxArgv(0)) & 255 : EXIT_DONE);
}

static void setFigure(txMachine* the, txSlot* object, const char* name, txInteger value)
{
	mxPushInteger(value);
	mxPushSlot(object);
	fxDefineID(the, fxNewNameC(the, (txString)name), XS_NO_FLAG, XS_DONT_DELETE_FLAG | XS_DONT_ENUM_FLAG | XS_DONT_SET_FLAG);
	mxPop();
}

static void hostMemory(txMachine* the)
{
	txSize slots = the->currentHeapCount, chunks = the->currentChunksSize;
	REFUSE_IN_PRELOAD("hostMemory");
	mxPush(mxObjectPrototype);
	fxNewObjectInstance(the);
	mxPullSlot(mxResult);
	setFigure(the, mxResult, "slots", slots);
	setFigure(the, mxResult, "slotLimit", the->maximumHeapCount);
	setFigure(the, mxResult, "chunks", chunks);
	setFigure(the, mxResult, "chunkLimit", the->maximumChunksSize);
	setFigure(the, mxResult, "stackPeak", stackPeak(the));
	setFigure(the, mxResult, "stackLimit", (txInteger)(the->stackTop - the->stackBottom));
}

const Native hostNatives[] = {
	{ "hostEmit", hostEmit, 2 },
	{ "hostListen", hostListen, 1 },
	{ "hostNow", hostNow, 0 },
	{ "hostWallClock", hostWallClock, 0 },
	{ "hostRandom", hostRandom, 0 },
	{ "hostOption", hostOption, 1 },
	{ "hostPrint", hostPrint, 1 },
	{ "hostSample", hostSample, 1 },
	{ "hostExit", hostExit, 1 },
	{ "hostMemory", hostMemory, 0 },
	{ NULL, NULL, 0 },
};

/* Makes functions properties of the global object; to be called in rom, where they cost nothing. */
void defineNatives(txMachine* the, const Native* native)
{
	fxBeginHost(the);
	for (; native->name; native++) {
		txID id = fxNewNameC(the, (txString)native->name);
		fxNewHostFunction(the, native->callback, native->arguments, id, XS_NO_ID);
		mxPush(mxGlobal);
		fxDefineID(the, id, XS_DONT_ENUM_FLAG, XS_DONT_ENUM_FLAG | XS_DONT_DELETE_FLAG | XS_DONT_SET_FLAG);
		mxPop();
	}
	fxEndHost(the);
}

/* Names that natives make at run time, made in rom so that they need no key in RAM. */
static const char* const names[] = { "slots", "slotLimit", "chunks", "chunkLimit", "stackPeak", "stackLimit" };

void defineNames(txMachine* the)
{
	fxBeginHost(the);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		fxNewNameC(the, (txString)names[i]);
	fxEndHost(the);
}
