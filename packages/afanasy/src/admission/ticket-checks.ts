import type { NativePool } from "../model/native-pool.js";
import type { Ticket, Tickets } from "../model/tickets.js";
import { type Check, lasting, passing, type Subject, stopOf } from "./check.js";
import type { CheckedHost } from "./checked-host.js";

/**
 * Whether the tickets of a block's tasks are there: those of each host, then those of native pools. A ticket that nobody
 * defines is no limit.
 *
 * @param limitsHosts does this release limit how many hosts use a pool's ticket?
 */
export function* ticketChecks(
  tickets: Readonly<Record<string, number>>,
  { of, label }: Subject,
  limitsHosts: boolean,
): Generator<Check> {
  const stop = (answer: "never" | "not-now", text: string) => stopOf(answer, "tickets", of, text);
  for (const [name, needed] of Object.entries(tickets)) {
    const needs = `${label} needs ${needed} of the ticket ${name}`;
    yield lasting((host) => {
      const here = hostTicket(host, name);
      if (here && here.count < needed) return stop("never", `${needs}; this host has ${here.count}.`);
      const pool = poolTicket(host, name);
      return pool && pool.ticket.count < needed
        ? stop("never", `${needs}; Afanasy's own pool ${pool.path} has ${pool.ticket.count}.`)
        : undefined;
    });
    yield passing((host) => {
      const here = hostTicket(host, name);
      if (here && here.count - here.usage < needed)
        return stop("not-now", `${needs}; on this host ${here.usage} of ${here.count} are in use.`);
      const pool = poolTicket(host, name);
      if (!pool) return undefined;
      const { count, usage, hosts, maxHosts } = pool.ticket;
      const isUsing = (host.render.tickets_host?.[name]?.usage ?? 0) > 0;
      if (limitsHosts && maxHosts !== undefined && (hosts > maxHosts || (hosts === maxHosts && !isUsing)))
        return stop("not-now", `the ticket ${name} is in use on ${hosts} of at most ${maxHosts} hosts.`);
      return count - usage < needed
        ? stop("not-now", `${needs}; in Afanasy's own pool ${pool.path} ${usage} of ${count} are in use.`)
        : undefined;
    });
  }
}

/** The nearest that is defined; what is used is counted on the render. */
function hostTicket(
  { render, pools }: CheckedHost,
  name: string,
): Pick<Ticket, "count" | "usage"> | undefined {
  const usage = ticketOf(render.tickets_host, name)?.usage ?? 0;
  for (const node of [render, ...pools]) {
    const ticket = ticketOf(node.tickets_host, name);
    if (ticket && ticket.count !== -1) return { count: ticket.count, usage };
  }
  return undefined;
}

function poolTicket(
  { pools }: CheckedHost,
  name: string,
): { path: NativePool["name"]; ticket: Ticket } | undefined {
  for (const { name: path, tickets_pool } of pools) {
    const ticket = ticketOf(tickets_pool, name);
    if (ticket && ticket.count !== -1) return { path, ticket };
  }
  return undefined;
}

/** Not what every object has, such as `constructor`. */
function ticketOf(tickets: Tickets | undefined, name: string): Ticket | undefined {
  return tickets && Object.hasOwn(tickets, name) ? tickets[name] : undefined;
}
