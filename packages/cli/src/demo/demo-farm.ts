import type { RenderDraft, SimulatedFarm } from "@afpools/afanasy/testing";

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

const gib = 1_024;
const linux = "unix linux 64 rocky 9";
const windows = "windows 11";

/** What a kind of host is and measures. */
type Hardware = Required<Pick<RenderDraft, "os" | "resources">>;

const hardware: readonly (readonly [names: RegExp, Hardware])[] = [
  [/^pc-00[1-8]$/, { os: linux, resources: { ...memory(16, 64), ...card("RTX A4000", 16_376) } }],
  [/^pc-/, { os: linux, resources: memory(16, 64) }],
  [/^ws\d+-gpu$/, { os: linux, resources: { ...memory(32, 128), ...card("RTX A6000", 49_140) } }],
  [/^render-(a|b0[1-4])/, { os: linux, resources: memory(64, 256) }],
  [/^render-b/, { os: linux, resources: memory(48, 128) }],
  [/^lt-/, { os: windows, resources: memory(8, 32) }],
  [/^DESKTOP-/, { os: windows, resources: { ...memory(12, 32), ...card("RTX 4070", 12_282) } }],
  [/^mac-/, { os: "unix macosx 64", resources: memory(24, 64) }],
];

function memory(cores: number, ram: number) {
  return { cpu_num: cores, mem_total_mb: ram * gib };
}

function card(name: string, mib: number) {
  return { gpu_string: `NVIDIA ${name}`, gpu_mem_total_mb: mib };
}

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

/** Starts the hosts; a few are offline, people are signed in on two, one is somebody's own. */
export function fillFarm(farm: SimulatedFarm): void {
  hosts.forEach((name, index) => {
    const address = `10.20.${Math.floor(index / 40)}.${10 + (index % 40)}`;
    const [, kind] = hardware.find(([names]) => names.test(name)) ?? [];
    farm.startRender({ name, address, ...kind });
    if (index % 13 === 5) farm.stopRender(name);
  });
  for (const [name, user] of [
    ["ws03-gpu", "carol"],
    ["mac-studio-2", "dan"],
  ] as const) {
    const desk = farm.render(name);
    if (desk) desk.resources = { ...desk.resources, logged_in_users: [user] };
  }
  const held = farm.render("DESKTOP-9QX41AB");
  if (held) held.nimby = true;
}
