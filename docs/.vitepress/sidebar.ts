import type { DefaultTheme } from "vitepress";

export const nav: DefaultTheme.NavItemWithLink[] = [
  { text: "Tutorials", link: "/tutorials/" },
  { text: "How to", link: "/how-to/" },
  { text: "Reference", link: "/reference/cli" },
  { text: "Explanation", link: "/jobs" },
];

/** @param libraries the packages that have pages of their API, without their scope */
export function sidebar(libraries: readonly string[]): DefaultTheme.SidebarItem[] {
  return [
    {
      text: "Tutorials",
      items: [
        { text: "Which one is for you", link: "/tutorials/" },
        { text: "A tour of the demo", link: "/tour" },
        { text: "The page by keyboard", link: "/keyboard" },
        { text: "Pools on your own farm", link: "/getting-started" },
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
        { text: "Add hosts by rule", link: "/how-to/rules" },
        { text: "Let desks render at night", link: "/how-to/desks-at-night" },
        { text: "Make a GPU pool by memory", link: "/how-to/gpu-pool" },
        { text: "Take hosts out for maintenance", link: "/how-to/holds" },
        { text: "Webhooks", link: "/how-to/webhooks" },
        { text: "Find machines on the network", link: "/how-to/scan" },
        { text: "Keep pools in git", link: "/how-to/pools-in-git" },
        { text: "Read a job's mask, undo a change", link: "/how-to/masks-and-undo" },
        { text: "TLS, users and tokens", link: "/how-to/tls-and-tokens" },
        { text: "Sign in with the studio's own login", link: "/how-to/single-sign-on" },
        { text: "Two servers over MongoDB", link: "/how-to/two-servers" },
        { text: "Migrate from the 2019 tool", link: "/how-to/migrate" },
        { text: "Troubleshooting", link: "/troubleshooting" },
        { text: "Questions and answers", link: "/faq" },
      ],
    },
    {
      text: "Operation",
      items: [
        { text: "Overview", link: "/operation" },
        { text: "Install", link: "/operation/install" },
        { text: "TLS and names", link: "/operation/tls" },
        { text: "Monitoring", link: "/operation/monitoring" },
        { text: "Several servers and proxies", link: "/operation/several-servers" },
        { text: "Backup", link: "/operation/backup" },
        { text: "Upgrade", link: "/operation/upgrade" },
        { text: "When something fails", link: "/operation/failures" },
        { text: "Security", link: "/security" },
        { text: "How it is tested", link: "/operation/tests" },
      ],
    },
    {
      text: "Where artists submit",
      collapsed: true,
      items: [
        { text: "Overview", link: "/integrations/" },
        { text: "Hosts mask field", link: "/integrations/hosts-mask" },
        { text: "The chooser", link: "/integrations/chooser" },
        { text: "Blender", link: "/integrations/blender" },
        { text: "Houdini, Nuke, Maya and others", link: "/integrations/programs" },
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
        { text: "JSON output", link: "/reference/json-output" },
        { text: "Settings", link: "/reference/settings" },
        { text: "Pool expressions", link: "/reference/expressions" },
        { text: "HTTP API", link: "/reference/http-api" },
        { text: "Pool protocol", link: "/reference/protocol" },
        { text: "Roles", link: "/reference/roles" },
        { text: "Metrics, health, signals", link: "/reference/monitoring" },
        { text: "Error codes", link: "/reference/error-codes" },
        { text: "Glossary", link: "/glossary" },
        { text: "Releases of afserver", link: "/afserver-releases" },
        {
          text: "Packages",
          collapsed: true,
          items: libraries.map((name) => ({ text: `@afpools/${name}`, link: `/reference/api/${name}/` })),
        },
      ],
    },
    {
      text: "Explanation",
      items: [
        { text: "Architecture", link: "/architecture" },
        { text: "Jobs on pools", link: "/jobs" },
        { text: "Masks", link: "/masks" },
        { text: "How it compares", link: "/comparison" },
        { text: "Roadmap", link: "/roadmap" },
        { text: "Decisions", link: "/decisions/" },
        { text: "Dependencies", link: "/dependencies" },
      ],
    },
  ];
}
