import type { Events, PlatformEvent } from "../events.js";
import { type Command, SendStatus } from "../store/commands.js";
import type { Device } from "../store/records.js";
import type { Push } from "../store/settings.js";
import type { Store } from "../store/store.js";
import { fetchText } from "./post.js";
import { Sender, type SenderState } from "./sender.js";
import { newNonce, pushBody, signature } from "./signature.js";

export interface PusherOptions {
  readonly store: Store;
  readonly events: Events;
  /** Milliseconds before the first retry. */
  readonly firstWait: number;
  readonly log: (line: string) => void;
}

/** Number of NB-IoT among OneNET's kinds of login. */
const nbIotLogin = 10;
/** OneNET gives an application up after so many failures in a row. */
const mostFailures = 2_000;

/** Pushes data points (type 1), online and offline (2) and results of cached commands (7) to each product's application. */
export class Pusher {
  readonly #senders = new Map<string, Sender>();
  readonly #end: () => void;

  constructor(private readonly options: PusherOptions) {
    for (const push of options.store.settings.pushes()) this.#start(push);
    const kinds = ["datapoint", "online", "offline", "command"] as const;
    this.#end = options.events.subscribe(kinds, (event) => this.#heard(event));
  }

  /** Sets where a product's events go; messages that still wait go there too. */
  configure(push: Push): void {
    this.options.store.settings.putPush(push);
    this.#senders.get(push.productId)?.close();
    this.#senders.delete(push.productId);
    this.#start(push);
  }

  /** Sets address and token; the other settings of the product's push stay. */
  start(productId: string, target: Pick<Push, "url" | "token">): void {
    const before = this.options.store.settings.push(productId);
    this.configure({ form: "older", batch: 1, ...before, productId, ...target, enabled: true });
  }

  /** Ends the push of a product; messages that wait are dropped. */
  forget(productId: string): void {
    this.#senders.get(productId)?.close();
    this.#senders.delete(productId);
    this.options.store.settings.deletePush(productId);
    this.options.store.outbox.clear(productId);
  }

  /** Undefined if the product has no push, or one that is switched off. */
  state(productId: string): SenderState | undefined {
    return this.#senders.get(productId)?.state;
  }

  close(): void {
    this.#end();
    for (const sender of this.#senders.values()) sender.close();
  }

  #start(push: Push): void {
    if (!push.enabled) return;
    const { store, firstWait, log } = this.options;
    const sender = new Sender({
      outbox: store.outbox,
      target: push.productId,
      url: push.url,
      batch: push.batch,
      body: (messages) => pushBody(push, push.batch > 1 ? `[${messages.join(",")}]` : (messages[0] ?? ""), newNonce()),
      mostFailures,
      firstWait,
      log,
    });
    this.#senders.set(push.productId, sender);
  }

  #heard(event: PlatformEvent): void {
    const device = this.options.store.device(event.deviceId);
    const sender = device === undefined ? undefined : this.#senders.get(device.productId);
    if (device === undefined || sender === undefined) return;
    const message = this.#message(device, event);
    if (message !== undefined) sender.add(JSON.stringify(message));
  }

  #message(device: Device, event: PlatformEvent): unknown {
    const { at } = event;
    const common = { imei: device.imei, dev_id: pushedId(device.deviceId) };
    switch (event.kind) {
      case "datapoint":
        return { at, ...common, ds_id: event.stream, type: 1, value: event.value };
      case "online":
      case "offline":
        return { at, ...common, login_type: nbIotLogin, type: 2, status: event.kind === "online" ? 1 : 0 };
      case "command": {
        const command = this.options.store.commands.command(event.uuid);
        return command === undefined || !isOver(command) ? undefined : commandMessage(device, command);
      }
      default:
        return undefined;
    }
  }
}

/** Asks an application whether it knows the token, as OneNET does when a push is configured. Undefined: it does. */
export async function checkUrl(url: string, token: string): Promise<string | undefined> {
  const [msg, nonce] = [newNonce(), newNonce()];
  const address = new URL(url);
  for (const [name, value] of Object.entries({ msg, nonce, signature: signature(token, nonce, msg) })) {
    address.searchParams.set(name, value);
  }
  const answer = await fetchText(address.href, 256);
  if ("why" in answer) return answer.why;
  return answer.text.trim() === msg ? undefined : "it did not answer with the text of msg";
}

/** Ids of ours are numbers, and OneNET's messages have them as such. */
const pushedId = (deviceId: string): number => Number(deviceId);

const isOver = (command: Command): boolean =>
  command.sendStatus !== SendStatus.waiting && command.sendStatus !== SendStatus.sent;

function commandMessage(device: Device, command: Command): unknown {
  return {
    type: 7,
    cmd_id: command.uuid,
    imei: device.imei,
    dev_id: pushedId(device.deviceId),
    cmd_type: command.type,
    send_time: command.sentAt,
    send_status: command.sendStatus,
    confirm_time: command.confirmedAt,
    confirm_status: command.confirmStatus,
    confirm_body:
      command.type === "READ" && command.result !== undefined
        ? { obj_id: command.object, obj_inst: command.result }
        : undefined,
  };
}
