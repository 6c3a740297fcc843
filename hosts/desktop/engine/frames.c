/* The pipe of events: frames of kind (1 byte), length (4 bytes, big endian) and payload; in on 3, out on 4. */
#include "engine.h"

enum { EVENTS_IN = 3, EVENTS_OUT = 4, HEADER = 5 };

/* Reads as many bytes as asked; gives fewer only at the end of the pipe. */
static size_t readFully(void* buffer, size_t size)
{
	size_t done = 0;
	while (done < size) {
		ssize_t count = read(EVENTS_IN, (char*)buffer + done, size - done);
		if (count > 0) done += (size_t)count;
		else if (count == 0) break;
		else if (errno == ECONNRESET) break;
		else if (errno != EINTR) fail(EXIT_FAILED, "cannot read events from descriptor 3: %s", strerror(errno));
	}
	return done;
}

/* The next frame, or 0 at the end of the pipe. */
int readFrame(uint8_t* kind, uint8_t* payload, uint32_t* length)
{
	uint8_t header[HEADER];
	size_t count = readFully(header, HEADER);
	if (count == 0)
		return 0;
	if (count < HEADER)
		fail(EXIT_FAILED, "the pipe of events ended within a frame");
	*kind = header[0];
	*length = (uint32_t)header[1] << 24 | (uint32_t)header[2] << 16 | (uint32_t)header[3] << 8 | header[4];
	if (*length > FRAME_LIMIT)
		fail(EXIT_FAILED, "an event of %lu bytes came in, the limit is %d", (unsigned long)*length, FRAME_LIMIT);
	if (readFully(payload, *length) < *length)
		fail(EXIT_FAILED, "the pipe of events ended within a frame");
	return 1;
}

static void writeFully(const void* buffer, size_t size)
{
	size_t done = 0;
	while (done < size) {
		ssize_t count = write(EVENTS_OUT, (const char*)buffer + done, size - done);
		if (count >= 0) done += (size_t)count;
		else if (errno == EAGAIN) usleep(1000);
		else if (errno != EINTR) fail(EXIT_FAILED, "cannot write events to descriptor 4: %s", strerror(errno));
	}
}

/* One frame out, whole. The caller has checked the length. */
void writeFrame(uint8_t kind, const void* payload, uint32_t length)
{
	uint8_t header[HEADER] = { kind, (uint8_t)(length >> 24), (uint8_t)(length >> 16), (uint8_t)(length >> 8), (uint8_t)length };
	writeFully(header, HEADER);
	writeFully(payload, length);
}
