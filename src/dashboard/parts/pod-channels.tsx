import { useLive } from '../model/live.ts';
import type { Answer } from '../server.ts';
import { useWords } from '../words/words.ts';
import { Age } from './age.tsx';
import { Answered } from './answered.tsx';
import { DataTable } from './data-table.tsx';
import { State } from './state.tsx';

const PAUSE_MS = 10_000;
const SEVERITIES = { True: 'good', False: 'bad', Unknown: 'busy' } as const;

type Channel = Answer<'ChannelList'>['items'][number];

interface PodChannelsProps {
  readonly tenant: string;
  readonly pod: string;
}

/** Where customers write to it, and when one last did. */
export function PodChannels({ tenant, pod }: PodChannelsProps) {
  const words = useWords();
  const path = `/api/v1/channels?tenant=${encodeURIComponent(tenant)}`;
  const columns = [
    { name: words.channel, cell: ({ channel }: Channel) => channel },
    { name: words.account, cell: ({ account }: Channel) => account },
    {
      name: words.state,
      cell: ({ status, reason }: Channel) => <State severity={SEVERITIES[status]}>{reason}</State>,
    },
    { name: words.message, cell: ({ message }: Channel) => message, className: 'message' },
    {
      name: words.lastInbound,
      cell: ({ lastInboundAt }: Channel) =>
        lastInboundAt === null ? words.noInbound : <Age time={lastInboundAt} />,
    },
  ];
  return (
    <Answered live={useLive<Answer<'ChannelList'>>(path, PAUSE_MS)} isPart>
      {({ items }) => {
        const own = items.filter((each) => each.pod === pod && each.tenant === tenant);
        if (own.length === 0) return <p className="hint">{words.noChannels}</p>;
        return (
          <DataTable
            items={own}
            keyOf={({ channel, account }) => `${channel} ${account}`}
            columns={columns}
          />
        );
      }}
    </Answered>
  );
}
