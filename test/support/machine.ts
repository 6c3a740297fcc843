import type { Instant, Machine } from "../../modules/base/machine.js";

/** How many outputs a machine may give in a row before a test takes it for an endless loop. */
const PATIENCE = 10_000;

/** Takes away all outputs that a machine has ready, in order. */
export function drain<Output>(machine: Pick<Machine<never, Output>, "poll">): Output[] {
  const outputs: Output[] = [];
  for (let output = machine.poll(); output !== undefined; output = machine.poll()) {
    outputs.push(output);
    if (outputs.length > PATIENCE) throw new Error("the machine never stops giving output");
  }
  return outputs;
}

/** Gives a machine one input and takes away what comes of it. */
export function feed<Input, Output>(machine: Machine<Input, Output>, input: Input, now: Instant): Output[] {
  machine.handle(input, now);
  return drain(machine);
}

/**
 * Wakes a machine at each of its deadlines up to and including `until`, as its owner would. Gives each output with the
 * moment at which it came.
 */
export function runUntil<Input, Output>(
  machine: Machine<Input, Output>,
  until: Instant,
): { readonly at: Instant; readonly output: Output }[] {
  const seen: { at: Instant; output: Output }[] = [];
  for (let turn = 0; turn < PATIENCE; turn++) {
    const deadline = machine.deadline();
    if (deadline === undefined || deadline > until) return seen;
    machine.expire(deadline);
    const outputs = drain(machine);
    for (let i = 0; i < outputs.length; i++) seen.push({ at: deadline, output: outputs[i] as Output });
  }
  throw new Error("the machine's deadline never moves on");
}
