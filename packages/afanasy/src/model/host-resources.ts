import { entryReader, integer, listOf, type Reader, text } from "./entry.js";

/** What a render measured of its machine last. Members are named as in afserver's JSON. */
export interface HostResources {
  readonly cpu_num?: number;
  readonly cpu_mhz?: number;
  readonly mem_total_mb?: number;
  readonly mem_free_mb?: number;
  readonly hdd_total_gb?: number;
  readonly hdd_free_gb?: number;
  /** CGRU 3.3 and later; 0 without a GPU that it knows. */
  readonly gpu_mem_total_mb?: number;
  readonly gpu_mem_used_mb?: number;
  /** The name of that GPU; empty without one. */
  readonly gpu_string?: string;
  /** Absent for nobody. Renders on Windows never list any. */
  readonly logged_in_users?: readonly string[];
}

/** The resources of one render. */
export interface RenderResources {
  readonly id: number;
  /** The render's name; since CGRU 3.4. */
  readonly host_name?: string;
  /** Absent while it is offline. */
  readonly host_resources?: HostResources;
}

export const readRenderResources: Reader<RenderResources> = entryReader(
  { id: integer },
  {
    host_name: text,
    host_resources: entryReader(
      {},
      {
        cpu_num: integer,
        cpu_mhz: integer,
        mem_total_mb: integer,
        mem_free_mb: integer,
        hdd_total_gb: integer,
        hdd_free_gb: integer,
        gpu_mem_total_mb: integer,
        gpu_mem_used_mb: integer,
        gpu_string: text,
        logged_in_users: listOf(text),
      },
    ),
  },
);
