import { silent } from "../modules/base/log.js";
import type { Instant } from "../modules/base/machine.js";
import { Port } from "./at/port.js";
import type { VirtualInput, VirtualOptions } from "./contract.js";
import { NO_DELAY } from "./coverage.js";
import { type Configuration, Mipl } from "./mipl/mipl.js";
import { Names } from "./names.js";
import { Network, type Surroundings } from "./network.js";
import type { Outbox } from "./outbox.js";
import type { Parts } from "./parts.js";
import { Settings } from "./settings.js";
import { Sockets } from "./sockets/sockets.js";

/** Makes the parts of a module that has booted. */
export function makeParts(
  options: VirtualOptions,
  surroundings: Surroundings,
  configuration: Configuration,
  outbox: Outbox,
  now: Instant,
): Parts {
  const { model, attachTime, random, radio = NO_DELAY } = options;
  const { dialect, limits } = model.sockets[0];
  const port = new Port(outbox, model.uart.echo, model.uart.blank);
  const settings = new Settings(dialect.settings === undefined ? [model.settings] : [dialect.settings, model.settings]);
  const network = new Network({ model, attachTime, surroundings, options: radio, settings, port, outbox, random });
  return {
    model,
    options: { log: silent, ...options },
    outbox,
    port,
    network,
    names: new Names(outbox),
    settings,
    sockets: new Sockets(limits, network, outbox),
    mipl: new Mipl(options, configuration, port, network, outbox),
    bootedAt: now,
    awaited: undefined,
    reboot: undefined,
  };
}

/** What comes from the side of the network. */
export function fromNetwork(
  parts: Parts,
  input: Extract<VirtualInput, { kind: "datagram" | "resolved" | "closed" }>,
  now: Instant,
): void {
  const { model, network, names, sockets, mipl } = parts;
  const { dialect } = model.sockets[0];
  switch (input.kind) {
    case "datagram":
      if (network.attached && network.radio.receive(input, now)) arrived(parts, input, now);
      break;
    case "resolved":
      if (names.answered(input.name)) dialect.resolved(parts, input.name, input.address);
      mipl.resolved(input.name, input.address, now);
      break;
    case "closed":
      if (sockets.forget(input.socket)) dialect.closed(parts, input.socket);
      break;
  }
}

/** A datagram has made its way through the air. */
export function arrived(parts: Parts, input: Extract<VirtualInput, { kind: "datagram" }>, now: Instant): void {
  const { model, network, sockets, mipl } = parts;
  network.radio.traffic(now);
  if (input.socket === mipl.socket) return mipl.datagram(input.address, input.port, input.bytes, now);
  const socket = sockets.arrived(input.socket, input);
  if (socket !== undefined) model.sockets[0].dialect.arrived(parts, input.socket, socket);
}

/** Without a network there are no sockets. */
export function loseSockets(parts: Parts): void {
  const { dialect } = parts.model.sockets[0];
  const closed = parts.sockets.closeAll();
  for (let i = 0; i < closed.length; i++) dialect.closed(parts, closed[i] as number);
  dialect.dropped?.(parts, closed.length);
}
