import { session } from "../server/live.js";
import { t } from "../texts.js";
import { Account } from "./account.js";
import { Audit } from "./audit.js";
import { Hooks } from "./hooks.js";
import { ServerSettings } from "./server-settings.js";
import { Sessions } from "./sessions.js";
import { Tokens } from "./tokens.js";
import { Users } from "./users.js";

const sections = ["server", "hooks", "users", "sessions", "tokens", "audit", "account"] as const;
type Section = (typeof sections)[number];

function isSection(text: string | undefined): text is Section {
  return sections.some((section) => section === text);
}

/** The server's settings, users and audit, for admins; everybody's own sessions, tokens and account. */
export function SettingsView({ section: wanted }: { readonly section?: string }) {
  const role = session.value?.caller.role;
  const isSignedIn = session.value?.caller.name !== null && session.value !== undefined;
  const shown: readonly Section[] =
    role === "admin" ? sections : isSignedIn ? ["sessions", "tokens", "account"] : ["account"];
  const section = shown.find((each) => each === wanted) ?? shown[0];
  return (
    <section class="settings-view" aria-labelledby="settings-title">
      <div class="bar">
        <h1 id="settings-title">{t.settings}</h1>
        <nav class="tabs" aria-label={t.settingsView.sections}>
          {shown.map((each) => (
            <a key={each} href={`/settings/${each}`} aria-current={each === section ? "page" : undefined}>
              {t.settingsView[each]}
            </a>
          ))}
        </nav>
      </div>
      <div class="scroll pad">
        {isSection(wanted) && wanted !== section && <p class="warning pad">{t.settingsView.needsAdmin}</p>}
        {section === "server" && <ServerSettings />}
        {section === "hooks" && <Hooks />}
        {section === "users" && <Users />}
        {section === "sessions" && <Sessions />}
        {section === "tokens" && <Tokens />}
        {section === "audit" && <Audit />}
        {section === "account" && <Account />}
      </div>
    </section>
  );
}
