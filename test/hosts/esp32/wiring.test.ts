import { expect } from "chai";
import { readWiring } from "../../../hosts/esp32/wiring.js";

const UART = { port: 1, transmit: 17, receive: 16, baud: 9600 };

describe("hosts/esp32: the wiring in a manifest's config", () => {
  it("is UART, lines and an analog input", () => {
    const lines = { power: { pin: 25, active: 1 }, reset: { pin: 26, active: 0 } };
    expect(readWiring({ uart: UART, lines, analog: { pin: 34, fullScale: 3.3 }, mode: "sdk" })).to.deep.equal({
      uart: UART,
      lines,
      analog: { pin: 34, fullScale: 3.3 },
    });
  });

  it("may have no lines and no analog input", () => {
    expect(readWiring({ uart: UART })).to.deep.equal({ uart: UART, lines: {}, analog: undefined });
  });

  it("must name the UART, and not the one of debugger and boot messages", () => {
    expect(() => readWiring({})).to.throw("config: uart.port takes a whole number from 1 to 2");
    expect(() => readWiring({ uart: { ...UART, port: 0 } })).to.throw("config: uart.port takes");
    expect(() => readWiring({ uart: { ...UART, baud: "9600" } })).to.throw("config: uart.baud takes");
  });

  it("is refused with a pin or a level that cannot be", () => {
    const lines = (power: object) => ({ uart: UART, lines: { power } });
    expect(() => readWiring(lines({ pin: 99, active: 1 }))).to.throw("config: lines.power.pin takes");
    expect(() => readWiring(lines({ pin: 4, active: 2 }))).to.throw("config: lines.power.active takes");
    expect(() => readWiring({ uart: UART, analog: { pin: 34 } })).to.throw("config: analog.fullScale takes volts");
  });
});
