/** Where a name leads: what the module is told, and where its datagrams really go. */
export interface Route {
  readonly name: string;
  readonly alias: string;
  readonly address: string;
  /** 0 for the port that the module asks for. */
  readonly port: number;
}

/** A numeric address with its port. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** Reads "name,alias,address,port" for each route, with semicolons between them: what tools/simulator.ts writes. */
export function parseRoutes(text: string): Route[] {
  const routes: Route[] = [];
  const lines = text.split(";");
  for (let i = 0; i < lines.length; i++) {
    const fields = (lines[i] as string).split(",");
    if (fields.length !== 4) continue;
    const [name, alias, address, port] = fields as [string, string, string, string];
    routes.push({ name, alias, address, port: Number(port) });
  }
  return routes;
}

/** The address that the module gets for a name; `undefined` if there is none. */
export function resolveName(routes: readonly Route[], name: string): string | undefined {
  const wanted = name.toLowerCase();
  for (let i = 0; i < routes.length; i++) {
    const route = routes[i] as Route;
    if (route.name === wanted) return route.alias;
  }
  return wanted === "localhost" ? "127.0.0.1" : undefined;
}

/** Where a datagram of the module really goes; `undefined` if it must not leave. */
export function translate(
  routes: readonly Route[],
  address: string,
  port: number,
  internet: boolean,
): Endpoint | undefined {
  for (let i = 0; i < routes.length; i++) {
    const route = routes[i] as Route;
    if (route.alias === address) return { address: route.address, port: route.port === 0 ? port : route.port };
  }
  return internet || address.startsWith("127.") ? { address, port } : undefined;
}
