import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitepress";
import { writeReferencePages } from "./reference/reference-pages.js";
import { nav, sidebar } from "./sidebar.js";
import { slug } from "./slug.js";

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
    anchor: { slugify: slug },
    config(md) {
      // `http(s)://HOST` has no face in it.
      md.core.ruler.disable("emoji");
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
    nav,
    sidebar: sidebar(libraries()),
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
