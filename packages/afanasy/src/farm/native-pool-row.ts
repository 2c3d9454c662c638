import { isInNativePool } from "@afpools/core/internal";
import type { NativePool } from "../model/native-pool.js";
import type { AfanasyHost } from "./afanasy-host.js";

/** One of Afanasy's own pools, for people: plain values. */
export interface NativePoolRow {
  readonly path: string;
  /** How a pool expression names it. */
  readonly expression: string;
  /** In it and in the pools below it. */
  readonly hosts: readonly string[];
  readonly online: number;
}

/** Afanasy's own pools in the order of their paths. */
export function nativePoolRows(
  pools: readonly Pick<NativePool, "name">[],
  hosts: readonly AfanasyHost[],
): NativePoolRow[] {
  return pools
    .map(({ name: path }) => {
      const within = hosts.filter(({ nativePool }) => isInNativePool(nativePool, path));
      return {
        path,
        expression: `native:${path}`,
        hosts: within.map(({ name }) => name),
        online: within.filter(({ online }) => online).length,
      };
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}
