export { defaultSqlitePath } from "./default-path.js";
export { openSqliteStore } from "./sqlite-store.js";
