import { defineConfig } from "vitepress";

const repository = "https://github.com/afpools/afpools";

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
    nav: [
      { text: "Tutorials", link: "/tutorials/wrangler" },
      { text: "How to", link: "/how-to/install" },
      { text: "Reference", link: "/reference/cli" },
      { text: "Explanation", link: "/jobs" },
    ],
    sidebar: [
      {
        text: "Where artists submit",
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
        text: "Explanation",
        items: [
          { text: "Jobs on pools", link: "/jobs" },
          { text: "Masks", link: "/masks" },
        ],
      },
    ],
    socialLinks: [{ icon: "github", link: repository }],
  },
});

/** @param page the page that has the link, from this folder */
function toRepository(href: string, page: string): string {
  if (/^([a-z]+:|#|\/)/i.test(href)) return href;
  const path = new URL(href, `file:///docs/${page}`).pathname;
  return path.startsWith("/docs/") ? href : `${repository}/blob/main${path}`;
}
