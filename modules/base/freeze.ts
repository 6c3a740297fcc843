/**
 * Freezes a table and all that it holds, so that a preloaded module keeps it in flash. Protocol tables are trees of
 * plain objects and arrays: there are no cycles to guard against.
 */
export function freeze<const T>(table: T): T {
  if (typeof table === "object" && table !== null && !Object.isFrozen(table)) {
    Object.freeze(table);
    for (const key of Object.keys(table)) freeze((table as Record<string, unknown>)[key]);
  }
  return table;
}
