import { entryReader, integer, listOfAll, type Reader, state, text } from "./entry.js";
import { readTickets, type Tickets } from "./tickets.js";

/** One of Afanasy's own pools (CGRU 3.0 and later): a tree in which each render is in exactly one. */
export interface NativePool {
  /** Its path: `/` for the root, `/fx`. */
  readonly name: string;
  readonly id: number;
  /** The path above; empty for the root. */
  readonly parent?: string;
  readonly pools_total?: number;
  /** Counts of renders in it and below. */
  readonly renders_total?: number;
  readonly renders_online?: number;
  readonly renders_offline?: number;
  readonly renders_busy?: number;
  readonly renders_ready?: number;
  readonly renders_nimby?: number;
  readonly renders_paused?: number;
  readonly renders_sick?: number;
  /** A regular expression, case disregarded: new renders whose whole name matches come here. */
  readonly pattern?: string;
  /** For its renders that have none of their own. */
  readonly properties_host?: string;
  readonly priority?: number;
  /** `PAU`, … */
  readonly state?: ReadonlySet<string>;
  /** For its renders, and those of the pools below it, that say nothing else. */
  readonly capacity_host?: number;
  readonly max_tasks_host?: number;
  readonly power_host?: number;
  /** Services that its renders offer, and that are disabled on them. */
  readonly services?: readonly string[];
  readonly services_disabled?: readonly string[];
  /** Tickets of each of its renders, and of all together. */
  readonly tickets_host?: Tickets;
  readonly tickets_pool?: Tickets;
  readonly annotation?: string;
}

export const readNativePool: Reader<NativePool> = entryReader(
  { name: text, id: integer },
  {
    parent: text,
    pools_total: integer,
    renders_total: integer,
    renders_online: integer,
    renders_offline: integer,
    renders_busy: integer,
    renders_ready: integer,
    renders_nimby: integer,
    renders_paused: integer,
    renders_sick: integer,
    pattern: text,
    properties_host: text,
    priority: integer,
    state,
    capacity_host: integer,
    max_tasks_host: integer,
    power_host: integer,
    services: listOfAll(text),
    services_disabled: listOfAll(text),
    tickets_host: readTickets,
    tickets_pool: readTickets,
    annotation: text,
  },
);
