/* The modules' byte code as C, with names not yet resolved, for an image whose engine has no parser. */
#include "engine.h"

static FILE* file = NULL;
static int count = 0;

void startByteCode(void)
{
	if (!options.byteCode)
		return;
	if (sizeof(txID) != 2)
		fail(EXIT_USAGE, "byte code for a device needs 16-bit names, as only a 32-bit " PROGRAM " has them");
	file = fopen(options.byteCode, "w");
	if (!file)
		fail(EXIT_FAILED, "cannot write %s: %s", options.byteCode, strerror(errno));
	fputs("#include \"byte-code.h\"\n", file);
}

static void writeBytes(const char* qualifiers, const char* name, const txByte* bytes, txSize size)
{
	fprintf(file, "%s uint8_t %s%d[] = {", qualifiers, name, count);
	for (txSize i = 0; i < size; i++)
		fprintf(file, "%s%u,", i % 32 ? "" : "\n", (unsigned)(uint8_t)bytes[i]);
	fputs("\n};\n", file);
}

void addByteCode(const Module* module, const txScript* script)
{
	(void)module;
	if (!file)
		return;
	writeBytes("static const", "symbols", script->symbolsBuffer, script->symbolsSize);
	writeBytes("static LINKED_CODE", "code", script->codeBuffer, script->codeSize);
	count++;
}

void finishByteCode(void)
{
	if (!file)
		return;
	fputs("const ByteCode byteCodes[] = {\n", file);
	for (int i = 0; i < moduleList.count; i++)
		fprintf(file, "\t{ \"%s\", %d, symbols%d, code%d, sizeof(code%d) },\n", moduleList.items[i].key,
			moduleList.items[i].preload, i, i, i);
	fprintf(file, "};\nconst int byteCodeCount = %d;\nconst char* const mainModule = \"%s\";\n", moduleList.count,
		options.main);
	fclose(file);
}
