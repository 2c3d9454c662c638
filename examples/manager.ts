import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { managerFolder } from "@afpools/manager";
import { startDaemon } from "@afpools/server";

// The page is static files, which a Pool Server, or any web server in front of one, gives away.
const page = await readFile(join(managerFolder, "index.html"), "utf8");
console.log(/<title>(.*)<\/title>/.exec(page)?.[1]);

const flags = { store: "memory:", "server.port": 0, "server.httpPort": 0, "log.level": "silent" };
const settings = { file: "none.json", environment: {}, flags };
const daemon = await startDaemon({ settings, managerFolder });
const answer = await fetch(`${daemon.url}/pools`, { headers: { accept: "text/html" } });
console.log(answer.status, answer.headers.get("content-type"));
await daemon.close();
