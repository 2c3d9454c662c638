import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitepress";
import { writeReferencePages } from "./reference/reference-pages.js";

const repository = "https://github.com/afpools/afpools";

const root = fileURLToPath(new URL("../..", import.meta.url));
writeReferencePages(root);

export default defineConfig({
  title: "Afanasy Pools",
  description: "Pools of render hosts for the render manager Afanasy",
  cleanUrls: true,
  srcExclude: ["**/README.md", "node_modules/**"],
  rewrites: { "decisions/README.md": "decisions/index.md" },
  markdown: {
    config(md) {
      // A link that leaves this folder goes to the repository.
      md.core.ruler.push("to-repository", ({ tokens, env }) => {
        for (const token of tokens.flatMap(({ children }) => children ?? [])) {
          const href = token.attrGet("href");
          if (token.type === "link_open" && href) token.attrSet("href", toRepository(href, env.relativePath));
        }
      });
    },
  },
  themeConfig: {
    search: { provider: "local" },
    outline: [2, 3],
    nav: [
      { text: "Tutorials", link: "/tutorials/" },
      { text: "How to", link: "/how-to/" },
      { text: "Reference", link: "/reference/cli" },
      { text: "Explanation", link: "/jobs" },
    ],
    sidebar: [
      {
        text: "Tutorials",
        items: [
          { text: "Which one is for you", link: "/tutorials/" },
          { text: "Artist", link: "/tutorials/artist" },
          { text: "Wrangler", link: "/tutorials/wrangler" },
          { text: "TD", link: "/tutorials/td" },
          { text: "Administrator", link: "/tutorials/administrator" },
          { text: "Integrator", link: "/tutorials/integrator" },
        ],
      },
      {
        text: "How to",
        items: [
          { text: "Overview", link: "/how-to/" },
          { text: "Move hosts while jobs run", link: "/how-to/move-hosts" },
          { text: "Let hosts in by rule", link: "/how-to/rules" },
          { text: "Find machines on the network", link: "/how-to/scan" },
          { text: "Keep pools in git", link: "/how-to/pools-in-git" },
          { text: "Read a job's mask, undo a change", link: "/how-to/masks-and-undo" },
          { text: "TLS, users and tokens", link: "/how-to/tls-and-tokens" },
          { text: "Two servers over MongoDB", link: "/how-to/two-servers" },
          { text: "Migrate from the 2019 tool", link: "/how-to/migrate" },
          { text: "Operation", link: "/operation" },
        ],
      },
      {
        text: "Where artists submit",
        collapsed: true,
        items: [
          { text: "Overview", link: "/integrations/" },
          { text: "Blender", link: "/integrations/blender" },
          { text: "AfStarter", link: "/integrations/afstarter" },
          { text: "Natron", link: "/integrations/natron" },
          { text: "Fusion", link: "/integrations/fusion" },
          { text: "Nuke, Maya, Houdini, scripts", link: "/integrations/af" },
          { text: "Keeper", link: "/integrations/keeper" },
          { text: "Python: afpools.py", link: "/integrations/python" },
          { text: "Write your own", link: "/integrations/write-your-own" },
        ],
      },
      {
        text: "Reference",
        items: [
          { text: "Command line", link: "/reference/cli" },
          { text: "Settings", link: "/reference/settings" },
          { text: "Pool expressions", link: "/reference/expressions" },
          { text: "HTTP API", link: "/reference/http-api" },
          { text: "Pool protocol", link: "/reference/protocol" },
          { text: "Error codes", link: "/reference/error-codes" },
          {
            text: "Packages",
            collapsed: true,
            items: libraries().map((name) => ({ text: `@afpools/${name}`, link: `/reference/api/${name}/` })),
          },
        ],
      },
      {
        text: "Explanation",
        items: [
          { text: "Jobs on pools", link: "/jobs" },
          { text: "Masks", link: "/masks" },
          { text: "Decisions", link: "/decisions/" },
          { text: "Dependencies", link: "/dependencies" },
        ],
      },
    ],
    socialLinks: [{ icon: "github", link: repository }],
  },
});

/** The packages of which typedoc has made pages. */
function libraries(): string[] {
  const folder = `${root}/docs/reference/api`;
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

/** @param page the page that has the link, from this folder */
function toRepository(href: string, page: string): string {
  if (/^([a-z]+:|#|\/)/i.test(href)) return href;
  const path = new URL(href, `file:///docs/${page}`).pathname;
  return path.startsWith("/docs/") ? href : `${repository}/blob/main${path}`;
}
