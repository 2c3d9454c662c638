import { escaped, number, unescaped, writeObject } from "../farm/json.js";
import type { SimulatedPool } from "../farm/native-pool.js";
import type { SimulatedFarm } from "../farm/simulated-farm.js";

/** Counts are of the renders in the pool and below it. */
export function writePool(farm: SimulatedFarm, pool: SimulatedPool): string {
  const within = (inner: SimulatedPool | undefined): boolean =>
    inner !== undefined && (inner === pool || within(inner.parent));
  const renders = [...farm.renders.values()].filter((render) => within(render.pool));
  const count = (test: (render: (typeof renders)[number]) => boolean) => renders.filter(test).length;
  return writeObject([
    escaped("name", pool.path),
    number("id", pool.id),
    number("priority", 99),
    `"parent":"${pool.parent?.path ?? ""}"`,
    number("pools_total", [...farm.pools.values()].filter((inner) => inner !== pool && within(inner)).length),
    number("renders_total", renders.length),
    number(
      "renders_busy",
      count((render) => render.tasks.size > 0),
    ),
    number(
      "renders_ready",
      count((render) => render.isReady && render.tasks.size === 0),
    ),
    number(
      "renders_online",
      count((render) => render.online),
    ),
    number(
      "renders_offline",
      count((render) => !render.online),
    ),
    number(
      "renders_nimby",
      count((render) => render.nimby),
    ),
    number(
      "renders_paused",
      count((render) => render.paused),
    ),
    number("renders_sick", 0),
    number("st", 0),
    '"state":""',
    ...(pool.parent ? [] : [number("capacity_host", 1100), number("max_tasks_host", 4)]),
    unescaped("properties_host", pool.ownProperties),
  ]);
}
