/* The store: records of a fixed size in a piece of memory that stands for flash. It lives as long as the emulator runs. */
#include "engine.h"
#include "board.h"

enum { KEY_LIMIT = 64, RECORD_LIMIT = 1024, RECORDS = 32 };

typedef struct {
	char key[KEY_LIMIT + 1];
	uint16_t length;
	uint8_t bytes[RECORD_LIMIT];
} Record;

static Record* const records = (Record*)storeStart;

/* The record of a key; where there is none, a free one if `make` is set, or NULL. */
static Record* find(const char* key, int make)
{
	Record* unused = NULL;
	for (int i = 0; i < RECORDS; i++) {
		if (!strcmp(records[i].key, key))
			return &records[i];
		if (!unused && records[i].key[0] == 0)
			unused = &records[i];
	}
	return make ? unused : NULL;
}

static const char* keyOf(txMachine* the)
{
	const char* key = mxArgc > 0 ? fxToString(the, mxArgv(0)) : "";
	size_t length = strlen(key);
	if (the != ramMachine)
		mxTypeError("the store cannot be used while a module is preloaded");
	if (length == 0 || length > KEY_LIMIT)
		mxRangeError("\"%s\" cannot be a key of the store", key);
	return key;
}

static void hostLoad(txMachine* the)
{
	Record* record = find(keyOf(the), 0);
	if (record)
		fxArrayBuffer(the, mxResult, record->bytes, record->length, -1);
}

static void hostSave(txMachine* the)
{
	Record* record = find(keyOf(the), 1);
	const uint8_t* bytes;
	txSize size;
	if (!record)
		mxUnknownError("the store is full: %d records", RECORDS);
	if (mxArgc < 2)
		mxTypeError("hostSave: bytes are needed");
	bytes = bytesOf(the, mxArgv(1), &size);
	if (size > RECORD_LIMIT)
		mxRangeError("hostSave: %d bytes are more than %d", (int)size, RECORD_LIMIT);
	memcpy(record->bytes, bytes, (size_t)size);
	record->length = (uint16_t)size;
	snprintf(record->key, sizeof(record->key), "%s", keyOf(the));
}

static void hostErase(txMachine* the)
{
	Record* record = find(keyOf(the), 0);
	if (record)
		record->key[0] = 0;
}

const Native storeNatives[] = {
	{ "hostLoad", hostLoad, 1 },
	{ "hostSave", hostSave, 2 },
	{ "hostErase", hostErase, 1 },
	{ NULL, NULL, 0 },
};
