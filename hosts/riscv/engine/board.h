/* The board "virt" of the emulator: two serial ports, a timer, a clock, a way to end. */
#ifndef NBLWM2M_BOARD_H
#define NBLWM2M_BOARD_H

#include <stddef.h>
#include <stdint.h>

typedef volatile uint8_t* Uart;

/* The NB module's UART, and the port of the log and of the person. */
#define MODULE_UART ((Uart)0x10000000)
#define CONSOLE_UART ((Uart)0x03001000)

void startBoard(void);
int uartRead(Uart uart);                       /* the next byte, or -1 */
void uartWrite(Uart uart, uint8_t byte);
uint64_t ticks(void);                          /* ten million a second, from the start of the emulator */
uint64_t clockNanoseconds(void);               /* since 1970 */
void sleepUntil(uint64_t tick);                /* or until a UART has something */
uint64_t sleptTicks(void);

enum { TICKS_PER_MILLISECOND = 10000 };

/* Of the linker script: where things are. */
extern char romStart[], romEnd[], settingsStart[], storeStart[];
extern char __data_start[], __data_end[], __bss_start[], __bss_end[], __heap_start[], __heap_end[], __stack[];

/* ram.c */
void paintNativeStack(void);
int nativeStackPeak(void);
void finishLinking(void);                      /* from here on memory comes from RAM */
int freeMemory(void);
struct sxMachine;
void writeRamFigures(struct sxMachine* the);

void readSettings(void);                       /* settings.c */

#endif
