import type { Repository } from '@aws-sdk/client-ecr';
import { useEffect, useState } from 'react';
import { type MutabilityChoice, mutabilityInput, mutabilityOf } from './choice';

/** The choice as it is edited; starts anew when what is stored changes. */
export function useMutability(repository: Repository | undefined) {
  const stored = JSON.stringify(mutabilityOf(repository));
  const [choice, setChoice] = useState<MutabilityChoice>(() => JSON.parse(stored));
  useEffect(() => setChoice(JSON.parse(stored)), [stored]);
  const changed =
    JSON.stringify(mutabilityInput(choice)) !== JSON.stringify(mutabilityInput(JSON.parse(stored)));
  return { choice, setChoice, changed };
}
