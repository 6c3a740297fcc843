/*
 * Sharing rom with ram. What could still be changed at run time gets an alias: a number, and in RAM a pointer (4 bytes
 * on the device) to the changed copy, once there is one.
 */
#include "engine.h"

int aliasCount = 0;


/*
 * The clone's garbage collector must never follow a pointer into rom's chunks, which are not its own. Values of the kinds
 * that end in _X say so of themselves; in real flash all of them do.
 */
static void detachFromChunks(txSlot* slot)
{
	switch (slot->kind) {
	case XS_STRING_KIND: slot->kind = XS_STRING_X_KIND; break;
	case XS_KEY_KIND: slot->kind = XS_KEY_X_KIND; break;
	case XS_BIGINT_KIND: slot->kind = XS_BIGINT_X_KIND; break;
	case XS_CODE_KIND: slot->kind = XS_CODE_X_KIND; break;
	case XS_ARRAY_KIND:
		for (txIndex i = 0, count = itemCount(slot); i < count; i++)
			detachFromChunks(slot->value.array.address + i);
		break;
	default: break;
	}
}

static void detachSlot(txMachine* the, txSlot* slot)
{
	(void)the;
	detachFromChunks(slot);
}

/* A function declaration or class at module level never changes: its variable needs no alias. */
static void keepFunctionVariable(txMachine* the, txSlot* slot)
{
	txSlot* variable;
	(void)the;
	if (slot->kind != XS_CLOSURE_KIND)
		return;
	variable = slot->value.closure;
	if (variable->kind == XS_REFERENCE_KIND && isFunction(variable->value.reference))
		variable->flag |= XS_DONT_SET_FLAG;
}

static void clearAlias(txMachine* the, txSlot* slot)
{
	(void)the;
	if (slot->kind == XS_INSTANCE_KIND)
		slot->ID = XS_NO_ID;
	else if (slot->kind == XS_CLOSURE_KIND)
		slot->value.closure->ID = XS_NO_ID;
}

/* The engine's own lists, of modules for one, are out of every script's reach, and change no more once shared. */
static int isOwnList(txMachine* the, const txSlot* instance)
{
	for (txSlot* slot = the->stackTop - 1; slot >= the->stackTop - 1 - mxInstanceInspectorsStackIndex; slot--)
		if (slot->kind == XS_REFERENCE_KIND && slot->value.reference == instance)
			return 1;
	return 0;
}

/* Environments are changed variable by variable, so that each variable has an alias, not the environment. */
static int canBeAliased(txMachine* the, const txSlot* instance)
{
	const txSlot* first = instance->next;
	if (first && (first->flag & XS_INTERNAL_FLAG) && first->ID == XS_ENVIRONMENT_BEHAVIOR && (instance->flag & XS_EXOTIC_FLAG))
		return 0;
	return !isOwnList(the, instance);
}

static void assignAlias(txMachine* the, txSlot* slot)
{
	if (slot->kind == XS_INSTANCE_KIND) {
		if (!isFrozen(slot) && canBeAliased(the, slot))
			slot->ID = ++the->aliasCount;
	}
	else if (slot->kind == XS_CLOSURE_KIND) {
		txSlot* variable = slot->value.closure;
		if (!(variable->flag & XS_DONT_SET_FLAG) && variable->ID == XS_NO_ID)
			variable->ID = ++the->aliasCount;
	}
}

/* The engine's own sharing gives alias numbers too, but counts what no script can reach and from 0, which means none. */
static void renumberAliases(txMachine* rom)
{
	forEachSlot(rom, keepFunctionVariable);
	forEachSlot(rom, clearAlias);
	rom->aliasCount = 0;
	forEachSlot(rom, assignAlias);
	aliasCount = rom->aliasCount++;
}

void shareRom(txMachine* rom)
{
	fxShareMachine(rom);
	renumberAliases(rom);
	forEachSlot(rom, detachSlot);
	for (txSlot* slot = rom->stack; slot < rom->stackTop; slot++)
		detachFromChunks(slot);
}
