/*
 * The store: one file for each key. A file is written in place and brought to the disk; what a torn write leaves is the
 * business of the records in it (modules/client/store.ts).
 */
#include "engine.h"
#include <fcntl.h>
#include <sys/stat.h>

enum { KEY_LIMIT = 64, RECORD_LIMIT = 65536 };

static void filePath(txMachine* the, char* path, size_t size)
{
	const char* key = mxArgc > 0 ? fxToString(the, mxArgv(0)) : "";
	size_t length = strlen(key);
	if (the != ramMachine)
		mxTypeError("the store cannot be used while a module is preloaded");
	if (!options.store)
		mxUnknownError("there is no store: --store DIR gives one");
	if (length == 0 || length > KEY_LIMIT || key[0] == '.'
		|| strspn(key, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") != length)
		mxRangeError("\"%s\" cannot be a key of the store", key);
	snprintf(path, size, "%s/%s", options.store, key);
}

static void throwErrno(txMachine* the, const char* path) __attribute__((noreturn));

static void throwErrno(txMachine* the, const char* path)
{
	mxUnknownError("%s: %s", path, strerror(errno));
}

static void hostLoad(txMachine* the)
{
	static uint8_t record[RECORD_LIMIT];
	char path[1024];
	size_t length;
	FILE* file;
	filePath(the, path, sizeof(path));
	file = fopen(path, "rb");
	if (!file && errno == ENOENT)
		return;
	if (!file)
		throwErrno(the, path);
	length = fread(record, 1, sizeof(record), file);
	if (ferror(file)) {
		fclose(file);
		throwErrno(the, path);
	}
	fclose(file);
	fxArrayBuffer(the, mxResult, record, (txInteger)length, -1);
}

/* Writes all of a buffer and brings it to the disk; 0 on failure, with errno set. */
static int writeRecord(int descriptor, const uint8_t* bytes, size_t size)
{
	while (size > 0) {
		ssize_t count = write(descriptor, bytes, size);
		if (count < 0 && errno != EINTR)
			return 0;
		if (count > 0) {
			bytes += count;
			size -= (size_t)count;
		}
	}
	return fsync(descriptor) == 0;
}

static void hostSave(txMachine* the)
{
	char path[1024];
	txSize size;
	const uint8_t* bytes;
	int descriptor, written;
	filePath(the, path, sizeof(path));
	if (mxArgc < 2)
		mxTypeError("hostSave: bytes are needed");
	bytes = bytesOf(the, mxArgv(1), &size);
	if (size > RECORD_LIMIT)
		mxRangeError("hostSave: %d bytes are more than %d", (int)size, RECORD_LIMIT);
	mkdir(options.store, 0777);
	descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (descriptor < 0)
		throwErrno(the, path);
	written = writeRecord(descriptor, bytes, (size_t)size);
	if (close(descriptor) < 0 || !written)
		throwErrno(the, path);
}

static void hostErase(txMachine* the)
{
	char path[1024];
	filePath(the, path, sizeof(path));
	if (unlink(path) < 0 && errno != ENOENT)
		throwErrno(the, path);
}

const Native storeNatives[] = {
	{ "hostLoad", hostLoad, 1 },
	{ "hostSave", hostSave, 2 },
	{ "hostErase", hostErase, 1 },
	{ NULL, NULL, 0 },
};
