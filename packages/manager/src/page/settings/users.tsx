import type { SignInLink, User } from "@afpools/api/client";
import type { Role } from "@afpools/core";
import { roles } from "@afpools/core/internal";
import { useEffect, useState } from "preact/hooks";
import { ask } from "../parts/ask.js";
import { CopyText } from "../parts/copy-text.js";
import { Dialog } from "../parts/dialog.js";
import { useDraft } from "../parts/drafts.js";
import { ForeignText } from "../parts/foreign-text.js";
import { HelpOrError } from "../parts/form-error.js";
import { shownTime } from "../parts/shown-time.js";
import { TextField } from "../parts/text-field.js";
import { showDone } from "../parts/toasts.js";
import { useAttempt } from "../parts/use-attempt.js";
import { act } from "../server/act.js";
import { client } from "../server/client.js";
import { once } from "../server/once.js";
import { t } from "../texts.js";

/** Who may sign in, and do what. */
export function Users() {
  const [users, setUsers] = useState<readonly User[] | undefined>(undefined);
  const [link, setLink] = useState<{ readonly user: string; readonly link: SignInLink } | undefined>(
    undefined,
  );
  const read = async () => setUsers((await client.listUsers()).users);
  useEffect(() => {
    void act(read);
  }, []);
  if (!users) return <p class="quiet">{t.loading}</p>;
  const change = (name: string, body: { role?: Role; disabled?: boolean }) =>
    act(async () => {
      await client.updateUser({ user: name, body }, once());
      showDone(t.usersView.changed(name));
    }).then(() => act(read));
  const remove = async (name: string) => {
    const isSure = await ask(t.usersView.removeTitle(name), <p>{t.usersView.removeText}</p>, [
      { label: t.usersView.remove, value: true, kind: "danger" },
    ]);
    if (!isSure) return;
    await act(async () => {
      await client.deleteUser({ user: name }, once());
      showDone(t.usersView.removed(name));
      await read();
    });
  };
  const makeLink = (name: string) =>
    act(async () => setLink({ user: name, link: await client.createSignInLink({ user: name }, once()) }));
  return (
    <div class="users">
      <table aria-label={t.usersView.table}>
        <thead>
          <tr>
            <th scope="col">{t.usersView.name}</th>
            <th scope="col">{t.usersView.role}</th>
            <th scope="col">{t.usersView.since}</th>
            <th scope="col" class="actions-cell">
              {t.usersView.actions}
            </th>
          </tr>
        </thead>
        <tbody>
          {users.map(({ name, role, disabled, createdAt }) => (
            <tr key={name}>
              <td>
                <ForeignText text={name} />{" "}
                {disabled && <span class="badge warning">{t.usersView.disabled}</span>}
              </td>
              <td>
                <select
                  aria-label={`${t.usersView.role}: ${name}`}
                  value={role}
                  onChange={(event) => {
                    const chosen = roles.find((each) => each === event.currentTarget.value);
                    if (chosen) void change(name, { role: chosen });
                  }}
                >
                  {roles.map((each) => (
                    <option key={each}>{each}</option>
                  ))}
                </select>
              </td>
              <td>{shownTime(createdAt)}</td>
              <td class="actions-cell">
                <button type="button" class="link" onClick={() => void makeLink(name)}>
                  {t.usersView.link}
                </button>
                <button type="button" class="link" onClick={() => void change(name, { disabled: !disabled })}>
                  {disabled ? t.usersView.enable : t.usersView.disable}
                </button>
                <button type="button" class="link danger-quiet" onClick={() => void remove(name)}>
                  {t.usersView.remove}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <ul class="help plain-list">
        {roles.map((role) => (
          <li key={role}>{t.usersView.roles[role]}</li>
        ))}
      </ul>
      <NewUser onDone={() => void act(read)} />
      {link && (
        <Dialog title={t.usersView.linkTitle(link.user)} onClose={() => setLink(undefined)}>
          <div class="dialog-body">
            <CopyText label={t.usersView.link} text={location.origin + link.link.path} />
            <p class="quiet">{t.usersView.linkText(shownTime(link.link.expiresAt))}</p>
          </div>
        </Dialog>
      )}
    </div>
  );
}

function NewUser({ onDone }: { readonly onDone: () => void }) {
  const [name, setName] = useDraft("new user", "");
  const [role, setRole] = useState<Role>("editor");
  const [password, setPassword] = useState("");
  const { error, isBusy, onSubmit } = useAttempt();
  const submit = onSubmit(async () => {
    await client.createUser({ body: { name, role, ...(password !== "" && { password }) } }, once());
    showDone(t.usersView.created(name));
    setName("");
    setPassword("");
    onDone();
  });
  return (
    <form class="form inline-form" onSubmit={submit}>
      <TextField label={t.usersView.name} value={name} onChange={setName} required autocomplete="off" />
      <label>
        <span>{t.usersView.role}</span>
        <select
          value={role}
          onChange={(event) => setRole(roles.find((each) => each === event.currentTarget.value) ?? role)}
        >
          {roles.map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
      </label>
      <TextField
        label={t.usersView.password}
        value={password}
        onChange={setPassword}
        type="password"
        autocomplete="new-password"
        minLength={10}
        aria-describedby="new-user-password"
      />
      <button type="submit" class="primary" disabled={isBusy}>
        {t.usersView.add}
      </button>
      <HelpOrError id="new-user-password" help={t.usersView.passwordHelp} error={error} />
    </form>
  );
}
