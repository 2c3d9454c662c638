import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { PageFiles } from "./page-files.js";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "afpools-page-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
});

async function page() {
  const dist = join(folder, "dist");
  await mkdir(join(dist, "assets"), { recursive: true });
  await writeFile(join(folder, "secret.txt"), "secret");
  await writeFile(join(dist, "index.html"), "page");
  await writeFile(join(dist, "index.html.br"), "brotli page");
  await writeFile(join(dist, "favicon.svg"), "<svg/>");
  await writeFile(join(dist, "assets", "index-1a2b.js"), "script");
  await writeFile(join(dist, "assets", "index-1a2b.js.gz"), "gzip script");
  await writeFile(join(dist, "assets", "alone.gz"), "an archive");
  await symlink(join(folder, "secret.txt"), join(dist, "link.txt"));
  const files = await PageFiles.read(dist);
  return (path: string, { encoding = "", type = "*/*" } = {}) => {
    const answer = files.answer(path, { encoding, type });
    return answer && { text: answer.bytes.toString(), ...answer.headers };
  };
}

describe("the files of the page", () => {
  it("have their types; what is in assets is kept for ever, the page never", async () => {
    const get = await page();
    expect(get("/")).toMatchObject({
      text: "page",
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
    });
    expect(get("/index.html")).toEqual(get("/"));
    expect(get("/assets/index-1a2b.js")).toMatchObject({
      text: "script",
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": "public, max-age=31536000, immutable",
      vary: "accept-encoding",
      "content-length": "6",
    });
    expect(get("/favicon.svg")).toMatchObject({
      "content-type": "image/svg+xml",
      "cache-control": "no-store",
    });
  });

  it.each([
    ["gzip, deflate, br", "brotli page"],
    ["gzip", "page"],
    ["br;q=0, gzip", "page"],
    ["BR;q=0.5", "brotli page"],
    ["brx", "page"],
    ["", "page"],
  ])("are sent as %j takes them", async (encoding, text) => {
    const found = (await page())("/", { encoding });
    expect(found?.text).toBe(text);
    expect(found).toMatchObject(text === "page" ? {} : { "content-encoding": "br" });
  });

  it("are the page for the paths of views, for whoever takes a page", async () => {
    const get = await page();
    expect(get("/pools/node.js", { type: "text/html,*/*" })?.text).toBe("page");
    expect(get("/pools/node.js")).toBeUndefined();
    expect(get("/assets/index-old.js", { type: "text/html" })).toBeUndefined();
  });

  it.each([
    "/../secret.txt",
    "/assets/../../secret.txt",
    "/..%2fsecret.txt",
    "/link.txt",
    "//secret.txt",
    "/assets",
    "/index.html.br",
    "/__proto__",
    "\\secret.txt",
  ])("are nothing else: %s", async (path) => {
    expect((await page())(path)).toBeUndefined();
  });

  it("take a file that only looks like an encoded one for what it is", async () => {
    expect((await page())("/assets/alone.gz")?.text).toBe("an archive");
  });

  it("must be there", async () => {
    await expect(PageFiles.read(join(folder, "none"))).rejects.toMatchObject({ code: "INVALID_FILE" });
    await expect(PageFiles.read(folder)).rejects.toThrow("index.html is missing");
  });
});
