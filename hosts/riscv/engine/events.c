/*
 * Events of this place. Inward: bytes of the NB module, the alarm, and what a person at the console asks for. Outward:
 * bytes go to the module as they are, the alarm is kept here, and all else is a line on the console: "#KIND PAYLOAD".
 */
#include "engine.h"
#include "board.h"

enum { IN_UART = 1, IN_ALARM = 2, IN_STOP = 3, OUT_UART = 1, OUT_ALARM = 2, OUT_BAUD = 5 };
enum { CONTROL_C = 3, CONTROL_T = 20 };
enum { UART_QUEUE = 128, QUIET = TICKS_PER_MILLISECOND, LONGEST_SLEEP = 1000 * TICKS_PER_MILLISECOND };

static uint64_t alarmAt = UINT64_MAX;

/* As many bytes as are there, up to what the ESP32 queues; a gap of one millisecond ends them. */
static uint32_t receive(uint8_t* payload)
{
	uint32_t length = 0;
	uint64_t end = ticks() + QUIET;
	int byte = uartRead(MODULE_UART);
	while (length < UART_QUEUE && (byte >= 0 || (length > 0 && ticks() < end))) {
		if (byte >= 0) {
			payload[length++] = (uint8_t)byte;
			end = ticks() + QUIET;
		}
		if (length < UART_QUEUE)
			byte = uartRead(MODULE_UART);
	}
	return length;
}

int readFrame(uint8_t* kind, uint8_t* payload, uint32_t* length)
{
	for (;;) {
		int key = uartRead(CONSOLE_UART);
		*length = 0;
		if (key == CONTROL_C || key == CONTROL_T) {
			*kind = key == CONTROL_C ? IN_STOP : EVENT_FIGURES;
			return 1;
		}
		*length = receive(payload);
		if (*length > 0) {
			*kind = IN_UART;
			return 1;
		}
		if (ticks() >= alarmAt) {
			alarmAt = UINT64_MAX;
			*kind = IN_ALARM;
			return 1;
		}
		uint64_t latest = ticks() + LONGEST_SLEEP;
		sleepUntil(alarmAt < latest ? alarmAt : latest);
	}
}

static void setAlarm(const char* text, uint32_t length)
{
	uint32_t milliseconds = 0;
	for (uint32_t i = 0; i < length; i++)
		milliseconds = milliseconds * 10 + (uint32_t)(text[i] - '0');
	alarmAt = length > 0 ? ticks() + (uint64_t)milliseconds * TICKS_PER_MILLISECOND : UINT64_MAX;
}

void writeFrame(uint8_t kind, const void* payload, uint32_t length)
{
	const uint8_t* bytes = payload;
	if (kind == OUT_ALARM) {
		setAlarm(payload, length);
		return;
	}
	if (kind != OUT_UART)
		printf("#%d ", kind);
	for (uint32_t i = 0; i < length; i++)
		uartWrite(kind == OUT_UART ? MODULE_UART : CONSOLE_UART, bytes[i]);
	if (kind != OUT_UART)
		uartWrite(CONSOLE_UART, '\n');
}
