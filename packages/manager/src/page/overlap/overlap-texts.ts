import { t } from "../texts.js";

const whole = (number: number) => number.toLocaleString("en");

/** Texts of the overlap of pools, which are loaded with it. */
export const o = {
  title: "Overlap",
  filter: "Filter pools",
  working: "Working out which pools share hosts…",
  none: "No two pools share a host",
  noneText: "A host that is in several pools shows here, with the pools that share it.",
  picture: "The stronger the color of a square, the more hosts the pools of its row and column share.",
  pairs: "Pools that share hosts",
  shownOf: (shown: number, count: number) =>
    shown === count
      ? `${whole(count)} ${count === 1 ? "pair" : "pairs"}`
      : `${whole(shown)} largest of ${whole(count)} pairs`,
  pool: "Pool",
  other: "Other pool",
  shared: "Shared hosts",
  ofPool: "Of first",
  ofOther: "Of other",
  percent: (part: number, all: number) => `${Math.round((part / all) * 100)} %`,
  show: (first: string, second: string, hosts: number) => `${t.hosts(hosts)} in both ${first} and ${second}`,
  usage: "Compare their usage",
} as const;
