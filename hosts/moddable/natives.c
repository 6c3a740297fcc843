/* Natives of hosts/moddable/natives.ts: clock, random numbers and what the system can measure of itself. */
#if defined(_WIN32)
	#define _CRT_RAND_S
	#include <windows.h>
#endif
#include "xsmc.h"
#include "xsHost.h"
#include <stdint.h>
#include <stdlib.h>

#if defined(ESP_PLATFORM)
	#include "esp_random.h"
	#include "esp_system.h"
	#include "esp_timer.h"
#elif !defined(_WIN32)
	#include <time.h>
	#include <unistd.h>
	#if defined(__linux__)
		#include <sys/random.h>
	#endif
#endif

void nblwm2m_monotonic(xsMachine* the)
{
#if defined(ESP_PLATFORM)
	double milliseconds = (double)(esp_timer_get_time() / 1000);
#elif defined(_WIN32)
	double milliseconds = (double)GetTickCount64();
#else
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	double milliseconds = (double)now.tv_sec * 1000 + (double)(now.tv_nsec / 1000000);
#endif
	xsmcSetNumber(xsResult, milliseconds);
}

void nblwm2m_random(xsMachine* the)
{
	uint32_t value = 0;
#if defined(ESP_PLATFORM)
	value = esp_random();
#elif defined(_WIN32)
	unsigned int bits;
	if (rand_s(&bits))
		xsUnknownError("no random numbers");
	value = bits;
#elif defined(__linux__)
	if (getrandom(&value, sizeof value, 0) != (ssize_t)sizeof value)
		xsUnknownError("no random numbers");
#else
	value = arc4random();
#endif
	xsmcSetNumber(xsResult, (double)value);
}

void nblwm2m_load(xsMachine* the)
{
#if !defined(ESP_PLATFORM) && !defined(_WIN32)
	double load;
	if (getloadavg(&load, 1) == 1)
		xsmcSetNumber(xsResult, load);
#endif
}

void nblwm2m_free_memory(xsMachine* the)
{
#if defined(ESP_PLATFORM)
	xsmcSetNumber(xsResult, (double)esp_get_free_heap_size());
#elif defined(_WIN32)
	MEMORYSTATUSEX status = { .dwLength = sizeof status };
	if (GlobalMemoryStatusEx(&status))
		xsmcSetNumber(xsResult, (double)status.ullAvailPhys);
#elif defined(_SC_AVPHYS_PAGES)
	long pages = sysconf(_SC_AVPHYS_PAGES), size = sysconf(_SC_PAGESIZE);
	if (pages > 0 && size > 0)
		xsmcSetNumber(xsResult, (double)pages * (double)size);
#endif
}

void nblwm2m_restart(xsMachine* the)
{
	(void)the;
#if defined(ESP_PLATFORM)
	esp_restart();
#endif
}
