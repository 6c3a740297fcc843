/* Time, chance, and real values of the machine that the firmware runs on. What the place does not have gives nothing. */
#include "engine.h"

#if defined(__APPLE__)
	#include <mach/mach.h>
#endif

double monotonicTime(void)
{
	static struct timespec start;
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	if (start.tv_sec == 0 && start.tv_nsec == 0)
		start = now;
	return floor(((double)(now.tv_sec - start.tv_sec) * 1e3 + (double)(now.tv_nsec - start.tv_nsec) / 1e6) * options.pace);
}

double wallClock(void)
{
	static time_t start;
	if (start == 0)
		start = time(NULL) - (time_t)(monotonicTime() / 1000);
	return options.pace == 1 ? (double)time(NULL) : (double)start + floor(monotonicTime() / 1000);
}

uint32_t randomWord(txMachine* the)
{
	static FILE* source = NULL;
	uint32_t value;
	if (!source)
		source = fopen("/dev/urandom", "rb");
	if (!source || fread(&value, sizeof(value), 1, source) != 1)
		mxUnknownError("/dev/urandom: %s", strerror(errno));
	return value;
}

static int sampleLoad(double* value)
{
	return getloadavg(value, 1) == 1;
}

#if defined(__APPLE__)
static int sampleFreeMemory(double* value)
{
	vm_statistics64_data_t statistics;
	mach_msg_type_number_t count = HOST_VM_INFO64_COUNT;
	if (host_statistics64(mach_host_self(), HOST_VM_INFO64, (host_info64_t)&statistics, &count) != KERN_SUCCESS)
		return 0;
	*value = ((double)statistics.free_count + (double)statistics.inactive_count) * (double)sysconf(_SC_PAGESIZE);
	return 1;
}
#else
static int sampleFreeMemory(double* value)
{
	char line[128];
	unsigned long long kilobytes;
	int found = 0;
	FILE* file = fopen("/proc/meminfo", "r");
	while (file && !found && fgets(line, sizeof(line), file))
		found = sscanf(line, "MemAvailable: %llu kB", &kilobytes) == 1;
	if (file)
		fclose(file);
	if (found)
		*value = (double)kilobytes * 1024;
	else
		*value = (double)sysconf(_SC_AVPHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
	return *value >= 0;
}
#endif

/* The kernel gives thousandths of a degree; the first zone that can be read is as good as any. */
static int sampleTemperature(double* value)
{
	char name[64];
	int zone, found = 0;
	for (zone = 0; zone < 16 && !found; zone++) {
		FILE* file;
		snprintf(name, sizeof(name), "/sys/class/thermal/thermal_zone%d/temp", zone);
		file = fopen(name, "r");
		if (!file)
			continue;
		found = fscanf(file, "%lf", value) == 1;
		fclose(file);
	}
	*value /= 1000;
	return found;
}

int sampleSensor(const char* name, double* value)
{
	*value = 0;
	if (!strcmp(name, "load")) return sampleLoad(value);
	if (!strcmp(name, "freeMemory")) return sampleFreeMemory(value);
	if (!strcmp(name, "temperature")) return sampleTemperature(value);
	return 0;
}
