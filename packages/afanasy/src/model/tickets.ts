import { integer, listOfAll, type Reader } from "./entry.js";

/** A ticket on a render or a native pool: a thing of which there are only some, such as a licence. */
export interface Ticket {
  /** How many there are; -1 where it is not defined here, and only its use is counted. */
  readonly count: number;
  readonly usage: number;
  /** How many hosts use it. */
  readonly hosts: number;
  /** The most hosts that may use it; absent without a limit. */
  readonly maxHosts?: number;
}

/** By name. */
export type Tickets = Readonly<Record<string, Ticket>>;

const numbers = listOfAll(integer);

/** afserver writes each as a list: count, usage, hosts, and the most hosts where there is a limit. */
export const readTickets: Reader<Tickets> = (value) => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const tickets: [string, Ticket][] = [];
  for (const [name, list] of Object.entries(value)) {
    const [count, usage = 0, hosts = 0, maxHosts] = numbers(list) ?? [];
    if (count === undefined) return undefined;
    tickets.push([
      name,
      { count, usage, hosts, ...(maxHosts !== undefined && maxHosts >= 0 && { maxHosts }) },
    ]);
  }
  return Object.fromEntries(tickets);
};
