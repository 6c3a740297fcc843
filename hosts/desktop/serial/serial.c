/*
 * A serial port, or a pseudo-terminal in place of one, for a program that cannot open them itself.
 *
 *     serial uart DEVICE BAUD     8 bits, no parity, one stop bit, no flow control
 *     serial pty PATH             a pseudo-terminal, and a symbolic link to it
 *
 * Once the port is open, "ready" and its name are a line on standard error; after that, and instead of it, a line says
 * what went wrong. What comes in is standard output. Standard input has frames of kind (1 byte), length (4 bytes, big
 * endian) and payload: kind 1 is bytes to send, kind 5 a new speed in decimal. Its end is the end.
 *
 * Status: 0 the input has ended, 1 the port cannot be had or has gone, 2 usage.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

enum { KIND_BYTES = 1, KIND_BAUD = 5, HEADER = 5, PAYLOAD = 4096, SILENCE = 20 /* ms between looks for a client */ };
enum { DONE = 0, FAILED = 1, USAGE = 2 };

static const char* name;          /* as the person wrote it */
static int port = -1;             /* the serial port, or the pseudo-terminal's master */
static char slave[128];           /* the pseudo-terminal's name; empty for a serial port */

static void leave(int status)
{
	char target[sizeof slave];
	ssize_t size = *slave ? readlink(name, target, sizeof target - 1) : -1;
	if (size > 0 && (size_t)size == strlen(slave) && memcmp(target, slave, (size_t)size) == 0)
		unlink(name);
	if (port >= 0 && !*slave)
		ioctl(port, TIOCNXCL); /* a pseudo-terminal would keep it */
	exit(status);
}

static void fail(const char* why)
{
	fprintf(stderr, "%s: %s\n", name, why);
	leave(FAILED);
}

/* --- opening --- */

static const struct { long baud; speed_t code; } speeds[] = {
	{ 300, B300 }, { 600, B600 }, { 1200, B1200 }, { 2400, B2400 }, { 4800, B4800 }, { 9600, B9600 }, { 19200, B19200 },
	{ 38400, B38400 }, { 57600, B57600 }, { 115200, B115200 }, { 230400, B230400 },
#ifdef B460800
	{ 460800, B460800 },
#endif
#ifdef B921600
	{ 921600, B921600 },
#endif
};

static void setSpeed(const char* text)
{
	struct termios settings;
	const long baud = atol(text);
	for (size_t i = 0; i < sizeof speeds / sizeof *speeds; i++) {
		if (speeds[i].baud != baud)
			continue;
		/* What was written before leaves at the old speed. */
		if (tcgetattr(port, &settings) || cfsetispeed(&settings, speeds[i].code) || cfsetospeed(&settings, speeds[i].code)
			|| tcsetattr(port, TCSADRAIN, &settings))
			fail(strerror(errno));
		return;
	}
	fprintf(stderr, "%s: %s bits per second is no speed that a serial port here has\n", name, text);
	leave(FAILED);
}

static void makeRaw(int terminal)
{
	struct termios settings;
	if (tcgetattr(terminal, &settings))
		fail(errno == ENOTTY ? "this is no serial port" : strerror(errno));
	cfmakeraw(&settings);
	settings.c_cflag |= CLOCAL | CREAD;
	settings.c_cflag &= (tcflag_t)~(CSTOPB | CRTSCTS);
	settings.c_cc[VMIN] = 1;
	settings.c_cc[VTIME] = 0;
	if (tcsetattr(terminal, TCSANOW, &settings))
		fail(strerror(errno));
}

static void openUart(const char* baud)
{
	port = open(name, O_RDWR | O_NOCTTY | O_NONBLOCK);
	if (port < 0) {
		if (errno == ENOENT || errno == ENXIO || errno == ENODEV)
			fail("there is no such serial port");
		if (errno == EACCES)
			fail("no permission to use it (on Debian the group dialout has it: sudo adduser $USER dialout)");
		fail(errno == EBUSY ? "another program has it" : strerror(errno));
	}
	makeRaw(port);
	if (ioctl(port, TIOCEXCL))
		fail(strerror(errno));
	setSpeed(baud);
	tcflush(port, TCIOFLUSH);
	fprintf(stderr, "ready %s\n", name);
}

/* A link that leads to nothing is what an earlier run has left. */
static void makeLink(void)
{
	struct stat there;
	if (lstat(name, &there) == 0) {
		if (!S_ISLNK(there.st_mode) || stat(name, &there) == 0)
			fail("something is there already");
		unlink(name);
	}
	if (symlink(slave, name))
		fail(strerror(errno));
}

static void openPty(void)
{
	const char* made;
	int other;
	port = posix_openpt(O_RDWR | O_NOCTTY);
	if (port < 0 || grantpt(port) || unlockpt(port) || !(made = ptsname(port)) || strlen(made) >= sizeof slave)
		fail("no pseudo-terminal can be had");
	/* Opened once and closed again: from then on the master tells whether anybody is there. */
	other = open(made, O_RDWR | O_NOCTTY);
	if (other < 0)
		fail(strerror(errno));
	makeRaw(other);
	close(other);
	if (fcntl(port, F_SETFL, O_NONBLOCK))
		fail(strerror(errno));
	memcpy(slave, made, strlen(made) + 1);
	makeLink();
	fprintf(stderr, "ready %s\n", slave);
}

/* --- bytes from the port --- */

static void writeOut(const uint8_t* bytes, size_t size)
{
	while (size > 0) {
		ssize_t count = write(STDOUT_FILENO, bytes, size);
		if (count < 0 && errno == EINTR) continue;
		if (count < 0) leave(DONE);
		bytes += count;
		size -= (size_t)count;
	}
}

/* 0 if nobody is at the other end. */
static int takeIn(void)
{
	uint8_t bytes[PAYLOAD];
	ssize_t count = read(port, bytes, sizeof bytes);
	if (count > 0)
		writeOut(bytes, (size_t)count);
	else if (count == 0 || (errno != EAGAIN && errno != EINTR)) {
		if (!*slave) fail("the port has gone");
		return 0;
	}
	return 1;
}

/* --- bytes for the port --- */

static uint8_t frame[HEADER + PAYLOAD + 1];
static size_t held = 0;           /* bytes of the frame that have come */
static size_t sent = 0;           /* bytes of its payload that have left */

static size_t payloadSize(void)
{
	size_t size = (size_t)frame[1] << 24 | (size_t)frame[2] << 16 | (size_t)frame[3] << 8 | frame[4];
	if (size > PAYLOAD)
		fail("a frame came in that is too long");
	return size;
}

static int isWhole(void)
{
	return held >= HEADER && held == HEADER + payloadSize();
}

static void readFrame(void)
{
	size_t wanted = held < HEADER ? HEADER : HEADER + payloadSize();
	ssize_t count = read(STDIN_FILENO, frame + held, wanted - held);
	if (count < 0 && (errno == EINTR || errno == EAGAIN)) return;
	if (count <= 0) leave(DONE);
	held += (size_t)count;
}

/* Does what a whole frame asks for, as far as that goes now. */
static void carryOut(int somebody)
{
	const size_t size = payloadSize();
	frame[HEADER + size] = 0;
	if (frame[0] == KIND_BAUD) {
		if (!*slave) setSpeed((const char*)frame + HEADER);
		sent = size;
	}
	else if (frame[0] == KIND_BYTES && somebody && sent < size) {
		ssize_t count = write(port, frame + HEADER + sent, size - sent);
		if (count > 0) sent += (size_t)count;
		else if (count < 0 && errno != EAGAIN && errno != EINTR && !*slave) fail("the port has gone");
	}
	else
		sent = size; /* as on a wire, what nobody listens to is lost */
	if (sent == size)
		held = sent = 0;
}

int main(int argc, char** argv)
{
	int somebody;
	const int isUart = argc == 4 && !strcmp(argv[1], "uart");
	if (!isUart && !(argc == 3 && !strcmp(argv[1], "pty"))) {
		fprintf(stderr, "usage: serial uart DEVICE BAUD | serial pty PATH\n");
		return USAGE;
	}
	/* The program that has started us decides when it is over: by the end of our input. */
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	name = argv[2];
	if (isUart) openUart(argv[3]);
	else openPty();
	somebody = isUart;
	for (;;) {
		const short events = (short)(POLLIN | (isWhole() && frame[0] == KIND_BYTES ? POLLOUT : 0));
		struct pollfd waiting[2] = { { isWhole() ? -1 : STDIN_FILENO, POLLIN, 0 }, { somebody ? port : -1, events, 0 } };
		poll(waiting, 2, somebody ? -1 : SILENCE);
		if (!somebody) {
			struct pollfd look = { port, POLLIN, 0 };
			poll(&look, 1, 0);
			somebody = !(look.revents & POLLHUP);
		}
		else if (waiting[1].revents & (POLLIN | POLLHUP | POLLERR))
			somebody = takeIn();
		if (waiting[0].revents)
			readFrame();
		if (isWhole())
			carryOut(somebody);
	}
}
