/*
 * What a preloaded module must not leave behind, and what it should not: live data whose bytes would have to change in
 * flash is refused; what costs an alias is named, as the linker's warnings do.
 */
#include "engine.h"

static int refused = 0, named = 0;

/* What a person calls an instance that cannot live in flash, or NULL. */
static const char* liveKind(const txSlot* instance)
{
	const txSlot* first = instance->next;
	if (!first || !(first->flag & XS_INTERNAL_FLAG))
		return NULL;
	switch (first->kind) {
	case XS_ARRAY_BUFFER_KIND: return "an ArrayBuffer";
	case XS_DATA_VIEW_KIND: return "a DataView";
	case XS_TYPED_ARRAY_KIND: return "a typed array";
	case XS_DATE_KIND: return "a Date";
	case XS_MAP_KIND: return "a Map";
	case XS_SET_KIND: return "a Set";
	case XS_WEAK_MAP_KIND: return "a WeakMap";
	case XS_WEAK_SET_KIND: return "a WeakSet";
	case XS_WEAK_REF_KIND: return "a WeakRef";
	case XS_REGEXP_KIND: return "a RegExp";
	case XS_PROMISE_KIND: return "a Promise";
	case XS_PROXY_KIND: return "a Proxy";
	case XS_STACK_KIND: return "a generator";
	case XS_HOST_KIND: return "a host object";
	default: return NULL;
	}
}

static void refuseInstance(txMachine* the, const char* path, txSlot* instance)
{
	const char* kind = liveKind(instance);
	(void)the;
	if (!kind)
		return;
	report("%s is %s: a preloaded module must not hold one", path, kind);
	refused++;
}

static void countHidden(txMachine* the, txSlot* slot)
{
	(void)the;
	if (slot->kind == XS_INSTANCE_KIND && !isBuiltIn(slot) && liveKind(slot)) {
		report("a preloaded module holds %s in a place without a name", liveKind(slot));
		refused++;
	}
}

static void nameInstance(txMachine* the, const char* path, txSlot* instance)
{
	(void)the;
	if (instance->ID == XS_NO_ID || liveKind(instance))
		return;
	report("warning: %s is not frozen", path);
	named++;
}

static void nameVariable(txMachine* the, const char* path, txSlot* variable)
{
	(void)the;
	if (variable->ID == XS_NO_ID)
		return;
	report("warning: %s is not const", path);
	named++;
}

static void ignoreVariable(txMachine* the, const char* path, txSlot* variable)
{
	(void)the;
	(void)path;
	(void)variable;
}

/* A preloaded module takes what it imports with it, also what the list wants to be loaded at run time. */
static void refuseStowaways(txMachine* the)
{
	for (txSlot* slot = mxProgram.value.reference->next; slot; slot = slot->next) {
		const char* key = fxGetKeyName(the, mxModuleInternal(slot)->value.module.id);
		for (int i = 0; i < moduleList.count; i++)
			if (!moduleList.items[i].preload && !strcmp(moduleList.items[i].key, key)) {
				report("%s is not to be preloaded, but a preloaded module imports it", key);
				refused++;
			}
	}
}

/* Checks a rom that has been shared. Refusals end the program; each name of an alias is a line on stderr. */
void checkRom(txMachine* rom)
{
	walkModules(rom, refuseInstance, ignoreVariable);
	if (!refused)
		forEachSlot(rom, countHidden);
	refuseStowaways(rom);
	if (refused)
		exit(EXIT_FAILED);
	walkModules(rom, nameInstance, nameVariable);
	if (aliasCount > named)
		report("warning: %d more aliases belong to nothing that has a name", aliasCount - named);
}
