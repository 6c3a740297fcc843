/**
 * What no module of the SDK gives on all platforms alike: the functions of natives.c. They may be called once the main
 * module runs, not while modules are preloaded. The form "return native(…).call(this, …)" is what the SDK's compiler
 * turns into a function without any code of its own.
 */
export class Natives {
  /** Milliseconds on a clock that is never set and never wraps. */
  static monotonic(): number {
    return native("nblwm2m_monotonic").call(this) as number;
  }

  /** An unpredictable integer from 0 to 2³² − 1. */
  static random(): number {
    return native("nblwm2m_random").call(this) as number;
  }

  /** Mean number of running processes over one minute; `undefined` where there is no such figure. */
  static load(): number | undefined {
    return native("nblwm2m_load").call(this) as number | undefined;
  }

  /** Bytes of memory that nobody uses; `undefined` where the system does not tell. */
  static freeMemory(): number | undefined {
    return native("nblwm2m_free_memory").call(this) as number | undefined;
  }

  /** Restarts the microcontroller; nothing happens on a desktop. */
  static restart(): void {
    return native("nblwm2m_restart").call(this) as void;
  }
}
