/* Settings: lines NAME=VALUE that stand in a page of flash, as a command line would; and how the program complains. */
#include "engine.h"
#include "board.h"

enum { SETTINGS_LIMIT = 16, TEXT_LIMIT = 1024 };

static Setting settings[SETTINGS_LIMIT];
static char text[TEXT_LIMIT];

Options options = {
	.statsDescriptor = -1, .chunks = 32768, .slots = 2048, .stack = 384, .keys = 32, .settings = settings,
};

void report(const char* format, ...)
{
	va_list arguments;
	fputs(PROGRAM ": ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
}

void fail(int status, const char* format, ...)
{
	va_list arguments;
	fputs(PROGRAM ": ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	exit(status);
}

const char* findSetting(const char* name)
{
	for (int i = options.settingCount - 1; i >= 0; i--)
		if (!strcmp(options.settings[i].name, name))
			return options.settings[i].value;
	return NULL;
}

static void takeCount(const char* name, int* count)
{
	const char* value = findSetting(name);
	if (!value)
		return;
	*count = atoi(value);
	if (*count < 1)
		fail(EXIT_USAGE, "%s needs a number above 0, not \"%s\"", name, value);
}

/* The machine's own sizes begin with a dot, which no setting of the firmware does. */
void readSettings(void)
{
	char* line = text;
	memcpy(text, settingsStart, sizeof(text) - 1);
	while (*line) {
		char* end = line + strcspn(line, "\n");
		char* equals = strchr(line, '=');
		char* next = *end ? end + 1 : end;
		*end = 0;
		if (equals && options.settingCount < SETTINGS_LIMIT) {
			*equals = 0;
			settings[options.settingCount].name = line;
			settings[options.settingCount++].value = equals + 1;
		}
		line = next;
	}
	takeCount(".chunks", &options.chunks);
	takeCount(".slots", &options.slots);
	takeCount(".stack", &options.stack);
	takeCount(".keys", &options.keys);
	options.suite = findSetting(".suite") != NULL;
	options.stats = 1;
}

/* --- the end --- */

void finishStats(txMachine* the, int collect)
{
	if (collect)
		fxCollectGarbage(the);
	fputs("#stats ", stdout);
	writeStats(the, stdout);
	writeRamFigures(the);
}
