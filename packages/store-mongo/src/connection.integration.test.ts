import { describe, expect, it } from "vitest";
import { openMongoStore } from "./mongo-store.js";

describe("the address", () => {
  it.each([
    ["mongodb://db", "mongodb://db:27017/afpools"],
    ["mongodb://db:28000/", "mongodb://db:28000/afpools"],
    ["mongodb://db/?w=1", "mongodb://db:27017/afpools"],
    ["mongodb://a,b:27018/farm?replicaSet=r", "mongodb://a:27017,b:27018/farm"],
    ["mongodb://anna:pa%40ss@db/my%2Dfarm", "mongodb://db:27017/my-farm"],
    ["mongodb+srv://anna:secret@cluster.example.com/farm", "mongodb+srv://cluster.example.com/farm"],
  ])("%s is shown as %s", async (url, location) => {
    const store = openMongoStore(url);
    expect(store.location).toBe(location);
    await store.close();
  });

  it.each([
    "",
    "db:27017",
    "http://db",
    "mongodb://",
    "mongodb://u:secret@",
    "mongodb://u:secret@db:99999999",
    "mongodb://db?unknown=1",
    "mongodb://u:se/cret@db/farm",
  ])("%j is refused without telling a password", (url) => {
    expect(() => openMongoStore(url)).toThrow(expect.objectContaining({ code: "INVALID_CONFIG" }));
    expect(() => openMongoStore(url)).not.toThrow(/secret|cret@/);
  });

  it.each([
    [
      "mongodb://u:secret@db/farm?loadBalanced=true&replicaSet=secret",
      /loadBalanced .* \*\*\*|loadBalanced option not supported/,
    ],
    ["mongodb://u:secret@db/farm?srvServiceName=secret", /srvServiceName/],
    ["mongodb://u:secret@db/farm?tlsInsecure=true&tlsAllowInvalidCertificates=true", /tlsInsecure/],
  ])("%s is refused as the driver says, without telling a password", (url, reason) => {
    expect(() => openMongoStore(url)).toThrow(reason);
    expect(() => openMongoStore(url)).not.toThrow(/secret/);
  });
});
