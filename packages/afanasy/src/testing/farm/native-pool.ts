/** A native pool of the simulated afserver. */
export class SimulatedPool {
  readonly id: number;
  /** `/` for the root, `/fx`, `/fx/night`. */
  readonly path: string;
  readonly parent: SimulatedPool | undefined;
  ownProperties: string;

  constructor(id: number, path: string, parent: SimulatedPool | undefined) {
    this.id = id;
    this.path = path;
    this.parent = parent;
    this.ownProperties = "";
  }

  /** Its own, or else those of the pool above. */
  get properties(): string {
    return this.ownProperties || (this.parent?.properties ?? "");
  }
}
