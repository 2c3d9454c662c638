import { toAfpoolsError } from "@afpools/core";
import { useEffect, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { t } from "../texts.js";
import { takeLinkToken } from "./link-token.js";
import { SignInForm, signIn } from "./sign-in-form.js";

/** Signs in: by the one-time link with which the page was opened, else by a form. */
export function SignInView() {
  const { route } = useLocation();
  const [token] = useState(takeLinkToken);
  const [error, setError] = useState<string | undefined>(undefined);
  const leave = () => route("/pools", true);
  useEffect(() => {
    if (token === undefined) return;
    signIn({ with: "link", token }).then(leave, (cause: unknown) => setError(toAfpoolsError(cause).message));
  }, [token]);
  const isByLink = token !== undefined && error === undefined;
  return (
    <section class="sign-in-view" aria-labelledby="sign-in-title">
      <h1 id="sign-in-title">{t.signIn.title}</h1>
      {error !== undefined && (
        <p class="error" role="alert">
          {error}
        </p>
      )}
      {isByLink ? <p role="status">{t.signIn.linkText}</p> : <SignInForm onDone={leave} />}
    </section>
  );
}
