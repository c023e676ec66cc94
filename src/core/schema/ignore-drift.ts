import { Type } from 'typebox';

export const IgnoreDrift = Type.Array(
  Type.Object(
    {
      path: Type.String({
        minLength: 1,
        maxLength: 512,
        title: 'drift path',
        description: 'As `agentpod diff` names it; what is below it is meant as well.',
        examples: ['container.resources.memoryBytes'],
      }),
      reason: Type.String({
        minLength: 1,
        maxLength: 1024,
        title: 'reason',
        description: 'Why it is left as it is; shown wherever the drift is.',
        examples: ['raised by hand for the import of December'],
      }),
      expires: Type.Optional(
        Type.String({
          pattern: '^\\d{4}-\\d{2}-\\d{2}(T\\d{2}:\\d{2}(:\\d{2})?Z)?$',
          maxLength: 20,
          title: 'date',
          description:
            'A date, to the end of that day, or a time, both UTC; from then on it counts as drift again. For ever when absent.',
          examples: ['2027-01-31'],
        }),
      ),
    },
    { additionalProperties: false, description: 'One place and why.' },
  ),
  {
    minItems: 1,
    maxItems: 64,
    description: 'Changes made by hand that are known: shown, not put back, and not counted.',
  },
);
