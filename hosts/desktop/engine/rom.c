/*
 * Freezing what has been preloaded, as Moddable's linker does it: built-ins, functions, class constructors and their
 * prototypes. Data is not: what a module leaves unfrozen stays writable at run time, and costs an alias (aliases.c).
 */
#include "engine.h"

/* --- what was there before the first module --- */

static struct { txSlot* first; txSlot* limit; uint8_t* live; } builtIns;

/* To be called before any module has run: what is alive then is the engine's own. */
void noteBuiltIns(txMachine* rom)
{
	fxCollectGarbage(rom);
	builtIns.first = rom->firstHeap + 1;
	builtIns.limit = rom->firstHeap->value.reference;
	builtIns.live = malloc((size_t)(builtIns.limit - builtIns.first));
	memset(builtIns.live, 1, (size_t)(builtIns.limit - builtIns.first));
	for (txSlot* slot = rom->freeHeap; slot; slot = slot->next)
		if (slot >= builtIns.first && slot < builtIns.limit)
			builtIns.live[slot - builtIns.first] = 0;
}

int isBuiltIn(const txSlot* slot)
{
	return slot >= builtIns.first && slot < builtIns.limit && builtIns.live[slot - builtIns.first];
}

/* --- freezing --- */

static void freezeProperty(txSlot* property)
{
	property->flag |= XS_DONT_DELETE_FLAG;
	if (property->kind != XS_ACCESSOR_KIND)
		property->flag |= XS_DONT_SET_FLAG;
}

txIndex itemCount(const txSlot* array)
{
	const txByte* items = (const txByte*)array->value.array.address;
	return items ? (txIndex)(((const txChunk*)(items - sizeof(txChunk)))->size / (txSize)sizeof(txSlot)) : 0;
}

static void freezeInstance(txSlot* instance)
{
	instance->flag |= XS_DONT_PATCH_FLAG;
	for (txSlot* property = instance->next; property; property = property->next) {
		if (property->kind == XS_ARRAY_KIND)
			for (txIndex i = 0, count = itemCount(property); i < count; i++)
				freezeProperty(property->value.array.address + i);
		if (property->kind == XS_PRIVATE_KIND)
			for (txSlot* item = property->value.private.first; item; item = item->next)
				freezeProperty(item);
		if (!(property->flag & XS_INTERNAL_FLAG) || property->kind == XS_ARRAY_KIND)
			freezeProperty(property);
	}
}

int isFunction(const txSlot* instance)
{
	return instance->next && (instance->next->flag & XS_INTERNAL_FLAG) && mxIsFunction(instance);
}

static void freezeFunction(txSlot* function)
{
	freezeInstance(function);
	if (!(function->flag & XS_CAN_CONSTRUCT_FLAG))
		return;
	for (txSlot* property = function->next; property; property = property->next)
		if (property->ID == mxID(_prototype) && property->kind == XS_REFERENCE_KIND)
			freezeInstance(property->value.reference);
}

/* Objects and prototypes of the language, by the engine's own table of them, which begins after its own lists. */
static void freezeBuiltIns(txMachine* the)
{
	txSlot* slot = the->stackPrototypes - 1 - mxInstanceInspectorsStackIndex;
	txSlot* unscopables = mxBehaviorGetProperty(the, mxArrayPrototype.value.reference, mxID(_Symbol_unscopables), 0, XS_OWN);
	while (--slot >= the->stack)
		if (slot->kind == XS_REFERENCE_KIND && slot->value.reference != mxGlobal.value.reference)
			freezeInstance(slot->value.reference);
	if (unscopables && unscopables->kind == XS_REFERENCE_KIND)
		freezeInstance(unscopables->value.reference);
}

void forEachSlot(txMachine* the, void (*visit)(txMachine*, txSlot*))
{
	for (txSlot* heap = the->firstHeap; heap; heap = heap->next)
		for (txSlot* slot = heap + 1; slot < heap->value.reference; slot++)
			visit(the, slot);
}

static void freezeIfFunction(txMachine* the, txSlot* slot)
{
	(void)the;
	if (slot->kind == XS_INSTANCE_KIND && isFunction(slot))
		freezeFunction(slot);
}

void freezeRom(txMachine* rom)
{
	freezeBuiltIns(rom);
	forEachSlot(rom, freezeIfFunction);
}

static int isFixed(const txSlot* property)
{
	uint8_t needed = XS_DONT_DELETE_FLAG | (property->kind == XS_ACCESSOR_KIND ? 0 : XS_DONT_SET_FLAG);
	return (property->flag & needed) == needed;
}

/* What `Object.isFrozen` would say, without asking a machine. */
int isFrozen(const txSlot* instance)
{
	if (!(instance->flag & XS_DONT_PATCH_FLAG))
		return 0;
	for (const txSlot* property = instance->next; property; property = property->next) {
		if (property->kind == XS_ARRAY_KIND) {
			for (txIndex i = 0, count = itemCount(property); i < count; i++)
				if (!isFixed(property->value.array.address + i))
					return 0;
		}
		else if (!(property->flag & XS_INTERNAL_FLAG) && !isFixed(property))
			return 0;
	}
	return 1;
}
