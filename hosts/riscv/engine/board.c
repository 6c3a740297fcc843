/* Registers of the board "virt" (QEMU 7.2, hw/riscv/virt.c): 16550 UARTs, CLINT, PLIC, goldfish clock, test device. */
#include "board.h"
#include <stdio.h>
#include <stdlib.h>

#define REGISTER32(address) (*(volatile uint32_t*)(address))

enum { UART_DATA = 0, UART_INTERRUPTS = 1, UART_FIFO = 2, UART_STATUS = 5 };
enum { DATA_READY = 0x01, FIFO_EMPTY = 0x20, ALL_SENT = 0x40, FIFO_ON_AND_CLEAR = 0x07, ON_DATA = 0x01 };

/* --- serial ports --- */

int uartRead(Uart uart)
{
	return uart[UART_STATUS] & DATA_READY ? uart[UART_DATA] : -1;
}

void uartWrite(Uart uart, uint8_t byte)
{
	while (!(uart[UART_STATUS] & FIFO_EMPTY))
		;
	uart[UART_DATA] = byte;
}

/* Until the last byte has left the shift register too: at the end of the emulator it would be lost. */
static void finishUart(Uart uart)
{
	while (!(uart[UART_STATUS] & ALL_SENT))
		;
}

static void startUart(Uart uart)
{
	uart[UART_FIFO] = FIFO_ON_AND_CLEAR;
	uart[UART_INTERRUPTS] = ON_DATA;
}

/* The board has one UART; the second is a card in the first PCI slot, whose ports must be given a place. */
static void placeConsole(void)
{
	enum { SLOT = 0x30008000, COMMAND = 0x04, BASE_ADDRESS = 0x10, PORTS_ON = 1 };
	REGISTER32(SLOT + BASE_ADDRESS) = 0x1000;
	REGISTER32(SLOT + COMMAND) = PORTS_ON;
}

/* --- time --- */

uint64_t ticks(void)
{
	uint32_t high, low;
	do {
		high = REGISTER32(0x0200bffc);
		low = REGISTER32(0x0200bff8);
	} while (high != REGISTER32(0x0200bffc));
	return (uint64_t)high << 32 | low;
}

uint64_t clockNanoseconds(void)
{
	uint32_t low = REGISTER32(0x00101000); /* reading it holds the upper half */
	return (uint64_t)REGISTER32(0x00101004) << 32 | low;
}

/* --- sleep: interrupts wake the core, but none is ever taken --- */

enum { PLIC = 0x0c000000, MODULE_SOURCE = 10, FIRST_CARD_SOURCE = 32, CARD_SOURCES = 4, PLIC_CLAIM = PLIC + 0x200004 };
enum { TIMER_INTERRUPT = 1 << 7, EXTERNAL_INTERRUPT = 1 << 11 };

static uint64_t slept = 0;

static void enableSource(unsigned source)
{
	REGISTER32(PLIC + 4 * source) = 1;
	REGISTER32(PLIC + 0x2000 + source / 32 * 4) |= 1u << source % 32;
}

static void enableWaking(void)
{
	uint32_t sources = TIMER_INTERRUPT | EXTERNAL_INTERRUPT;
	enableSource(MODULE_SOURCE);
	for (unsigned i = 0; i < CARD_SOURCES; i++)
		enableSource(FIRST_CARD_SOURCE + i);
	__asm__ volatile(".option push\n.option arch, +zicsr\ncsrw mie, %0\n.option pop" : : "r"(sources));
}

void sleepUntil(uint64_t tick)
{
	uint64_t began = ticks();
	uint32_t source;
	REGISTER32(0x02004004) = UINT32_MAX; /* so that no half-written time is in the past */
	REGISTER32(0x02004000) = (uint32_t)tick;
	REGISTER32(0x02004004) = (uint32_t)(tick >> 32);
	__asm__ volatile("wfi");
	for (int i = 0; i < CARD_SOURCES + 1 && (source = REGISTER32(PLIC_CLAIM)) != 0; i++)
		REGISTER32(PLIC_CLAIM) = source;
	slept += ticks() - began;
}

uint64_t sleptTicks(void)
{
	return slept;
}

/* --- the end --- */

static volatile uint32_t* const testDevice = (volatile uint32_t*)0x00100000;

static void __attribute__((noreturn)) resetBoard(void)
{
	*testDevice = 0x7777;
	for (;;)
		;
}

/* A restart is a reset of the board, so that the store survives it. */
void _exit(int status)
{
	enum { RESTART_STATUS = 75 };
	finishUart(MODULE_UART);
	finishUart(CONSOLE_UART);
	if (status == RESTART_STATUS)
		resetBoard();
	*testDevice = status ? (uint32_t)status << 16 | 0x3333 : 0x5555;
	for (;;)
		;
}

static void __attribute__((aligned(4), noreturn)) trap(void)
{
	uint32_t cause, place, value;
	__asm__ volatile(".option push\n.option arch, +zicsr\ncsrr %0, mcause\ncsrr %1, mepc\ncsrr %2, mtval\n.option pop"
		: "=r"(cause), "=r"(place), "=r"(value));
	fprintf(stderr, "the core stopped: cause %u at %08x, value %08x\n", (unsigned)cause, (unsigned)place, (unsigned)value);
	_exit(1);
}

void startBoard(void)
{
	__asm__ volatile(".option push\n.option arch, +zicsr\ncsrw mtvec, %0\n.option pop" : : "r"(trap));
	placeConsole();
	startUart(MODULE_UART);
	startUart(CONSOLE_UART);
	enableWaking();
}

/* --- the C library's streams --- */

static int putConsole(char character, FILE* file)
{
	(void)file;
	uartWrite(CONSOLE_UART, (uint8_t)character);
	return character;
}

static FILE console = FDEV_SETUP_STREAM(putConsole, NULL, NULL, _FDEV_SETUP_WRITE);
FILE* const stdin = &console;
FILE* const stdout = &console;
FILE* const stderr = &console;
