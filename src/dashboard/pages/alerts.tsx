import { useFleetPulse } from '../model/fleet-store.ts';
import { useLive } from '../model/live.ts';
import { Age } from '../parts/age.tsx';
import { Answered } from '../parts/answered.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Subject } from '../parts/event-list.tsx';
import { State } from '../parts/state.tsx';
import type { Answer } from '../server.ts';
import { useWords } from '../words/words.ts';

type AlertList = Answer<'AlertList'>;
type Alert = AlertList['items'][number];
type Receiver = NonNullable<AlertList['metadata']['receivers']>[number];

/** What goes wrong, since when, and who knows. */
export function AlertsPage() {
  const words = useWords();
  useFleetPulse();
  return (
    <>
      <h1>{words.alerts}</h1>
      <Answered live={useLive<AlertList>('/api/v1/alerts')}>
        {({ items, metadata: { receivers = [] } }) => (
          <>
            <Firing alerts={items.filter(({ state }) => state === 'firing')} />
            <Resolved alerts={items.filter(({ state }) => state === 'resolved')} />
            <section>
              <h2>{words.receivers}</h2>
              {receivers.length === 0 ? <NoReceivers /> : <Receivers receivers={receivers} />}
            </section>
          </>
        )}
      </Answered>
    </>
  );
}

function Firing({ alerts }: { readonly alerts: readonly Alert[] }) {
  const words = useWords();
  const columns = useAlertColumns();
  if (alerts.length === 0) {
    return (
      <div className="notice good">
        <p>{words.noAlerts}</p>
        <p className="hint">{words.noAlertsHint}</p>
      </div>
    );
  }
  const told: Column<Alert> = {
    name: words.told,
    cell: (alert) => (
      <>
        <Age time={alert.told} />
        {alert.repeats > 0 && <p className="hint">{words.again(alert.repeats)}</p>}
      </>
    ),
  };
  return (
    <section aria-label={words.firing}>
      <DataTable
        items={alerts}
        keyOf={({ key }) => key}
        columns={[...columns, told]}
        severityOf={({ severity }) => (severity === 'critical' ? 'bad' : undefined)}
      />
    </section>
  );
}

function Resolved({ alerts }: { readonly alerts: readonly Alert[] }) {
  const words = useWords();
  const columns = useAlertColumns();
  if (alerts.length === 0) return null;
  const ended: Column<Alert> = {
    name: words.ended,
    cell: ({ resolved }) => <Age time={resolved ?? undefined} />,
  };
  return (
    <section>
      <h2>{words.resolvedLately}</h2>
      <DataTable
        items={alerts}
        keyOf={({ key, resolved }) => `${key} ${resolved}`}
        columns={[...columns, ended]}
      />
    </section>
  );
}

function useAlertColumns(): readonly Column<Alert>[] {
  const words = useWords();
  return [
    {
      name: words.alertType,
      cell: ({ type, severity, state }) => (
        <State severity={state === 'resolved' ? 'off' : severity === 'critical' ? 'bad' : 'busy'}>
          {`${type} (${severity === 'critical' ? words.severityCritical : words.severityWarning})`}
        </State>
      ),
    },
    { name: words.subject, cell: ({ subject }) => <Subject subject={subject} /> },
    { name: words.message, cell: ({ message }) => message, className: 'message' },
    { name: words.since, cell: ({ since }) => <Age time={since} /> },
    {
      name: words.toldWhom,
      cell: ({ receivers }) => (receivers.length === 0 ? words.nobodyTold : receivers.join(', ')),
    },
  ];
}

function NoReceivers() {
  const words = useWords();
  return (
    <div className="empty">
      <p>{words.noReceivers}</p>
      <pre>agentpod serve --alerts alerts.yaml</pre>
    </div>
  );
}

function Receivers({ receivers }: { readonly receivers: readonly Receiver[] }) {
  const words = useWords();
  const columns: readonly Column<Receiver>[] = [
    { name: words.receiver, cell: ({ name }) => name },
    { name: words.sent, cell: ({ sent }) => sent },
    { name: words.waiting, cell: ({ waiting }) => waiting },
    { name: words.givenUp, cell: ({ dead }) => dead },
    { name: words.lastSent, cell: ({ lastSent }) => <Age time={lastSent ?? undefined} /> },
    { name: words.lastError, cell: ({ lastError }) => lastError, className: 'message' },
  ];
  return (
    <DataTable
      items={receivers}
      keyOf={({ name }) => name}
      columns={columns}
      severityOf={({ lastError, dead }) => (lastError !== '' || dead > 0 ? 'bad' : undefined)}
    />
  );
}
