import { freeze } from "../../modules/base/freeze.js";
import type { Cell } from "../network.js";

/** The cell in which all virtual modules are. */
export const CELL: Cell = freeze({
  attachTime: 300,
  idleTime: 10_000,
  area: "5A3C",
  cell: "0B1C2D3E",
  technology: 9,
  address: "10.64.0.2",
  operator: "46000",
  rssi: 20,
  errorRate: 0,
  rsrp: -666,
  rsrq: -108,
  signal: -558,
  snr: 204,
  channel: 3738,
  physicalCell: 217,
  band: 8,
});
