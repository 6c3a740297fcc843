import type { Database } from "./database.js";
import { Records } from "./record-table.js";

export const triggerTypes = [">", "<", ">=", "<=", "==", "inout", "in", "out", "change", "frozen", "live"] as const;

export type TriggerType = (typeof triggerTypes)[number];

/** A condition on data points; when one meets it, a message goes to the trigger's address. */
export interface Trigger {
  readonly triggerId: string;
  readonly productId: string;
  readonly title: string;
  readonly url: string;
  readonly type: TriggerType;
  readonly threshold?: number | string | { readonly lolmt: number; readonly uplmt: number };
  /** Id of streams, such as "3303_0_5700", of the devices or, if none are named, of all of the product. */
  readonly stream?: string;
  readonly deviceIds?: readonly string[];
  /** Instead of both: streams by their uuid. */
  readonly streamUuids?: readonly string[];
  readonly createdAt: number;
}

/** Where the events of a product are pushed to, and how. */
export interface Push {
  readonly productId: string;
  readonly url: string;
  readonly token: string;
  /** 43 letters and digits: messages are then encrypted. */
  readonly aesKey?: string;
  /** The older form has `msg_signature` and `msg` as an object; the newer `signature` and `msg` as a text. */
  readonly form: "older" | "newer";
  /** Sends up to so many messages in one array; 1: each alone, no array. */
  readonly batch: number;
  readonly enabled: boolean;
}

/** Triggers and pushes of the products. */
export class Settings {
  readonly #triggers: Records<Trigger>;
  readonly #pushes: Records<Push>;

  constructor(private readonly database: Database) {
    this.#triggers = new Records(database, "triggers", {
      trigger_id: (each) => each.triggerId,
      product_id: (each) => each.productId,
    });
    this.#pushes = new Records(database, "pushes", { product_id: (each) => each.productId });
  }

  triggers(productId: string): readonly Trigger[] {
    return [...this.#triggers.values()].filter((each) => each.productId === productId);
  }

  trigger(triggerId: string): Trigger | undefined {
    return this.#triggers.get(triggerId);
  }

  putTrigger(trigger: Trigger): void {
    this.#triggers.put(trigger.triggerId, trigger);
  }

  deleteTrigger(triggerId: string): void {
    this.forgetSilences(triggerId);
    this.#triggers.delete(triggerId);
  }

  /** The silence of a stream was told of by a "frozen" trigger. @param since when its last value came */
  putSilence(triggerId: string, deviceId: string, stream: string, since: number): void {
    const sql = "INSERT OR REPLACE INTO silences (trigger_id, device_id, stream, since) VALUES (?, ?, ?, ?)";
    this.database.run(sql, triggerId, deviceId, stream, since);
  }

  /** True if that silence was told of, in this run or one before. */
  isSilenceTold(triggerId: string, deviceId: string, stream: string, since: number): boolean {
    const sql = "SELECT since FROM silences WHERE trigger_id = ? AND device_id = ? AND stream = ?";
    return this.database.one(sql, triggerId, deviceId, stream)?.["since"] === since;
  }

  forgetSilences(triggerId: string): void {
    this.database.run("DELETE FROM silences WHERE trigger_id = ?", triggerId);
  }

  push(productId: string): Push | undefined {
    return this.#pushes.get(productId);
  }

  pushes(): Iterable<Push> {
    return this.#pushes.values();
  }

  putPush(push: Push): void {
    this.#pushes.put(push.productId, push);
  }

  deletePush(productId: string): void {
    this.#pushes.delete(productId);
  }

  forgetProduct(productId: string): void {
    for (const { triggerId } of this.triggers(productId)) this.deleteTrigger(triggerId);
    this.deletePush(productId);
  }
}
