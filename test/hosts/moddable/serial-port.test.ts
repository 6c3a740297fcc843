import { expect } from "chai";
import { MOST_WAITING, RETRY, SerialPort, type SerialCallbacks } from "../../../hosts/moddable/serial-port.js";
import { DesktopPort, Esp32Port, type StandIn } from "./ports.js";

interface Bench<P> {
  readonly port: SerialPort;
  readonly opened: P[];
  readonly received: number[][];
  readonly problems: string[];
  /** What is to be called later, as milliseconds and call. */
  readonly calls: [number, () => void][];
  /** Calls what is due after so many milliseconds. */
  pass(milliseconds: number): void;
}

function bench<P extends StandIn>(make: (baud: number, callbacks: SerialCallbacks) => P): Bench<P> {
  const opened: P[] = [];
  const received: number[][] = [];
  const problems: string[] = [];
  const calls: [number, () => void][] = [];
  const pass = (milliseconds: number): void => {
    for (const [wait, call] of calls.splice(0)) {
      expect(wait).to.equal(milliseconds);
      call();
    }
  };
  const port = new SerialPort({
    open: (baud, callbacks) => {
      const io = make(baud, callbacks);
      opened.push(io);
      return io;
    },
    baud: 9600,
    receive: (bytes) => received.push([...bytes]),
    later: (milliseconds, call) => void calls.push([milliseconds, call]),
    problem: (text) => problems.push(text),
  });
  return { port, opened, received, problems, calls, pass };
}

const esp32 = () => bench((baud, callbacks) => new Esp32Port(baud, callbacks));
const desktop = () => bench((baud, callbacks) => new DesktopPort(baud, callbacks));
const bytes = (length: number, first = 0) => Uint8Array.from({ length }, (_, i) => (first + i) & 0xff);

describe("hosts/moddable: the UART on an ESP32", () => {
  it("writes nothing before the port has said that there is room", () => {
    const { port, opened } = esp32();
    port.write(Uint8Array.of(0x41, 0x54, 0x0d));
    expect(opened[0]?.written).to.deep.equal([]);
    opened[0]?.drain();
    expect(opened[0]?.written).to.deep.equal([[0x41, 0x54, 0x0d]]);
  });

  it("writes at once when the room is known", () => {
    const { port, opened } = esp32();
    opened[0]?.drain();
    port.write(Uint8Array.of(1, 2));
    expect(opened[0]?.written).to.deep.equal([[1, 2]]);
  });

  it("cuts what is longer than the FIFO, and goes on with the room that there is", () => {
    const { port, opened, problems } = esp32();
    const io = opened[0] as Esp32Port;
    io.drain();
    port.write(bytes(300));
    expect(io.written.map(({ length }) => length)).to.deep.equal([128]);
    io.drain(9);
    expect(io.written.map(({ length }) => length)).to.deep.equal([128, 119]);
    io.drain();
    io.drain();
    expect(io.written.map(({ length }) => length)).to.deep.equal([128, 119, 53]);
    expect(io.written.flat()).to.deep.equal([...bytes(300)]);
    expect(problems).to.deep.equal([]);
  });

  it("keeps the order of several writes", () => {
    const { port, opened } = esp32();
    const io = opened[0] as Esp32Port;
    port.write(Uint8Array.of(1));
    port.write(Uint8Array.of(2));
    port.write(new Uint8Array(0));
    io.drain();
    port.write(Uint8Array.of(3));
    io.drain();
    io.drain();
    io.drain();
    expect(io.written).to.deep.equal([[1], [2], [3]]);
  });

  it("writes the part that a view shows, not the buffer behind it", () => {
    const { port, opened } = esp32();
    opened[0]?.drain();
    port.write(bytes(10).subarray(3, 5));
    expect(opened[0]?.written).to.deep.equal([[3, 4]]);
  });

  it("reads until nothing is left, also what comes while it reads", () => {
    const { opened, received } = esp32();
    const io = opened[0] as Esp32Port & { more?: boolean };
    const read = io.read.bind(io);
    let more = 2;
    io.read = () => {
      const buffer = read();
      if (more-- > 0) io["incoming"].push(9);
      return buffer;
    };
    io.receive(1, 2);
    expect(received).to.deep.equal([[1, 2], [9], [9]]);
  });

  it("drops a write that would be too much as a whole, and tells it", () => {
    const { port, opened, problems } = esp32();
    port.write(bytes(MOST_WAITING - 1));
    port.write(bytes(2));
    expect(problems).to.deep.equal([`UART: 2 bytes dropped, ${MOST_WAITING - 1} wait already`]);
    port.write(bytes(1, 7));
    const io = opened[0] as Esp32Port;
    for (let i = 0; i < 40; i++) io.drain();
    expect(io.written.flat()).to.have.length(MOST_WAITING);
    expect(io.written.flat().at(-1)).to.equal(7);
  });

  it("opens anew for another speed, and sends there what was written since it was set", () => {
    const { port, opened, pass } = esp32();
    opened[0]?.drain();
    port.setBaud(115_200);
    port.write(Uint8Array.of(1));
    opened[0]?.drain();
    pass(0);
    expect(opened.map(({ baud, closed }) => [baud, closed])).to.deep.equal([
      [9600, true],
      [115_200, false],
    ]);
    expect(opened[1]?.written).to.deep.equal([]);
    opened[1]?.drain();
    expect(opened[0]?.written).to.deep.equal([]);
    expect(opened[1]?.written).to.deep.equal([[1]]);
  });

  // The SDK's own code reads the port's record after the callback, which closing it has freed.
  it("closes no port inside one of its callbacks, where the firmware hears that the speed has changed", () => {
    const opened: Esp32Port[] = [];
    const calls: (() => void)[] = [];
    const problems: string[] = [];
    const port: SerialPort = new SerialPort({
      open: (baud, callbacks) => {
        opened.push(new Esp32Port(baud, callbacks));
        return opened.at(-1) as Esp32Port;
      },
      baud: 9600,
      receive: () => port.setBaud(57_600),
      later: (_, call) => void calls.push(call),
      problem: (text) => problems.push(text),
    });
    opened[0]?.receive(0x4f, 0x4b);
    expect(opened.map(({ closed }) => closed)).to.deep.equal([false]);
    port.setBaud(115_200);
    calls.splice(0).forEach((call) => call());
    expect(opened.map(({ baud, closed }) => [baud, closed])).to.deep.equal([
      [9600, true],
      [115_200, false],
    ]);
    expect([calls.length, problems.length]).to.deep.equal([0, 0]);
  });

  it("lets no exception out of a callback, but tells it", () => {
    const problems: string[] = [];
    const opened: Esp32Port[] = [];
    const port = new SerialPort({
      open: (baud, callbacks) => {
        opened.push(new Esp32Port(baud, callbacks));
        return opened[0] as Esp32Port;
      },
      baud: 9600,
      receive: () => {
        throw new Error("no luck");
      },
      later: () => undefined,
      problem: (text) => problems.push(text),
    });
    opened[0]?.receive(1);
    expect(problems).to.deep.equal(["UART: no luck"]);
    // The port promises more room than it has.
    opened[0]?.callbacks.onWritable(500);
    port.write(bytes(200));
    expect(problems).to.deep.equal(["UART: no luck", "UART: output full"]);
    opened[0]?.drain();
    expect(opened[0]?.written.flat()).to.deep.equal([...bytes(128)]);
  });
});

describe("hosts/moddable: the UART on a desktop", () => {
  it("hands over buffers of at most 1,024 bytes, one at a time", () => {
    const { port, opened, problems } = desktop();
    const io = opened[0] as DesktopPort;
    io.drain();
    port.write(bytes(2000));
    port.write(bytes(3));
    expect(io.written.map(({ length }) => length)).to.deep.equal([1024]);
    io.drain();
    io.drain();
    io.drain();
    expect(io.written.map(({ length }) => length)).to.deep.equal([1024, 976, 3]);
    expect(problems).to.deep.equal([]);
  });

  it("tells that the port has gone, leaves it alone, and tries it again", () => {
    let absent = 0;
    const { port, opened, problems, calls, pass } = bench((baud, callbacks) => {
      if (absent-- > 0) throw new Error("No such file or directory");
      return new DesktopPort(baud, callbacks);
    });
    opened[0]?.drain();
    opened[0]?.pullOut();
    port.write(Uint8Array.of(1));
    opened[0]?.callbacks.onReadable(1);
    expect(problems).to.deep.equal(["UART: the port has gone; tried again every 2 s"]);
    absent = 1;
    pass(RETRY);
    expect(opened).to.have.length(1);
    pass(RETRY);
    opened[1]?.drain();
    expect(opened[1]?.written).to.deep.equal([[1]]);
    expect(calls).to.deep.equal([]);
    expect(problems).to.have.length(1);
  });
});
