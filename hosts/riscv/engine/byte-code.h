/* Modules as byte code, made on a desktop by `nblwm2m-xs --byte-code`. */
#include <stdint.h>

typedef struct {
	const char* key;
	int preload;
	const uint8_t* symbols;
	uint8_t* code;
	int codeSize;
} ByteCode;

/* The code gets its final names while the flash image is made, and is only read afterwards. */
#define LINKED_CODE __attribute__((section(".bytecode")))

extern const ByteCode byteCodes[];
extern const int byteCodeCount;
extern const char* const mainModule;
