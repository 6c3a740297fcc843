import Timer from "timer";
import { Bench } from "../bench.js";

/** The main module of the virtual module's own machine. */

const self = (
  globalThis as unknown as { self: { onmessage?: (message: unknown) => void; postMessage(message: unknown): void } }
).self;

const bench = new Bench((bytes) => self.postMessage(bytes));

self.onmessage = (message) => {
  // What is thrown in here is swallowed: it is thrown once more where that ends the program.
  try {
    bench.take(message);
  } catch (error) {
    Timer.set(() => {
      throw error;
    });
  }
};
