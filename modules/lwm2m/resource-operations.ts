import type { Attributes } from "./attributes.js";
import type { Instance, LwM2mObject } from "./object.js";
import { findRow } from "./object.js";
import type { Operation, Outcome } from "./operation.js";
import { Code } from "./operation.js";
import type { Path } from "./path.js";
import { isPresent } from "./reading.js";
import { type Changes, instancesOf, tellAffected } from "./writing.js";

type WriteAttributes = Extract<Operation, { kind: "writeAttributes" }>;

/** The action of a resource (OMA LwM2M 1.2 clause 6.3.5), with an argument that has passed the check of the syntax. */
export function execute(
  changes: Changes,
  object: LwM2mObject,
  instance: Instance,
  path: Path,
  argument: string,
  isArgument: ((text: string) => boolean) | undefined,
): Outcome {
  if (path.resource === undefined) return { code: Code.methodNotAllowed };
  const row = findRow(object.definition, path.resource);
  if (row === undefined) return { code: Code.notFound };
  if (row.execute === undefined || path.resourceInstance !== undefined) return { code: Code.methodNotAllowed };
  if (isArgument?.(argument) === false) return { code: Code.badRequest };
  const refused = row.execute(instance.state as never, argument);
  if (refused !== undefined) return { code: refused };
  tellAffected(path, row, changes);
  return { code: Code.changed };
}

/** Attaches attributes to an instance or to what is below it (OMA LwM2M 1.2 clause 6.3.4). */
export function writeAttributes(
  attributes: Attributes,
  object: LwM2mObject,
  instance: Instance,
  operation: WriteAttributes,
  server: number,
): Code {
  const { path } = operation;
  const row = path.resource === undefined ? undefined : findRow(object.definition, path.resource);
  if (path.resource !== undefined) {
    if (row === undefined || !isPresent(row, instance)) return Code.notFound;
    if (row.read === undefined) return Code.methodNotAllowed;
    const { resourceInstance: id } = path;
    const multiple = row.resource.multiple === true;
    if (multiple && id !== undefined && !instancesOf(row, instance).some((one) => one.id === id)) return Code.notFound;
  }
  return attributes.change(path, operation.attributes, row?.resource, server);
}
