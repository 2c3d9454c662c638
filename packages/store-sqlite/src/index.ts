export { defaultSqlitePath } from "./default-path.js";
export { inspectSqliteFile, type SqliteFile } from "./inspect-file.js";
export { openSqliteStore } from "./sqlite-store.js";
