/** Which servers can be reached. All can until somebody says otherwise. */
export class Reach {
  /** What holds for servers that are no exception. */
  #all = true;
  #exceptions: number[] = [];

  /** Notes that a server, or every one, can be reached or cannot. */
  set(server: number | undefined, reachable: boolean): void {
    if (server === undefined) {
      this.#all = reachable;
      this.#exceptions = [];
    } else {
      this.#exceptions = this.#exceptions.filter((one) => one !== server);
      if (reachable !== this.#all) this.#exceptions.push(server);
    }
  }

  reaches(server: number): boolean {
    return this.#all !== this.#exceptions.includes(server);
  }
}
