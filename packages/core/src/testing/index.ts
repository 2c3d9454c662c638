export { staticFarm } from "../farm/farm-source.js";
export { creation } from "./case-kit.js";
export { ManualClock } from "./manual-clock.js";
export { sharedStoreCases } from "./shared-store-cases.js";
export type { OpenStore, StoreCase } from "./store-case.js";
export { storeCases } from "./store-cases.js";
