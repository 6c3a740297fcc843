/** The simulator's global `screen`, as far as it is a way to the program that runs us. */
export interface SimulatorScreen {
  /** In pixels; 0 without a window. */
  readonly width: number;
  /** Tells that program something: "exit" and a status. The simulator's window pays no heed to it. */
  postMessage(message: string): void;
  /** What that program tells us: "stop". */
  onMessage?: (message: string) => void;
}

export function simulatorScreen(): SimulatorScreen {
  return (globalThis as unknown as { screen: SimulatorScreen }).screen;
}
