import { store } from './store';

export type ServiceName = 'ecr' | 'cloudtrail' | 'logs' | 'iam' | 'kms' | 'sts' | 's3';

/** What is asked of whom: enough to write it down as a command. */
export interface Call {
  service: ServiceName;
  operation: string;
  input: object;
}

/** A call this page made, with what came of it. */
export interface NotedCall extends Call {
  at: Date;
  durationMs: number;
  requestId: string;
  errorCode: string;
}

const NOTED_MAX = 200;

/** The calls made since the page was loaded, newest first. */
export const notedCalls = store<readonly NotedCall[]>([]);

/** The calls whose answers are on screen now, in the order in which their views asked. */
export const shownCalls = store<readonly Call[]>([]);

let inFlight = 0;

/** Counts calls in flight in `html[data-busy]`, which tells tests when a page has settled. */
export async function whileBusy<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  setInFlight(inFlight + 1);
  try {
    return await work();
  } finally {
    setInFlight(inFlight - 1);
  }
}

export function note(call: NotedCall): void {
  notedCalls.set([call, ...notedCalls.get()].slice(0, NOTED_MAX));
}

/** Puts a call on show; the answer takes it away again. */
export function show(call: Call): () => void {
  shownCalls.set([...shownCalls.get(), call]);
  return () => shownCalls.set(shownCalls.get().filter(other => other !== call));
}

function setInFlight(count: number): void {
  inFlight = count;
  document.documentElement.dataset.busy = String(count);
}
