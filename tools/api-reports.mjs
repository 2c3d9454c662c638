// What programs can import from each package, with its signatures: compared with `api-reports/`, or written there with `--update`.
// Read from the built declarations, as those programs read them. `/internal` follows no versioning and is left out.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = fileURLToPath(new URL("..", import.meta.url));
const reports = `${root}tools/api-reports`;
const isUpdate = process.argv.includes("--update");

/** The declarations of each entry of each library, by the name of its report. */
function entries() {
  const found = new Map();
  for (const name of readdirSync(`${root}packages`)) {
    const { exports } = JSON.parse(readFileSync(`${root}packages/${name}/package.json`, "utf8"));
    for (const [path, entry] of Object.entries(exports)) {
      const types = entry.types ?? entry.import?.types;
      if (types === undefined || path === "./internal") continue;
      found.set(
        [name, ...path.split("/").slice(1)].join("-"),
        `${root}packages/${name}/${types.replace("./", "")}`,
      );
    }
  }
  return found;
}

const files = entries();
const program = ts.createProgram([...files.values()], {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  target: ts.ScriptTarget.ES2023,
  lib: ["lib.es2023.d.ts"],
  types: ["node"],
  skipLibCheck: true,
  noEmit: true,
});
const checker = program.getTypeChecker();
const printer = ts.createPrinter({ removeComments: true });

const original = (symbol) =>
  symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;

/** A declaration as it is printed: a variable with its `const`. */
const printed = (declaration) =>
  ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;

const isTopLevel = ({ parent }) => parent !== undefined && ts.isSourceFile(parent);

/** The most characters of a value's type; of a longer one, such as a table of schemas, its beginning and a digest of all. */
const mostText = 2_000;

function shortened(text) {
  if (text.length <= mostText) return text;
  const digest = createHash("sha256").update(text).digest("hex").slice(0, 16);
  return `${text.slice(0, text.indexOf("\n"))} … (${text.split("\n").length} lines, sha256 ${digest})`;
}

/** The exports, then the types that they name and that are not exported themselves. */
function report(file) {
  const folder = file.slice(0, file.indexOf("/dist/") + "/dist/".length);
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error(`${file} is missing: npm run build`);
  const exported = checker.getExportsOfModule(module).map((symbol) => [symbol.name, original(symbol)]);
  const seen = new Set();
  const texts = [];
  const named = new Map();
  const visit = (symbol, name, isExported) => {
    if (seen.has(symbol)) return;
    seen.add(symbol);
    for (const declaration of symbol.declarations ?? []) {
      const node = printed(declaration);
      const home = node.getSourceFile();
      if (!home.fileName.startsWith(folder)) {
        if (isExported) texts.push([name, `export { ${name} } from elsewhere`]);
        continue;
      }
      const whole = printer.printNode(ts.EmitHint.Unspecified, node, home);
      const bare = whole.replace(/^(export |declare )+/, "");
      const text = ts.isVariableStatement(node) ? shortened(bare) : bare;
      if (isExported) texts.push([name, text]);
      else named.set(`${name}\n${text}`, [name, text]);
      const look = (child) => {
        if (ts.isIdentifier(child)) {
          const found = checker.getSymbolAtLocation(child);
          const target = found && original(found);
          const isType = target && target.flags & (ts.SymbolFlags.Type | ts.SymbolFlags.Variable);
          const isParameter = target && target.flags & ts.SymbolFlags.TypeParameter;
          const isTop = target?.declarations?.some((it) => isTopLevel(printed(it)));
          if (isType && !isParameter && isTop) visit(target, target.name, false);
        }
        ts.forEachChild(child, look);
      };
      look(node);
    }
  };
  for (const [, symbol] of exported) seen.add(symbol);
  for (const [name, symbol] of exported) {
    seen.delete(symbol);
    visit(symbol, name, true);
  }
  const lines = (all) => all.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, text]) => text);
  return [...lines(texts), "", "// Named by these:", ...lines([...named.values()]), ""].join("\n");
}

let isSame = true;
mkdirSync(reports, { recursive: true });
for (const [name, file] of files) {
  const path = `${reports}/${name}.txt`;
  const now = report(file);
  const before = existsSync(path) ? readFileSync(path, "utf8") : "";
  if (now === before) continue;
  if (isUpdate) {
    writeFileSync(path, now);
    continue;
  }
  isSame = false;
  const [was, is] = [new Set(before.split("\n")), new Set(now.split("\n"))];
  console.error(`${name}: what programs can import has changed`);
  for (const line of was) if (!is.has(line)) console.error(`- ${line}`);
  for (const line of is) if (!was.has(line)) console.error(`+ ${line}`);
}
if (!isSame) {
  console.error(
    "Was it meant? Then: node tools/api-reports.mjs --update, a changeset, and the package's README.",
  );
  process.exitCode = 1;
}
