import type { Subject } from '../../src/core/model/resource.ts';
import type { Wait, WaitStore } from '../../src/ports/wait-store.ts';

export function memoryWaits(wrote: (call: string) => void): WaitStore {
  const kept = new Map<Subject, Wait>();
  return {
    list: async () => [...kept.values()].sort((a, b) => (a.subject < b.subject ? -1 : 1)),
    keep: async (wait) => {
      kept.set(wait.subject, wait);
      wrote('waits.keep');
    },
    drop: async (subjects) => {
      const gone = subjects.filter((subject) => kept.delete(subject));
      if (gone.length > 0) wrote('waits.drop');
    },
  };
}
