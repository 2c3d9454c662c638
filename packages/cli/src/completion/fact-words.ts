import type { HostRow } from "@afpools/afanasy/internal";
import { type Fact, type FactName, factNames, facts } from "@afpools/core";
import { toFarmHost } from "../access/farm-host.js";
import type { Candidate } from "./candidates.js";

/** The beginnings of facts, each with an operator: `os:`, `ram>=`. */
export function factBeginnings(): Candidate[] {
  return factNames.flatMap((name) => operatorsOf(name).map((operator) => candidate(name, operator, "")));
}

/** The facts that the hosts of the farm have: `os:linux`, `ram>=67G`. */
export function factWords(rows: readonly HostRow[]): Candidate[] {
  const hosts = rows.map(toFarmHost);
  return factNames.flatMap((name) => {
    const fact: Fact = facts[name];
    const values = [...new Set(hosts.flatMap((host) => fact.valuesOf(host) ?? []))].sort();
    const words = values.filter((value) => !/[\s"+&()]/.test(value));
    return words.flatMap((value) => operatorsOf(name).map((operator) => candidate(name, operator, value)));
  });
}

/** Does a word that is being typed ask for the value of a fact? */
export function isFactWord(word: string): boolean {
  return factNames.some((name) => operatorsOf(name).some((operator) => word.startsWith(name + operator)));
}

/** Those that most people mean. */
function operatorsOf(name: FactName): string[] {
  const { operators }: Fact = facts[name];
  return [":", ">="].filter((operator) => operators.some((each) => each === operator));
}

function candidate(name: FactName, operator: string, value: string): Candidate {
  const { label }: Fact = facts[name];
  return { word: name + operator + value, description: label };
}
