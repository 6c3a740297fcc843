/* The list of modules, and what xsc does with each of them at build time: source to byte code. */
#include "engine.h"

/* --- the list file: lines of KEY<TAB>PATH, "!" before the key of what is loaded at run time --- */

static void addModule(char* line)
{
	char* tab = strchr(line, '\t');
	int preload = *line != '!';
	Module* module;
	if (!tab || tab == line)
		fail(EXIT_USAGE, "%s: a line is KEY<TAB>PATH, not \"%s\"", options.modules, line);
	*tab = 0;
	moduleList.items = realloc(moduleList.items, (size_t)(moduleList.count + 1) * sizeof(Module));
	module = &moduleList.items[moduleList.count++];
	memset(module, 0, sizeof(Module));
	module->key = strdup(preload ? line : line + 1);
	module->path = strdup(tab + 1);
	module->preload = preload && strcmp(module->key, options.main) != 0;
}

void readModuleList(const char* path)
{
	char line[8192];
	FILE* file = fopen(path, "r");
	if (!file)
		fail(EXIT_USAGE, "cannot read %s: %s", path, strerror(errno));
	while (fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\r\n")] = 0;
		if (*line)
			addModule(line);
	}
	fclose(file);
	for (int i = 0; i < moduleList.count; i++)
		if (!strcmp(moduleList.items[i].key, options.main))
			return;
	fail(EXIT_USAGE, "%s: the main module \"%s\" is not in the list", path, options.main);
}

/* --- compile --- */

static int readCharacter(void* file)
{
	return fgetc((FILE*)file);
}

static char syntaxError[256];

static void keepSyntaxError(void* console, txString path, txInteger line, txString format, va_list arguments)
{
	int length = snprintf(syntaxError, sizeof(syntaxError), "%d: ", (int)line);
	(void)console;
	(void)path;
	vsnprintf(syntaxError + length, sizeof(syntaxError) - (size_t)length, format, arguments);
}

/* Parses a stream and gives its byte code. After a syntax error the code throws it, and `syntaxError` tells of it. */
static txScript* parse(txMachine* the, void* stream, txGetter getter, txUnsigned flags, char* path)
{
	txParser instance;
	txParser* parser = &instance;
	txParserJump jump;
	txScript* volatile script = NULL;
	fxInitializeParser(parser, the, the->parserBufferSize, the->parserTableModulo);
	parser->firstJump = &jump;
	parser->reportError = keepSyntaxError;
	syntaxError[0] = 0;
	if (c_setjmp(jump.jmp_buf) == 0) {
		if (path)
			parser->path = fxNewParserSymbol(parser, path);
		fxParserTree(parser, stream, getter, flags, NULL);
		fxParserHoist(parser);
		fxParserBind(parser);
		script = fxParserCode(parser);
	}
	fxTerminateParser(parser);
	return script;
}

/* Source text at run time (eval, new Function): the device has no parser; mocha's own code wants one. */
txScript* fxParseScript(txMachine* the, void* stream, txGetter getter, txUnsigned flags)
{
	if (the == ramMachine && !options.suite)
		mxUnknownError("no parser on this device");
	return parse(the, stream, getter, flags, NULL);
}

static txScript* compileModule(txMachine* rom, Module* module)
{
	FILE* file = fopen(module->path, "r");
	txScript* script;
	if (!file)
		fail(EXIT_USAGE, "cannot read module %s: %s: %s", module->key, module->path, strerror(errno));
	script = parse(rom, file, readCharacter, 0, module->key);
	fclose(file);
	if (!script || syntaxError[0])
		fail(EXIT_FAILED, "%s:%s", module->path, syntaxError[0] ? syntaxError : " cannot be compiled");
	return script;
}

/* Fills the preparation with every module's byte code; a copy of it as C goes where `--byte-code` wants it. */
void prepareScripts(txMachine* rom, txPreparation* preparation)
{
	startPreparation(preparation);
	startByteCode();
	fxBeginHost(rom);
	for (int i = 0; i < moduleList.count; i++) {
		Module* module = &moduleList.items[i];
		txScript* script = compileModule(rom, module);
		txByte* symbols;
		module->codeSize = script->codeSize;
		moduleList.codeSize += script->codeSize;
		addByteCode(module, script);
		symbols = script->symbolsBuffer;
		linkScript(rom, script, module->key);
		free(symbols);
		preparation->scripts[i] = *script;
	}
	fxEndHost(rom);
	finishByteCode();
}
