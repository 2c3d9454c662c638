import {
  entryReader,
  flag,
  integer,
  listOf,
  listOfAll,
  numbersByName,
  type Reader,
  state,
  text,
} from "./entry.js";
import { readTickets, type Tickets } from "./tickets.js";

/** A task that a render runs. */
export interface RenderTask {
  readonly job_id: number;
  readonly block_num: number;
  readonly task_num: number;
  readonly name?: string;
  readonly service?: string;
  readonly capacity?: number;
  /** Seconds since 1970. */
  readonly time_start?: number;
  readonly user_name?: string;
  readonly job_name?: string;
  readonly block_name?: string;
}

/** A render as afserver lists it; it stays in the list when it goes away. Members are named as in afserver's JSON. */
export interface Render {
  /** Unique: the name that masks are compared with. */
  readonly name: string;
  /** Stays the same when the render or the server starts anew, until somebody deletes the render. */
  readonly id: number;
  /** `ONL` or `OFF`; `NbY`, `NBY` (for its user alone, for nobody), `RUN`, `DRT`, `WFL`, `WSL`, `WWK`, `PAU`, `SIC`. */
  readonly state: ReadonlySet<string>;
  readonly user_name?: string;
  readonly priority?: number;
  /** Seconds since 1970, as all times. */
  readonly time_register?: number;
  /** 0 while offline. */
  readonly time_launch?: number;
  readonly time_update?: number;
  /** Such as `unix linux 64 debian 12`. */
  readonly os?: string;
  readonly address?: { readonly ip: string };
  readonly netifs?: readonly { readonly addresses?: readonly { readonly ip: string }[] }[];
  /** The version of its program. */
  readonly engine?: string;
  /** The path of the native pool that it is in, `/` for the root. */
  readonly pool?: string;
  readonly capacity_used?: number;
  readonly capacity_host?: number;
  readonly max_tasks_host?: number;
  /** Absent without any. */
  readonly tasks?: readonly RenderTask[];
  readonly running_services?: Readonly<Record<string, number>>;
  readonly power_host?: number;
  /** Services that it offers, and that are disabled on it, beside those of its native pool. */
  readonly services?: readonly string[];
  readonly services_disabled?: readonly string[];
  readonly tickets_host?: Tickets;
  /** Before CGRU 3.0, where a host is described in `farm.json`: what is set on the render itself … */
  readonly capacity?: number;
  readonly max_tasks?: number;
  /** … and what that file says. */
  readonly host?: {
    readonly capacity?: number;
    readonly max_tasks?: number;
    readonly power?: number;
    readonly os?: string;
    readonly properties?: string;
  };
  /** Its own properties, which replace those of its native pool. */
  readonly properties_host?: string;
  /** Absent where it is not. */
  readonly hidden?: boolean;
  readonly annotation?: string;
  readonly custom_data?: string;
  readonly idle_time?: number;
  readonly busy_time?: number;
}

const readRenderTask = entryReader(
  { job_id: integer, block_num: integer, task_num: integer },
  {
    name: text,
    service: text,
    capacity: integer,
    time_start: integer,
    user_name: text,
    job_name: text,
    block_name: text,
  },
);

const readAddress = entryReader({ ip: text }, {});

export const readRender: Reader<Render> = entryReader(
  { name: text, id: integer, state },
  {
    user_name: text,
    priority: integer,
    time_register: integer,
    time_launch: integer,
    time_update: integer,
    os: text,
    address: readAddress,
    netifs: listOf(entryReader({}, { addresses: listOf(readAddress) })),
    engine: text,
    pool: text,
    capacity_used: integer,
    capacity_host: integer,
    max_tasks_host: integer,
    tasks: listOf<RenderTask>(readRenderTask),
    running_services: numbersByName,
    power_host: integer,
    services: listOfAll(text),
    services_disabled: listOfAll(text),
    tickets_host: readTickets,
    capacity: integer,
    max_tasks: integer,
    host: entryReader(
      {},
      { capacity: integer, max_tasks: integer, power: integer, os: text, properties: text },
    ),
    properties_host: text,
    hidden: flag,
    annotation: text,
    custom_data: text,
    idle_time: integer,
    busy_time: integer,
  },
);
