/** What a host is and has. What is absent is not known. */
export interface HostFacts {
  /** Its operating system in Afanasy's words, such as `unix linux 64 debian 12`. */
  readonly os?: string;
  /** The addresses of its network interfaces. */
  readonly addresses?: readonly string[];
  /** Processor cores, as its operating system counts them. */
  readonly cores?: number;
  /** Memory in bytes, without what the machine keeps for itself. */
  readonly ram?: number;
  /** The disk that tasks work on, in bytes. */
  readonly disk?: number;
  /** The name of its first GPU; empty for a host without one that Afanasy can see. */
  readonly gpu?: string;
  /** That GPU's memory in bytes; 0 without a GPU. */
  readonly gpuRam?: number;
  /** Who is logged in; empty: nobody. */
  readonly users?: readonly string[];
  /** Its properties in Afanasy, its own or its native pool's. */
  readonly properties?: readonly string[];
  readonly services?: ServiceFacts;
  /**
   * Something that the host measures changes too often: until this moment (ISO 8601) it counts as it was before. Absent for most
   * hosts.
   */
  readonly keptUntil?: string;
}

/** Says so to people; nothing of a host whose facts count as it says. */
export function keptText({ keptUntil }: HostFacts): string | undefined {
  if (keptUntil === undefined) return undefined;
  return `Its facts change too often: they count as they were, until ${keptUntil.slice(0, 16)}Z.`;
}

/** Which services Afanasy lets a host run. */
export interface ServiceFacts {
  /** The services that it, or a native pool that it is in, lists; absent where none lists any: all. */
  readonly offered?: readonly string[];
  /** Those that it never runs. */
  readonly disabled: readonly string[];
}
