/*
 * Walks everything that preloaded modules hold and names it for a person: "modules/x: table[2].limits". Modules come
 * after those that they import, so that a thing is named by the module that made it.
 */
#include "engine.h"

static char path[512];
static Visitor onInstance, onVariable;
static txSlot** seen;
static int seenCount, seenSize;

static void walkInstance(txMachine* the, txSlot* instance);

/* Adds to the path and gives the length to cut it back to. */
static size_t push(const char* format, const char* text)
{
	size_t length = strlen(path);
	snprintf(path + length, sizeof(path) - length, format, text ? text : "?");
	return length;
}

static void pop(size_t length)
{
	path[length] = 0;
}

/* Remembers an instance, variable or environment; 0 if it has been here before. */
static int enter(txSlot* slot)
{
	for (int i = 0; i < seenCount; i++)
		if (seen[i] == slot)
			return 0;
	if (seenCount == seenSize)
		seen = realloc(seen, (size_t)(seenSize = seenSize * 2 + 256) * sizeof(txSlot*));
	seen[seenCount++] = slot;
	return 1;
}

static void walkValue(txMachine* the, txSlot* slot)
{
	if (slot->kind == XS_REFERENCE_KIND)
		walkInstance(the, slot->value.reference);
	else if (slot->kind == XS_ACCESSOR_KIND) {
		if (slot->value.accessor.getter) walkInstance(the, slot->value.accessor.getter);
		if (slot->value.accessor.setter) walkInstance(the, slot->value.accessor.setter);
	}
}

static void walkVariable(txMachine* the, txID id, txSlot* variable)
{
	size_t length;
	if (!variable || !enter(variable))
		return;
	length = push(path[strlen(path) - 1] == ' ' ? "%s" : " > %s", fxGetKeyName(the, id));
	onVariable(the, path, variable);
	walkValue(the, variable);
	pop(length);
}

static void walkEnvironment(txMachine* the, txSlot* environment)
{
	if (!environment || !enter(environment))
		return;
	for (txSlot* slot = environment->next; slot; slot = slot->next)
		if (slot->kind == XS_CLOSURE_KIND)
			walkVariable(the, slot->ID, slot->value.closure);
	walkEnvironment(the, environment->value.instance.prototype);
}

static void walkNamed(txMachine* the, const char* format, const char* name, txSlot* slot)
{
	size_t length = push(format, name);
	walkValue(the, slot);
	pop(length);
}

static void walkItems(txMachine* the, txSlot* array)
{
	char index[16];
	for (txIndex i = 0, count = itemCount(array); i < count; i++) {
		snprintf(index, sizeof(index), "%u", (unsigned)*(txIndex*)(array->value.array.address + i));
		walkNamed(the, "[%s]", index, array->value.array.address + i);
	}
}

static void walkProperty(txMachine* the, txSlot* property)
{
	if (property->kind == XS_ARRAY_KIND)
		walkItems(the, property);
	else if (property->kind == XS_CODE_KIND || property->kind == XS_CODE_X_KIND)
		walkEnvironment(the, property->value.code.closures);
	else if (property->kind == XS_PRIVATE_KIND)
		for (txSlot* item = property->value.private.first; item; item = item->next)
			walkNamed(the, ".#%s", fxGetKeyName(the, item->ID), item);
	else if (!(property->flag & XS_INTERNAL_FLAG))
		walkNamed(the, ".%s", fxGetKeyName(the, property->ID), property);
}

static void walkInstance(txMachine* the, txSlot* instance)
{
	if (isBuiltIn(instance) || !enter(instance))
		return;
	onInstance(the, path, instance);
	if (instance->next && instance->next->kind == XS_MODULE_KIND)
		return;
	for (txSlot* property = instance->next; property; property = property->next)
		walkProperty(the, property);
	if (instance->value.instance.prototype) {
		size_t length = push("%s", ".__proto__");
		walkInstance(the, instance->value.instance.prototype);
		pop(length);
	}
}

static void walkExports(txMachine* the, txSlot* module)
{
	txSlot* exports = mxModuleExports(module);
	if (exports->kind == XS_REFERENCE_KIND)
		for (txSlot* export = exports->value.reference->next; export; export = export->next)
			if (export->kind == XS_EXPORT_KIND)
				walkVariable(the, export->ID, export->value.export.closure);
}

static void walkModule(txMachine* the, int index, uint8_t* walked)
{
	Module* module = &moduleList.items[index];
	if (walked[index]++)
		return;
	for (int i = 0; i < module->importCount; i++)
		walkModule(the, module->imports[i], walked);
	for (txSlot* slot = mxProgram.value.reference->next; slot; slot = slot->next)
		if (!strcmp(module->key, fxGetKeyName(the, mxModuleInternal(slot)->value.module.id))) {
			snprintf(path, sizeof(path), "%s: ", module->key);
			walkExports(the, slot);
		}
}

/* To be called once rom is shared: the list of modules is then where the clone will look for it. */
void walkModules(txMachine* the, Visitor visitInstance, Visitor visitVariable)
{
	uint8_t* walked = calloc((size_t)moduleList.count, 1);
	onInstance = visitInstance;
	onVariable = visitVariable;
	seenCount = 0;
	for (int i = 0; i < moduleList.count; i++)
		walkModule(the, i, walked);
	free(walked);
}
