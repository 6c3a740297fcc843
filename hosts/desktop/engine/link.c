/*
 * What xsl does with a module's byte code at build time: names to final ids; byte code and the strings in it to be used
 * where they are (flash) instead of being copied into the heap; and how modules find each other.
 */
#include "engine.h"

ModuleList moduleList = { NULL, 0, 0 };

extern void fxRemapIDs(txMachine* the, txByte* codeBuffer, txSize codeSize, txID* theIDs);

/* The opcode that uses a function's code or a string in place, or the opcode itself. */
static txU1 inPlace(txU1 code)
{
	switch (code) {
	case XS_CODE_CODE_1: return XS_CODE_CODE_ARCHIVE_1;
	case XS_CODE_CODE_2: return XS_CODE_CODE_ARCHIVE_2;
	case XS_CODE_CODE_4: return XS_CODE_CODE_ARCHIVE_4;
	case XS_CODE_STRING_1: return XS_CODE_STRING_ARCHIVE_1;
	case XS_CODE_STRING_2: return XS_CODE_STRING_ARCHIVE_2;
	case XS_CODE_STRING_4: return XS_CODE_STRING_ARCHIVE_4;
	default: return code;
	}
}

/* The length of an instruction: the table gives a length, 0 for an id, or how wide the count is that follows. */
static txSize instructionSize(txByte* code)
{
	txS1 size = gxCodeSizes[*(txU1*)code];
	if (size > 0) return size;
	if (size == 0) return 1 + sizeof(txID);
	code++;
	if (size == -1) return 2 + *(txU1*)code;
	if (size == -2) {
		txU2 count;
		mxDecode2(code, count);
		return 3 + count;
	}
	txS4 count;
	mxDecode4(code, count);
	return 5 + count;
}

static void useInPlace(txScript* script)
{
	txByte* code = script->codeBuffer;
	txByte* end = code + script->codeSize;
	while (code < end) {
		*(txU1*)code = inPlace(*(txU1*)code);
		code += instructionSize(code);
	}
}

/* Replaces the script's own name numbers by the machine's ids. */
static void resolveNames(txMachine* the, txScript* script)
{
	txByte* name = script->symbolsBuffer;
	txID count;
	txID* ids;
	mxDecodeID(name, count);
	ids = malloc(count * sizeof(txID));
	ids[0] = XS_NO_ID;
	for (txID i = 1; i < count; i++) {
		ids[i] = fxNewNameC(the, (txString)name);
		name += strlen((char*)name) + 1;
	}
	fxRemapIDs(the, script->codeBuffer, script->codeSize, ids);
	free(ids);
	script->symbolsBuffer = NULL;
	script->symbolsSize = 0;
}

/* Makes byte code with names of its own into byte code of this machine. Changes the code where it is. */
void linkScript(txMachine* rom, txScript* script, const char* key)
{
	script->path = (txString)key;
	fxNewNameC(rom, (txString)key);
	resolveNames(rom, script);
	useInPlace(script);
}

void startPreparation(txPreparation* preparation)
{
	preparation->version[0] = XS_MAJOR_VERSION;
	preparation->version[1] = XS_MINOR_VERSION;
	preparation->version[2] = XS_PATCH_VERSION;
	preparation->scripts = calloc((size_t)moduleList.count, sizeof(txScript));
	preparation->scriptCount = moduleList.count;
}

/* --- find and load --- */

static int findModule(const char* key)
{
	for (int i = 0; i < moduleList.count; i++)
		if (!strcmp(key, moduleList.items[i].key))
			return i;
	return -1;
}

/* The engine forgets who imported whom once a module has run; checks of the flash image want to know. */
static void noteImport(const char* importer, int imported)
{
	int index = findModule(importer);
	Module* module = &moduleList.items[index];
	if (index < 0)
		return;
	module->imports = realloc(module->imports, (size_t)(module->importCount + 1) * sizeof(int));
	module->imports[module->importCount++] = imported;
}

/* Appends the segments of a path to a key, taking "." and ".." away; 0 if it leads out of the tree or is too long. */
static int appendSegments(char* key, size_t size, const char* path)
{
	while (*path) {
		size_t length = strcspn(path, "/");
		if (length == 2 && !strncmp(path, "..", 2)) {
			char* slash = strrchr(key, '/');
			if (*key == 0) return 0;
			*(slash ? slash : key) = 0;
		}
		else if (length > 0 && !(length == 1 && *path == '.')) {
			size_t used = strlen(key);
			if (used + length + 2 > size) return 0;
			snprintf(key + used, size - used, "%s%.*s", used ? "/" : "", (int)length, path);
		}
		path += length;
		if (*path == '/') path++;
	}
	return 1;
}

static void dropExtension(char* name)
{
	size_t length = strlen(name);
	if (length > 3 && !strcmp(name + length - 3, ".js"))
		name[length - 3] = 0;
}

/* Relative names count from the importing module's key, as in a Moddable manifest; all others are keys. */
txID fxFindModule(txMachine* the, txSlot* realm, txID moduleID, txSlot* slot)
{
	char name[1024], key[1024] = "";
	int index;
	(void)realm;
	fxToStringBuffer(the, slot, name, sizeof(name));
	dropExtension(name);
	if (name[0] == '.' && (name[1] == '/' || (name[1] == '.' && name[2] == '/'))) {
		char* slash;
		if (moduleID == XS_NO_ID)
			return XS_NO_ID;
		snprintf(key, sizeof(key), "%s", fxGetKeyName(the, moduleID));
		slash = strrchr(key, '/');
		*(slash ? slash : key) = 0;
		if (!appendSegments(key, sizeof(key), name))
			return XS_NO_ID;
	}
	else
		snprintf(key, sizeof(key), "%s", name);
	index = findModule(key);
	if (index < 0)
		return XS_NO_ID;
	if (moduleID != XS_NO_ID && !the->sharedMachine)
		noteImport(fxGetKeyName(the, moduleID), index);
	return fxNewNameC(the, key);
}

void fxLoadModule(txMachine* the, txSlot* module, txID moduleID)
{
	txPreparation* preparation = the->preparation;
	int index = findModule(fxGetKeyName(the, moduleID));
	if (index >= 0)
		fxResolveModule(the, module, moduleID, &preparation->scripts[index], C_NULL, C_NULL);
}
