import { findPool } from "@afpools/core";
import { useEffect, useRef } from "preact/hooks";
import { LocationProvider, Route, Router, useLocation } from "preact-iso";
import { AddHostsDialog } from "./add-hosts/add-hosts-dialog.js";
import { Banners } from "./banners.js";
import { HoldDialog } from "./hosts/hold-hosts.js";
import { HostsView } from "./hosts/hosts-view.js";
import { ExplainJobDialog } from "./jobs/explain-job-dialog.js";
import { JobPoolDialog } from "./jobs/job-pool-dialog.js";
import { JobsView } from "./jobs/jobs-view.js";
import { Navigation } from "./navigation.js";
import { PageKeys } from "./page-keys.js";
import { Questions } from "./parts/confirm.js";
import { Empty } from "./parts/empty.js";
import { ErrorBoundary } from "./parts/error-boundary.js";
import { focusContent } from "./parts/focus.js";
import { later } from "./parts/later.js";
import { Toasts } from "./parts/toasts.js";
import { NewPoolDialog } from "./pools/new-pool.js";
import { PoolPicker } from "./pools/pick-pool.js";
import { PoolsView } from "./pools/pools-view.js";
import { connection, goOnSignedOut, isSignedOut, pools, session, state } from "./server/live.js";
import { ProviderView } from "./sign-in/provider-view.js";
import { SignInDialog } from "./sign-in/sign-in-dialog.js";
import { SignInForm } from "./sign-in/sign-in-form.js";
import { SignInView } from "./sign-in/sign-in-view.js";
import { WelcomeView } from "./sign-in/welcome-view.js";
import { t } from "./texts.js";

// Views that somebody who looks at pools, hosts or jobs need not wait for.
const UsageView = later(async () => (await import("./usage/usage-view.js")).UsageView);
const OverlapView = later(async () => (await import("./overlap/overlap-view.js")).OverlapView);
const HostPage = later(async () => (await import("./hosts/host-page.js")).HostPage);
const MatrixView = later(async () => (await import("./matrix/matrix-view.js")).MatrixView);
const TryView = later(async () => (await import("./try-it/try-view.js")).TryView);
const HistoryView = later(async () => (await import("./history/history-view.js")).HistoryView);
const JobHistory = later(async () => (await import("./history/job-history.js")).JobHistory);
const SettingsView = later(async () => (await import("./settings/settings-view.js")).SettingsView);

export function App() {
  return (
    <LocationProvider>
      {/* What was typed stays there for who signs in again; until then nobody sees it. */}
      <div class="contents" hidden={isSignedOut.value}>
        <a class="skip" href="#content">
          {t.skip}
        </a>
        <Navigation />
        <main id="content" tabIndex={-1}>
          <Banners />
          <ErrorBoundary>
            <Pages />
          </ErrorBoundary>
        </main>
        <PageKeys />
        <NewPoolDialog />
        <AddHostsDialog />
        <HoldDialog />
        <JobPoolDialog />
        <ExplainJobDialog />
        <PoolPicker />
        <Questions />
      </div>
      <SignInDialog />
      <Toasts />
    </LocationProvider>
  );
}

function Pages() {
  const { path } = useLocation();
  const title = titleOf(path);
  useEffect(() => {
    document.title = title;
  }, [title]);
  const isFirst = useRef(true);
  useEffect(() => {
    // The element that had the keyboard went with the view before.
    if (!isFirst.current && document.activeElement === document.body) focusContent();
    isFirst.current = false;
  }, [path]);
  if (!state.value && !/^\/(settings|sign-in|welcome)\b/.test(path)) return <NothingYet />;
  return (
    <Router>
      <Route path="/" component={PoolsView} />
      <Route path="/pools" component={PoolsView} />
      <Route path="/pools/:pool/:tab?" component={PoolsView} />
      <Route path="/hosts" component={HostsPage} />
      <Route path="/hosts/:host" component={HostPage} />
      <Route path="/matrix" component={MatrixView} />
      <Route path="/try" component={TryPage} />
      <Route path="/jobs" component={JobsPage} />
      <Route path="/usage" component={UsagePage} />
      <Route path="/overlap" component={OverlapPage} />
      <Route path="/history" component={HistoryPage} />
      <Route path="/history/jobs" component={JobHistory} />
      <Route path="/settings/:section?" component={SettingsView} />
      <Route path="/sign-in" component={SignInView} />
      <Route path="/sign-in/provider" component={ProviderView} />
      <Route path="/welcome" component={WelcomeView} />
      <Route default component={NotFound} />
    </Router>
  );
}

/** What stands while nothing of the server was seen: why. */
function NothingYet() {
  const { value } = connection;
  if (value.kind === "ended") {
    return (
      <section class="sign-in-view">
        <h1>{t.signIn.title}</h1>
        <p>{value.error.message}</p>
        <SignInForm onDone={() => undefined} />
        {/* The session that the browser holds is over. */}
        {!session.value && (
          <button type="button" class="link" onClick={() => void goOnSignedOut()}>
            {t.signIn.withoutSigningIn}
          </button>
        )}
      </section>
    );
  }
  return <p class="quiet pad">{t.loading}</p>;
}

function TryPage() {
  const { query } = useLocation();
  return <TryView {...(query.expression !== undefined && { expression: query.expression })} />;
}

function HostsPage() {
  const { query } = useLocation();
  return <HostsView {...(query.show !== undefined && { show: query.show })} />;
}

function JobsPage() {
  const { query } = useLocation();
  return <JobsView {...(query.all !== undefined && { all: query.all })} />;
}

function OverlapPage() {
  const { query } = useLocation();
  return <OverlapView first={query.first ?? ""} second={query.second ?? ""} />;
}

function UsagePage() {
  const { query } = useLocation();
  return <UsageView pool={query.pool ?? ""} with={query.with ?? ""} />;
}

function HistoryPage() {
  const { query } = useLocation();
  return <HistoryView query={query} />;
}

function NotFound() {
  return <Empty title={t.notFound} />;
}

const titles: Readonly<Record<string, string>> = {
  pools: t.pools,
  hosts: t.hostsView.title,
  matrix: t.matrix,
  try: t.tryIt,
  jobs: t.jobs,
  usage: t.usage,
  overlap: t.overlap,
  history: t.history,
  settings: t.settings,
  "sign-in": t.signIn.title,
  welcome: t.signIn.welcome,
};

/** What the browser's tab says: the pool, the host or the view, then whose page it is. */
function titleOf(path: string): string {
  const [, first = "pools", second = ""] = path.split("/").map(readPart);
  const title = titles[first === "" ? "pools" : first] ?? t.notFound;
  const named =
    first === "pools" ? findPool(pools.value, second)?.name : first === "hosts" ? second : undefined;
  return [named, title, t.title].filter(Boolean).join(" – ");
}

/** A part of an address as a text; as it stands where it cannot be read. */
function readPart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
