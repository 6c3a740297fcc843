/**
 * What our Moddable hosts use of the SDK, as narrow as we use it: the SDK's own typings describe other ports than those
 * that we run on, and one compiler run makes the files of all hosts.
 */

/** Prints on the debugger's console; on a desktop also on standard output. */
declare function trace(text: string): void;

/** The C function with this name, found by the linker. Named in preloaded modules, called at run time alone. */
declare function native(name: string): { call(receiver: unknown, ...values: unknown[]): unknown };

declare module "timer" {
  /** A timer that can be set anew. */
  export interface TimerId {
    readonly timer: unique symbol;
  }
  /** All times in milliseconds, up to 2³¹ − 1. */
  const Timer: {
    /** Calls once after a time; the id is of no use after that. */
    set(callback: () => void, interval?: number): TimerId;
    /** Calls again and again. */
    repeat(callback: () => void, interval: number): TimerId;
    /** Sets the next call of a repeating timer; without an interval there is none until it is set again. */
    schedule(id: TimerId, interval?: number, repeat?: number): void;
    clear(id: TimerId | undefined): void;
  };
  export default Timer;
}

declare module "preference" {
  type Value = boolean | number | string | ArrayBuffer;
  const Preference: {
    /** Domain and key have at most 15 characters, numbers 32 bits. Throws when the place refuses (ESP32 alone). */
    set(domain: string, key: string, value: Value): void;
    get(domain: string, key: string): Value | undefined;
    delete(domain: string, key: string): void;
  };
  export default Preference;
}

declare module "embedded:io/serial" {
  type Callbacks = import("./serial-port.js").SerialCallbacks;
  type Io = import("./serial-port.js").SerialIo;
  /** `device` is for desktops; `port`, `receive` and `transmit` are for microcontrollers. */
  interface SerialOptions extends Callbacks {
    readonly device?: string;
    readonly port?: number;
    readonly receive?: number;
    readonly transmit?: number;
    readonly baud: number;
    readonly format: "buffer";
  }
  const Serial: new (options: SerialOptions) => Io;
  export default Serial;
}

declare module "embedded:io/digital" {
  /** One output pin. */
  export default class Digital {
    static readonly Output: number;
    static readonly OutputOpenDrain: number;
    constructor(options: { readonly pin: number; readonly mode: number; readonly initialValue?: 0 | 1 });
    write(value: 0 | 1): void;
  }
}

declare module "embedded:io/analog" {
  /** One input of the analog-digital converter. */
  export default class Analog {
    constructor(options: { readonly pin: number });
    /** Bits of a value. */
    readonly resolution: number;
    read(): number;
  }
}

declare module "embedded:io/socket/udp" {
  /** One UDP socket. Addresses are numeric. */
  export default class UDP {
    constructor(options: { readonly port?: number; onReadable(count: number): void });
    /** Throws if the system does not take it. */
    write(bytes: ArrayBuffer | Uint8Array, address: string, port: number): void;
    read(): (ArrayBuffer & { readonly address: string; readonly port: number }) | undefined;
    close(): void;
  }
}

declare module "worker" {
  /** A machine of its own on a thread of its own. What its receiver of messages throws is lost without a word. */
  export default class Worker {
    constructor(module: string);
    postMessage(message: unknown): void;
    onmessage?: (message: unknown) => void;
  }
}

declare module "debug" {
  const Debug: { gc(): void };
  export default Debug;
}

declare module "mc/config" {
  /** The manifest's `config` with what `name=value` on mcconfig's command line set. */
  const config: Readonly<Record<string, unknown>>;
  export default config;
}

declare module "commodetto/Poco" {
  /** Draws on a screen. Colours are numbers of the screen's own. */
  export default class Poco {
    constructor(screen: unknown, options?: { readonly displayListLength?: number });
    readonly width: number;
    readonly height: number;
    begin(): void;
    end(): void;
    makeColor(red: number, green: number, blue: number): number;
    fillRectangle(color: number, x: number, y: number, width: number, height: number): void;
    drawText(text: string, font: unknown, color: number, x: number, y: number): void;
  }
}

declare module "Resource" {
  /** A file that the manifest puts into the app. */
  export default class Resource {
    constructor(name: string);
  }
}

/** Our modules by their keys in the manifest, for those modules whose own key is not their path. */
declare module "hosts/simulator/host" {
  export const SimulatorHost: typeof import("../simulator/host.js").SimulatorHost;
}
declare module "hosts/esp32/host" {
  export const Esp32Host: typeof import("../esp32/host.js").Esp32Host;
}
declare module "hosts/moddable/preference-store" {
  export const PreferenceStore: typeof import("./preference-store.js").PreferenceStore;
}
