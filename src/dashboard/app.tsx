import { Suspense, useCallback, useEffect, useState } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { Frame } from './frame.tsx';
import {
  AccountPage,
  AlertsPage,
  AuditPage,
  DoctorPage,
  DriftPage,
  EditPodPage,
  EventsPage,
  NewPodPage,
  NewTenantPage,
  PodPage,
  RunPage,
  RunsPage,
  SecretsPage,
  ServerPage,
  SourcesPage,
  TenantPage,
} from './lazy-pages.ts';
import { FleetPage } from './pages/fleet.tsx';
import { NotFound } from './pages/not-found.tsx';
import { SetupPage } from './pages/setup.tsx';
import { SignInPage } from './pages/sign-in.tsx';
import { Loading } from './parts/loading.tsx';
import { PageBoundary } from './parts/page-boundary.tsx';
import { ServerGone } from './parts/server-gone.tsx';
import { get, SIGNED_OUT } from './server.ts';

interface Session {
  readonly signedIn: boolean;
  readonly needsSetup: boolean;
}

const RETRY_MS = 2000;

/** Who is not signed in sees nothing but the door. */
export function App() {
  const [session, setSession] = useState<Session | 'unknown' | 'gone'>('unknown');
  const look = useCallback(() => {
    get<Session>('/auth/session')
      .then(setSession)
      .catch(() => setSession('gone'));
  }, []);
  useEffect(() => {
    look();
    window.addEventListener(SIGNED_OUT, look);
    return () => window.removeEventListener(SIGNED_OUT, look);
  }, [look]);
  useEffect(() => {
    if (session !== 'gone') return;
    const timer = setInterval(look, RETRY_MS);
    return () => clearInterval(timer);
  }, [session, look]);
  if (session === 'unknown') return <Loading />;
  if (session === 'gone') return <ServerGone answeredAt={undefined} />;
  return (
    <Switch>
      <Route path="/setup">
        <SetupPage onDone={look} isDone={session.signedIn && location.hash === ''} />
      </Route>
      <Route>
        {session.signedIn ? (
          <Pages />
        ) : (
          <SignInPage needsSetup={session.needsSetup} onDone={look} />
        )}
      </Route>
    </Switch>
  );
}

function Pages() {
  const [place] = useLocation();
  return (
    <Frame>
      <PageBoundary key={place}>
        <Suspense fallback={<Loading />}>
          <Routes />
        </Suspense>
      </PageBoundary>
    </Frame>
  );
}

function Routes() {
  return (
    <Switch>
      <Route path="/">
        <FleetPage />
      </Route>
      <Route path="/pods/:tenant/:pod">
        {({ tenant, pod }) => <PodPage tenant={tenant} pod={pod} />}
      </Route>
      <Route path="/pods/:tenant/:pod/edit">
        {({ tenant, pod }) => <EditPodPage tenant={tenant} pod={pod} />}
      </Route>
      <Route path="/new/pod">
        <NewPodPage />
      </Route>
      <Route path="/new/tenant">
        <NewTenantPage />
      </Route>
      <Route path="/tenants/:tenant">{({ tenant }) => <TenantPage tenant={tenant} />}</Route>
      <Route path="/alerts">
        <AlertsPage />
      </Route>
      <Route path="/events">
        <EventsPage />
      </Route>
      <Route path="/drift">
        <DriftPage />
      </Route>
      <Route path="/sources">
        <SourcesPage />
      </Route>
      <Route path="/runs">
        <RunsPage />
      </Route>
      <Route path="/runs/:run">{({ run }) => <RunPage run={run} />}</Route>
      <Route path="/doctor">
        <DoctorPage />
      </Route>
      <Route path="/secrets">
        <SecretsPage />
      </Route>
      <Route path="/audit">
        <AuditPage />
      </Route>
      <Route path="/server">
        <ServerPage />
      </Route>
      <Route path="/account">
        <AccountPage />
      </Route>
      <Route path="/index.html">
        <Redirect to="/" />
      </Route>
      <Route>
        <NotFound />
      </Route>
    </Switch>
  );
}
