import { isHostName } from "@afpools/core";
import { quoted } from "@afpools/core/internal";
import type { Machine } from "@afpools/scan";
import { formatTable } from "./table.js";

/** What a scan found, as a table for people. */
export function formatMachines(machines: readonly Machine[], width?: number): string {
  return formatTable(
    machines,
    [
      { heading: "ADDRESS", value: ({ address }) => address },
      { heading: "NAME", value: nameOf },
      { heading: "SEEN BY", value: ({ evidence }) => evidence.join(" ") },
      { heading: "FARM", value: renderOf },
    ],
    width,
  );
}

function nameOf({ name, names }: Machine): string {
  if (name !== null) return name;
  const told = [...new Set(names.map((one) => quoted(one.name)))].join(", ");
  return told === "" ? "" : `${told}: no host name`;
}

function renderOf({ farmHost }: Machine): string {
  if (!farmHost) return "";
  const name = isHostName(farmHost.name) ? farmHost.name : quoted(farmHost.name);
  return `${name} ${farmHost.online ? "online" : "offline"}`;
}
