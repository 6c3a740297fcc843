/*
 * What test suites need beyond the firmware's functions: a turn when nothing else is to be done, the
 * rejections that nobody handles, and a collection.
 */
#include "engine.h"

static void suiteIdle(txMachine* the)
{
	if (mxArgc < 1)
		mxTypeError("suiteIdle: a function is needed");
	setIdle(the, mxArgv(0));
}

static void suiteRejected(txMachine* the)
{
	if (mxArgc < 1)
		mxTypeError("suiteRejected: a function is needed");
	setRejected(the, mxArgv(0));
}

static void suiteCollect(txMachine* the)
{
	fxCollectGarbage(the);
}

const Native suiteNatives[] = {
	{ "suiteIdle", suiteIdle, 1 },
	{ "suiteRejected", suiteRejected, 1 },
	{ "suiteCollect", suiteCollect, 0 },
	{ NULL, NULL, 0 },
};
