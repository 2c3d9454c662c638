import { AfpoolsError } from "@afpools/core";
import { parseJson } from "@afpools/core/internal";
import { z } from "zod";
import { Collected, counted, type ForeignPools } from "./foreign-pools.js";

const host = z.looseObject({
  name: z.string(),
  tags: z.array(z.string()).default([]),
  allocName: z.string().optional(),
  alloc_name: z.string().optional(),
  nimbyEnabled: z.boolean().optional(),
  nimby_enabled: z.boolean().optional(),
});

/** The answer of the REST gateway, one list less of it, or the list alone. */
const answer = z.union([
  z.looseObject({ hosts: z.looseObject({ hosts: z.array(host) }) }).transform(({ hosts }) => hosts.hosts),
  z.looseObject({ hosts: z.array(host) }).transform(({ hosts }) => hosts),
  z.array(host),
]);

/**
 * OpenCue's hosts by their tags, which its layers ask for: the JSON that `host.HostInterface/GetHosts` answers. An allocation
 * is the tag that it gives to its hosts.
 *
 * @throws AfpoolsError `INVALID_FILE`
 */
export function readOpenCue(text: string, file: string): ForeignPools {
  const read = answer.safeParse(parseJson(text, { name: file }));
  if (!read.success) {
    throw new AfpoolsError(
      "INVALID_FILE",
      `${file} cannot be imported as from OpenCue: it is not the JSON of host.HostInterface/GetHosts, which lists hosts with name, tags and allocName.`,
      { details: { file } },
    );
  }
  const collected = new Collected();
  const allocations = new Set<string>();
  for (const { name, tags, ...others } of read.data) {
    const allocation = others.allocName ?? others.alloc_name;
    if (allocation) allocations.add(allocation);
    const given = allocation?.slice(allocation.indexOf(".") + 1);
    for (const tag of new Set([...tags, ...(given ? [given] : [])]))
      if (!isOwnName(tag, name)) collected.add(tag, name);
  }
  const nimby = read.data.filter((each) => each.nimbyEnabled ?? each.nimby_enabled).length;
  return {
    pools: collected.entries("From OpenCue, by tag"),
    left: [
      ...(allocations.size > 0
        ? [
            `Allocations are pools by their tags (${[...allocations].join(", ")}); shares of shows in them (subscriptions) have no counterpart.`,
          ]
        : []),
      ...counted(
        read.data.filter(({ tags }) => tags.length === 0).length,
        "host has no tag.",
        "hosts have no tag.",
      ),
      ...counted(
        nimby,
        "host has NIMBY, which Afanasy sets by itself.",
        "hosts have NIMBY, which Afanasy sets by itself.",
      ),
    ],
  };
}

/** Cuebot gives each host a tag of its own name, with or without the domain. */
function isOwnName(tag: string, name: string): boolean {
  const [short = ""] = name.toLowerCase().split(".");
  return [name.toLowerCase(), short].includes(tag.toLowerCase());
}
