import type { SimulatedFarm } from "@afpools/afanasy/testing";

const range = (count: number, nameOf: (number: number) => string) =>
  Array.from({ length: count }, (_, index) => nameOf(index + 1));
const two = (number: number) => String(number).padStart(2, "0");

/** Sixty hosts, named as studios do. */
const hosts: readonly string[] = [
  ...range(20, (number) => `pc-0${two(number)}`),
  ...range(10, (number) => `ws${two(number)}-gpu`),
  ...range(8, (number) => `render-a${two(number)}.farm.example`),
  ...range(8, (number) => `render-b${two(number)}.farm.example`),
  ...range(6, (number) => `lt-${two(number)}`),
  ...["DESKTOP-7F3K2Q1", "DESKTOP-9QX41AB", "DESKTOP-K2M77ZL", "DESKTOP-0PD3R8E"],
  ...range(4, (number) => `mac-studio-${number}`),
];

/** What those with a card measure. */
const graphicsCard = { gpu_string: "NVIDIA RTX A5000", gpu_mem_total_mb: 24_564 };

/** Its pools, as somebody who knows the studio would make them. */
export const demoPools = [
  {
    name: "gpu",
    description: "Machines with a fast card",
    hosts: range(8, (number) => `pc-0${two(number)}`),
    rules: ["ws*-gpu"],
  },
  {
    name: "nuke",
    description: "Where Nuke is installed and licensed",
    hosts: [...range(14, (number) => `pc-0${two(number)}`), "mac-studio-1", "mac-studio-2"],
  },
  { name: "Heavy Sim", description: "256 GB of memory", rules: ["render-a*", "render-b0[1-4].farm.example"] },
  { name: "laptops", description: "May leave at any time", rules: ["lt-*"] },
  {
    name: "desks",
    description: "Artists sit here; at night they render",
    hosts: ["DESKTOP-7F3K2Q1", "DESKTOP-9QX41AB", "DESKTOP-K2M77ZL", "DESKTOP-0PD3R8E"],
    rules: ["ws*-gpu", "mac-studio-?"],
  },
  { name: "macs", description: "", hosts: range(4, (number) => `mac-studio-${number}`) },
] as const;

/** Hosts that leave, one after the other, and return in the same order. */
export const restlessHosts: readonly string[] = ["lt-02", "DESKTOP-0PD3R8E", "lt-05", "mac-studio-3"];

/** Who may sign in, the admin first. */
export const demoUsers = [
  { name: "demo", role: "admin" },
  { name: "vera", role: "viewer" },
] as const;

/** Jobs that are sent again and again: a name, whose it is, and its pools; nothing for one on no pool. */
export const demoJobs = [
  ["sh010_comp", "anna", "nuke"],
  ["sh010_sim_water", "ben", '"Heavy Sim"'],
  ["sh020_light", "carol", "gpu - desks"],
  ["sh020_comp", "anna", "nuke - laptops"],
  ["sh030_lookdev", "dan", "gpu + macs"],
  ["sh040_sim_smoke", "ben", '"Heavy Sim" + gpu'],
  ["nightly_dailies", "afadmin", "desks + laptops"],
  ["sh050_cache", "carol", undefined],
] as const;

/** Starts the hosts; a few are offline, one is somebody's own. */
export function fillFarm(farm: SimulatedFarm): void {
  hosts.forEach((name, index) => {
    const address = `10.20.${Math.floor(index / 40)}.${10 + (index % 40)}`;
    farm.startRender({ name, address, ...(name.endsWith("-gpu") && { resources: graphicsCard }) });
    if (index % 13 === 5) farm.stopRender(name);
  });
  const held = farm.render("DESKTOP-9QX41AB");
  if (held) held.nimby = true;
}
