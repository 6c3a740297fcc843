/* The command line, and how the program says that it cannot go on. */
#include "engine.h"

Options options = {
	.main = "main", .statsDescriptor = -1, .chunks = 32768, .slots = 2048, .stack = 384, .keys = 32, .pace = 1,
};

static const char usage[] =
	"usage: " PROGRAM " --modules LISTFILE [--main KEY] [--chunks BYTES] [--slots COUNT] [--stack COUNT] [--keys COUNT]\n"
	"       [--option NAME=VALUE]... [--store DIR] [--pace N] [--stats] [--stats-json FILE|FD] [--suite]\n"
	"       [--costs FILE] [--byte-code FILE]\n"
	"       " PROGRAM " --version\n";

void report(const char* format, ...)
{
	va_list arguments;
	fflush(stdout);
	fputs(PROGRAM ": ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
}

void fail(int status, const char* format, ...)
{
	va_list arguments;
	fflush(stdout);
	fputs(PROGRAM ": ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	if (status == EXIT_USAGE)
		fputs(usage, stderr);
	exit(status);
}

static int parseCount(const char* name, const char* text)
{
	char* end;
	long value = strtol(text, &end, 10);
	if (*text == 0 || *end != 0 || value < 1 || value > 0x40000000)
		fail(EXIT_USAGE, "%s needs a number above 0, not \"%s\"", name, text);
	return (int)value;
}

static void addSetting(char* text)
{
	char* equals = strchr(text, '=');
	if (!equals || equals == text)
		fail(EXIT_USAGE, "--option needs NAME=VALUE, not \"%s\"", text);
	*equals = 0;
	options.settings = realloc(options.settings, (size_t)(options.settingCount + 1) * sizeof(Setting));
	options.settings[options.settingCount].name = text;
	options.settings[options.settingCount++].value = equals + 1;
}

const char* findSetting(const char* name)
{
	for (int i = options.settingCount - 1; i >= 0; i--)
		if (!strcmp(options.settings[i].name, name))
			return options.settings[i].value;
	return NULL;
}

static void parseStatsTarget(const char* text)
{
	char* end;
	long descriptor = strtol(text, &end, 10);
	if (*text != 0 && *end == 0)
		options.statsDescriptor = (int)descriptor;
	else
		options.statsFile = text;
}

static void parseValue(const char* name, char* value)
{
	if (!strcmp(name, "--modules")) options.modules = value;
	else if (!strcmp(name, "--main")) options.main = value;
	else if (!strcmp(name, "--store")) options.store = value;
	else if (!strcmp(name, "--costs")) options.costs = value;
	else if (!strcmp(name, "--byte-code")) options.byteCode = value;
	else if (!strcmp(name, "--stats-json")) parseStatsTarget(value);
	else if (!strcmp(name, "--option")) addSetting(value);
	else if (!strcmp(name, "--chunks")) options.chunks = parseCount(name, value);
	else if (!strcmp(name, "--slots")) options.slots = parseCount(name, value);
	else if (!strcmp(name, "--stack")) options.stack = parseCount(name, value);
	else if (!strcmp(name, "--keys")) options.keys = parseCount(name, value);
	else if (!strcmp(name, "--pace")) options.pace = parseCount(name, value);
	else fail(EXIT_USAGE, "unknown option %s", name);
}

void parseOptions(int argc, char** argv)
{
	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--stats")) options.stats = 1;
		else if (!strcmp(argv[i], "--suite")) options.suite = 1;
		else if (!strcmp(argv[i], "--version")) {
			printf("%s XS %d.%d.%d, %d-bit, slot %d bytes\n", PROGRAM, XS_MAJOR_VERSION, XS_MINOR_VERSION,
				XS_PATCH_VERSION, (int)sizeof(void*) * 8, (int)sizeof(txSlot));
			exit(EXIT_DONE);
		}
		else if (strncmp(argv[i], "--", 2)) fail(EXIT_USAGE, "unknown argument \"%s\"", argv[i]);
		else if (i + 1 == argc) fail(EXIT_USAGE, "%s is unknown or needs a value", argv[i]);
		else {
			parseValue(argv[i], argv[i + 1]);
			i++;
		}
	}
	if (!options.modules)
		fail(EXIT_USAGE, "--modules is missing");
}
