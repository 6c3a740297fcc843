import type { Log } from "../modules/base/log.js";
import { ToolError } from "./arguments.js";
import type { UartAddress } from "./firmware.js";
import { Prober, SPEEDS, type Findings } from "./probe/prober.js";
import { profileRecord } from "./probe/record.js";
import { serialUart } from "./serial.js";
import { tcpUart, type Connect, type Connection } from "./uart.js";

/** A TCP port has none. */
const NO_SPEED: readonly number[] = [0];

/**
 * Asks the module at a UART what it is and what it speaks, and prints that as a profile that can be sent to the project.
 *
 * @throws ToolError when the module answers at no speed or the UART is gone
 */
export async function probeModule(uart: UartAddress, log: Log, print: (line: string) => void): Promise<number> {
  const findings =
    "device" in uart
      ? await drive(serialUart(uart.device, SPEEDS[0] as number), new Prober(SPEEDS, log))
      : await drive(tcpUart(uart.host, uart.port), new Prober(NO_SPEED, log));
  if (findings === undefined) throw new ToolError("the module answers at no speed");
  for (const line of profileRecord(findings, new Date().toISOString().slice(0, 10))) print(line);
  return 0;
}

/** Carries bytes and time to the prober until it is done. */
async function drive(connect: Connect, prober: Prober): Promise<Findings | undefined> {
  const now = (): number => performance.now();
  let connection: Connection | undefined;
  let alarm: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve, reject) => {
      const settle = (): void => {
        clearTimeout(alarm);
        for (let out = prober.poll(); out !== undefined; out = prober.poll()) {
          if (out.kind === "write") connection?.write(out.bytes);
          else if (out.kind === "baud") connection?.setBaud(out.baud);
          else return resolve(out.findings);
        }
        const deadline = prober.deadline();
        if (deadline === undefined) return;
        alarm = setTimeout(
          () => {
            prober.expire(now());
            settle();
          },
          Math.max(0, Math.ceil(deadline - now())),
        );
      };
      const bytes = (received: Uint8Array): void => {
        prober.bytes(new Uint8Array(received), now());
        settle();
      };
      const closed = (why?: string): void => reject(new ToolError(why ?? "the UART's other end has closed"));
      connect({ bytes, closed }).then((made) => {
        connection = made;
        prober.start(now());
        settle();
      }, reject);
    });
  } finally {
    clearTimeout(alarm);
    connection?.close();
  }
}
