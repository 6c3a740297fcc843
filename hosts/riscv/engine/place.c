/* Time, chance and sensors of this place. */
#include "engine.h"
#include "board.h"

double monotonicTime(void)
{
	return (double)(ticks() / TICKS_PER_MILLISECOND);
}

double wallClock(void)
{
	return (double)(clockNanoseconds() / 1000000000u);
}

int boardTimeOfDay(struct timeval* value, void* zone)
{
	uint64_t now = clockNanoseconds() / 1000;
	(void)zone;
	value->tv_sec = (time_t)(now / 1000000);
	value->tv_usec = (suseconds_t)(now % 1000000);
	return 0;
}

/*
 * The emulator has no source of noise; what nobody outside can know is the nanosecond of the first call. The mixing is
 * that of SplitMix64 (Steele, Lea, Flood 2014).
 */
uint32_t randomWord(txMachine* the)
{
	static uint64_t state = 0;
	uint64_t mixed;
	(void)the;
	if (state == 0)
		state = clockNanoseconds() ^ ticks() << 40;
	mixed = state += 0x9E3779B97F4A7C15u;
	mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9u;
	mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EBu;
	return (uint32_t)(mixed >> 32);
}

/* The share of the last whole second in which the core was awake. */
static double load(void)
{
	enum { SECOND = 1000 * TICKS_PER_MILLISECOND };
	static uint64_t since = 0, sleptBefore = 0;
	static int percent = 0;
	uint64_t now = ticks(), elapsed = now - since;
	if (elapsed >= SECOND) {
		percent = (int)(100 * (elapsed - (sleptTicks() - sleptBefore)) / elapsed);
		since = now;
		sleptBefore = sleptTicks();
	}
	return (double)percent / 100;
}

int sampleSensor(const char* name, double* value)
{
	if (!strcmp(name, "load"))
		*value = load();
	else if (!strcmp(name, "freeMemory"))
		*value = (double)freeMemory();
	else
		return 0;
	return 1;
}
