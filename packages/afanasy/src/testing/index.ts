export type { Traffic } from "./connections.js";
export { demoFarm } from "./demo-farm.js";
export type { RenderDraft } from "./farm/render.js";
export type { FarmOptions, SimulatedFarm } from "./farm/simulated-farm.js";
export { SimulatedAfserver, type SimulatedAfserverOptions } from "./simulated-afserver.js";
