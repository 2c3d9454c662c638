import { entryReader, integer, type Reader } from "./entry.js";

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
}

/** The resources of one render. */
export interface RenderResources {
  readonly id: number;
  /** Absent while it is offline. */
  readonly host_resources?: HostResources;
}

export const readRenderResources: Reader<RenderResources> = entryReader(
  { id: integer },
  {
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
      },
    ),
  },
);
