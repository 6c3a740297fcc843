import { decimal } from "../base/text.js";
import type { Log } from "../base/log.js";
import type { Instant } from "../base/machine.js";
import { Method } from "../coap/codes.js";
import type { Message } from "../coap/message.js";
import { uriPath } from "../coap/options.js";
import { bootstrapAccount, inconsistency } from "../lwm2m/accounts.js";
import type { Formats } from "../lwm2m/formats/index.js";
import type { Instance, LwM2mObject } from "../lwm2m/object.js";
import { Code } from "../lwm2m/operation.js";
import type { Tree } from "../lwm2m/tree.js";
import { Undo } from "../lwm2m/undo.js";
import { Peer } from "./peer.js";
import type { BootstrapPack } from "./sdk-options.js";
import type { SdkRequests } from "./sdk-requests.js";
import type { UplinkInput } from "./uplink-messages.js";

/** The Security object (OMA LwM2M 1.0 appendix E.1). */
const SECURITY = 0;

const BOOTSTRAP = Object.freeze({ peer: Peer.bootstrap, server: undefined });
const ACTIVITY: UplinkInput = Object.freeze({ kind: "activity" });

/**
 * The bootstrap server's side of SDK mode: what it changes, until it is known whether that makes sense (OMA LwM2M 1.1
 * clause 6.1.7). What a request or a pack means for the uplink is given back.
 */
export class SdkBootstrap {
  private readonly tree: Tree;
  private readonly formats: Formats;
  private readonly requests: SdkRequests;
  private readonly log: Log;
  private readonly undo = new Undo();

  constructor(tree: Tree, formats: Formats, requests: SdkRequests, log: Log) {
    this.tree = tree;
    this.formats = formats;
    this.requests = requests;
    this.log = log;
  }

  /** The bootstrap server writes, or says that it is done. */
  request(exchange: number, message: Message, now: Instant): UplinkInput {
    if (message.code !== Method.get) this.keep(decimal(uriPath(message)[0] ?? ""));
    if (this.requests.request(exchange, message, BOOTSTRAP, now) !== "bootstrapFinish") return ACTIVITY;
    const refused = this.finish();
    this.requests.answer(exchange, refused === undefined ? Code.changed : Code.notAcceptable, now);
    return { kind: "finish", refused };
  }

  /** All that a bootstrap server has to say came in one message. */
  packed(message: Message, pack: BootstrapPack | undefined): UplinkInput {
    this.keep(undefined);
    const refused = pack?.apply(message, this.tree, this.formats) ?? this.finish();
    if (refused !== undefined) {
      this.rollBack();
      this.log("warning", `the bootstrap pack is not taken: ${refused}`);
    }
    return { kind: "packed", refused };
  }

  /** Puts back what was there before. */
  rollBack(): void {
    const objects = this.undo.rollBack();
    for (let i = 0; i < objects.length; i++) {
      this.tree.restructured({ object: (objects[i] as LwM2mObject).definition.model.id });
    }
  }

  /** Takes the bootstrap server's account out. */
  purge(): void {
    const account = bootstrapAccount(this.tree);
    const instances = this.tree.object(SECURITY)?.instances ?? [];
    for (let i = instances.length - 1; i >= 0; i--) {
      if ((instances[i] as Instance).id === account?.instance) instances.splice(i, 1);
    }
    this.tree.restructured({ object: SECURITY });
  }

  /** Keeps one object as it is now, or all. */
  private keep(id: number | undefined): void {
    for (let i = 0; i < this.tree.objects.length; i++) {
      const object = this.tree.objects[i] as LwM2mObject;
      if (id === undefined || object.definition.model.id === id) this.undo.keep(object);
    }
  }

  /** Why what was written makes no sense, in which case all is as it was before. */
  private finish(): string | undefined {
    const reason = inconsistency(this.tree);
    if (reason === undefined) this.undo.commit();
    else this.rollBack();
    return reason;
  }
}
