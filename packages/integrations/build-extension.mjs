// Packs Blender's add-on: one archive that is an extension for Blender 4.2 and later, and an add-on for 2.80 to 4.1.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { zipSync } from "fflate";

const here = new URL(".", import.meta.url);
const read = (path) => readFileSync(new URL(path, here));
const pythonIn = (folder) => readdirSync(new URL(folder, here)).filter((name) => name.endsWith(".py"));

const addon = "blender/afanasy_pools";
const [, version] = /^version = "(.+)"$/m.exec(read(`${addon}/blender_manifest.toml`).toString()) ?? [];
if (version === undefined) throw new Error("blender_manifest.toml has no version.");

// Blender has no Qt.
const modules = pythonIn("python").filter((name) => !name.includes("_qt"));
const files = {
  "blender_manifest.toml": read(`${addon}/blender_manifest.toml`),
  LICENSE: read("LICENSE"),
  ...Object.fromEntries(pythonIn(addon).map((name) => [name, read(`${addon}/${name}`)])),
  ...Object.fromEntries(modules.map((name) => [`modules/${name}`, read(`python/${name}`)])),
  "modules/afpools_programs/__init__.py": read("python/afpools_programs/__init__.py"),
  "modules/afpools_hook.py": read("setup/afpools_hook.py"),
};
const entries = Object.entries(files).map(([name, content]) => [`afanasy_pools/${name}`, content]);
// A fixed time, so that the same sources make the same archive.
const archive = zipSync(Object.fromEntries(entries), { mtime: new Date(2026, 0, 1), level: 9 });
writeFileSync(new URL(`dist/afanasy_pools-${version}.zip`, here), archive);
