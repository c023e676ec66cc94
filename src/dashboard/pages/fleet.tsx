import { type ReactNode, useEffect, useRef } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import {
  choose,
  count,
  type FleetChoice,
  type Group,
  group,
  readChoice,
  WHOLE_FLEET,
  writeChoice,
} from '../model/fleet.ts';
import { useFleet } from '../model/fleet-store.ts';
import { SEVERITIES, type Severity } from '../model/severity.ts';
import { Answered } from '../parts/answered.tsx';
import { PodTable, ROWS_AT_ONCE } from '../parts/pod-table.tsx';
import { SavedViews } from '../parts/saved-views.tsx';
import { ServerTrouble } from '../parts/server-trouble.tsx';
import type { Pod } from '../server.ts';
import { useWords } from '../words/words.ts';

/** Is all well? If not: what is wrong, since when, and where to go. */
export function FleetPage() {
  const words = useWords();
  return (
    <>
      <h1 className="hidden">{words.fleet}</h1>
      <ServerTrouble />
      <Answered live={useFleet()}>
        {({ pods }) => (pods.length === 0 ? <Empty /> : <Fleet pods={pods} />)}
      </Answered>
    </>
  );
}

function Empty() {
  const words = useWords();
  return (
    <div className="empty">
      <p>{words.noPods}</p>
      <p>
        <Link href="/new/pod" className="button">
          {words.newPod}
        </Link>
      </p>
      <p className="hint">{words.noPodsHint}</p>
      <pre>agentpod tenant create acme{'\n'}agentpod pod create acme/agent</pre>
    </div>
  );
}

function Fleet({ pods }: { readonly pods: readonly Pod[] }) {
  const words = useWords();
  const [, go] = useLocation();
  const choice = readChoice(useSearch());
  const choosing = (next: FleetChoice): void => go(`/${writeChoice(next)}`, { replace: true });
  const chosen = choose(pods, choice);
  return (
    <>
      <Filters pods={pods} choice={choice} onChoice={choosing} />
      <SavedViews choice={choice} onChoice={choosing} />
      <p className="makers">
        <Link href="/new/pod">{words.newPod}</Link>
        <Link href="/new/tenant">{words.newTenant}</Link>
      </p>
      {chosen.length === 0 && (
        <div className="empty">
          <p>{words.nothingFits}</p>
          <button
            type="button"
            className="quiet"
            onClick={() => choosing({ ...WHOLE_FLEET, sort: choice.sort })}
          >
            {words.clearChoice}
          </button>
        </div>
      )}
      {withRowsBefore(group(chosen, choice.sort)).map(({ tenant, pods: own, before }) => (
        <section key={tenant} aria-label={`${words.tenant} ${tenant}`}>
          <h2>
            <Link href={`/tenants/${encodeURIComponent(tenant)}`}>{tenant}</Link>
            <span className="aside">{words.readyOf(count(own).good, own.length)}</span>
          </h2>
          <PodTable pods={own} atOnce={ROWS_AT_ONCE - before} />
        </section>
      ))}
    </>
  );
}

function withRowsBefore(groups: readonly Group[]) {
  let rows = 0;
  return groups.map((each) => {
    const before = rows;
    rows += each.pods.length;
    return { ...each, before };
  });
}

interface FiltersProps {
  readonly pods: readonly Pod[];
  readonly choice: FleetChoice;
  readonly onChoice: (choice: FleetChoice) => void;
}

function Filters({ pods, choice, onChoice }: FiltersProps) {
  const words = useWords();
  const counts = count(pods);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const isTyping = event.target instanceof HTMLInputElement;
      if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      input.current?.focus();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return (
    <div className="filters">
      <fieldset>
        <legend className="hidden">{words.state}</legend>
        <Chip
          isOn={choice.severity === undefined}
          onPress={() => onChoice({ ...choice, severity: undefined })}
        >
          {words.all} <b>{pods.length}</b>
        </Chip>
        {SEVERITIES.filter((severity) => counts[severity] > 0 || choice.severity === severity).map(
          (severity) => (
            <Chip
              key={severity}
              tone={severity}
              isOn={choice.severity === severity}
              onPress={() => onChoice({ ...choice, severity })}
            >
              {words[severity]} <b>{counts[severity]}</b>
            </Chip>
          ),
        )}
      </fieldset>
      {counts.bad === 0 && counts.busy === 0 && (
        <span className="state good" role="status">
          <span aria-hidden="true">✓</span> {words.allGood}
        </span>
      )}
      <input
        ref={input}
        type="search"
        aria-label={words.search}
        title={words.searchHint}
        placeholder={words.search}
        value={choice.text}
        onChange={({ target }) => onChoice({ ...choice, text: target.value })}
      />
    </div>
  );
}

interface ChipProps {
  readonly isOn: boolean;
  readonly tone?: Severity;
  readonly onPress: () => void;
  readonly children: ReactNode;
}

function Chip({ isOn, tone, onPress, children }: ChipProps) {
  return (
    <button type="button" className={`chip ${tone ?? ''}`} aria-pressed={isOn} onClick={onPress}>
      {children}
    </button>
  );
}
