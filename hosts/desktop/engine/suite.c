/*
 * What test suites need beyond the firmware's functions: a turn when nothing else is to be done, the
 * rejections that nobody handles, a collection, and the meter of an engine that counts byte codes.
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

static void suiteMeter(txMachine* the)
{
#ifdef mxMetering
	mxResult->kind = XS_NUMBER_KIND;
	mxResult->value.number = the->meterIndex;
#else
	(void)the;
#endif
}

const Native suiteNatives[] = {
	{ "suiteIdle", suiteIdle, 1 },
	{ "suiteRejected", suiteRejected, 1 },
	{ "suiteCollect", suiteCollect, 0 },
	{ "suiteMeter", suiteMeter, 0 },
	{ NULL, NULL, 0 },
};
