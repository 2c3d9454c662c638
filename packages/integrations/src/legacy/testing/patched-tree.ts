import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** What a CGRU installation of the 2019 tool looks like, as far as it is told apart: code of the tests' own, in its places. */
export function patchAs2019(
  root: string,
  { database = "localhost", port = 27_017, ip = "", serverPort = 9_999 } = {},
): void {
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const patch = "\ndef pools_of_2019():\n    from pymongo import MongoClient\n    return MongoClient()\n";
  appendFileSync(join(root, "afanasy/python/af.py"), patch);
  appendFileSync(join(root, "utilities/afstarter/afstarter.py"), patch);
  const start = "utilities/poolssupport/poolmanager/poolmanager.py";
  write("start/AFANASY/40.manage_pools.sh", `#!/bin/bash\npython "$CGRU_LOCATION/${start}"\n`);
  write("start/AFANASY/40.manage_pools.cmd", `python "%CGRU_LOCATION%/${start}"\r\n`);
  const json = JSON.stringify;
  write(
    "utilities/poolssupport/poolmanager/config.json",
    json({ mongodb_host: database, mongodb_port: String(port) }),
  );
  write("utilities/poolssupport/poolserver/config.json", json({ ip, port: serverPort, max_clients: 32 }));
  write("utilities/poolssupport/poolserver/server.py", "import pymongo\n");
}
