export { creation, type OpenStore, type StoreCase, sharedStoreCases, storeCases } from "./store-cases.js";
