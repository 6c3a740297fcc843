/*
 * The engine's conversion of numbers to text and back, unchanged. It borrows the unused end of the machine's stack, which
 * is told to whoever measures that stack.
 */
#include "xsAll.h"

extern void lendStack(txMachine* the);
extern void takeStackBack(txMachine* the);

#define fxNumberToString numberToString
#define fxStringToNumber stringToNumber
#include "xsdtoa.c"
#undef fxNumberToString
#undef fxStringToNumber

txString fxNumberToString(void* the, txNumber value, txString buffer, txSize size, txByte mode, txInteger precision)
{
	txString result;
	if (the)
		lendStack(the);
	result = numberToString(the, value, buffer, size, mode, precision);
	if (the)
		takeStackBack(the);
	return result;
}

txNumber fxStringToNumber(void* the, txString text, txFlag whole)
{
	txNumber result;
	if (the)
		lendStack(the);
	result = stringToNumber(the, text, whole);
	if (the)
		takeStackBack(the);
	return result;
}
