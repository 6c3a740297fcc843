import { spawn } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join, resolve as absolute } from "node:path";
import { pathToFileURL } from "node:url";
import { Outbound } from "../hosts/desktop/frames.js";
import { ToolError } from "./arguments.js";
import { ROOT } from "./image.js";
import type { Connect, Connection, ConnectionEvents } from "./uart.js";

/** Bytes that wait at most; a port whose other end does not read loses what is more. */
const MOST_WAITING = 65_536;

/** Bytes of a frame's payload at most; see hosts/desktop/serial/serial.c. */
const LONGEST_PAYLOAD = 4096;

/** A serial port of this machine. */
export function serialUart(device: string, baud: number): Connect {
  return (events) => openPort(["uart", device, `${baud}`], events);
}

/** A pseudo-terminal with a link to it at a path, for a program that wants a serial port. It has no speed. */
export function ptyUart(path: string): Connect {
  return (events) => openPort(["pty", absolute(path)], events);
}

/** Starts the program that has the port, and resolves once that is open. */
async function openPort(args: readonly string[], events: ConnectionEvents): Promise<Connection> {
  const program = await serialProgram();
  // Detached: Ctrl-C goes to the whole group of the terminal, but what is to be said at the end must get out.
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"], detached: true });
  child.stdin.on("error", () => undefined); // Writing to a program that has just ended: its last words tell why.
  let words = "";
  let open = false;
  let over = false;
  child.stderr.setEncoding("utf8").on("data", (text: string) => (words += text));
  child.stdout.on("data", (bytes: Buffer) => over || events.bytes(new Uint8Array(bytes)));
  const send = (kind: number, payload: Uint8Array): void => {
    const head = Buffer.alloc(5);
    head.writeUInt8(kind, 0);
    head.writeUInt32BE(payload.length, 1);
    if (child.stdin.writable) child.stdin.write(Buffer.concat([head, payload]));
  };
  const connection: Connection = {
    write: (bytes) => {
      if (child.stdin.writableLength + bytes.length > MOST_WAITING) return;
      for (let at = 0; at < bytes.length; at += LONGEST_PAYLOAD) {
        send(Outbound.uart, bytes.subarray(at, at + LONGEST_PAYLOAD));
      }
    },
    setBaud: (baud) => send(Outbound.baud, Buffer.from(`${baud}`)),
    close: () => {
      over = true;
      child.stdin.end();
    },
  };
  return new Promise((resolve, reject) => {
    child.stderr.on("data", () => {
      const ready = /^ready [^\n]*\n/.exec(words);
      if (open || ready === null) return;
      open = true;
      words = words.slice(ready[0].length);
      resolve(connection);
    });
    child.on("error", (error) => reject(new ToolError(`the program for serial ports: ${error.message}`)));
    child.on("close", (status) => {
      const why = words.trim() || `the program for serial ports has ended with status ${status}`;
      if (!open) reject(new ToolError(why));
      else if (!over) events.closed(why);
    });
  });
}

/** The program, compiled if it is not up to date. */
async function serialProgram(): Promise<string> {
  if (process.platform === "win32") throw new ToolError("serial ports need Linux or macOS here");
  const builder = (await import(
    pathToFileURL(join(ROOT, "tools", "engine.mjs")).href
  )) as typeof import("./engine.mjs");
  const compiler = builder.findCompiler();
  if (compiler === undefined) {
    throw new ToolError("serial ports need a C compiler once, and there is none (set CC, or install gcc or clang)");
  }
  const source = join(ROOT, "hosts", "desktop", "serial", "serial.c");
  const folder = join(ROOT, "build", "serial");
  const program = join(folder, "serial");
  const words = [...compiler.command, "-O1", "-Wall", "-Wextra", source];
  const key = builder.hash([compiler.version, ...words, readFileSync(source, "utf8")]);
  mkdirSync(folder, { recursive: true });
  if (!builder.isFresh(program, key)) await builder.makeFile(words, program, key);
  return program;
}
