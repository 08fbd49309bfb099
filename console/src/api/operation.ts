import { note, type ServiceName, whileBusy } from './calls';
import { connection } from './connection';
import { failureOf, wasAborted } from './failure';
import { credentials } from './signedIn';

/** An operation of an AWS service, ready to be called. */
export interface Operation<Input extends object, Output> {
  readonly service: ServiceName;
  readonly name: string;
  /** Calls it; throws a `Failure`, or an AbortError when `signal` asked for that. */
  run(input: Input, region: string, signal?: AbortSignal): Promise<Output>;
}

/** What every SDK client is made with: this origin, nothing else. */
export interface ClientSettings {
  endpoint: string;
  region: string;
  credentials: typeof credentials.provide;
  maxAttempts: number;
}

interface Client {
  send(command: unknown, options: { abortSignal?: AbortSignal }): Promise<unknown>;
}

/** The shape of a command class of the SDK, of which only its types matter here. */
type CommandOf<Input, Output> = new (
  input: Input,
) => { resolveMiddleware(...parts: never[]): (step: never) => Promise<{ output: Output }> };

interface Answer {
  $metadata?: { requestId?: string };
}

const ATTEMPTS_MAX = 3;

/** Returns a maker of operations of one service, whose client is made once for each Region. */
export function operationsOf(service: ServiceName, makeClient: (from: ClientSettings) => unknown) {
  const clients = new Map<string, Client>();

  function clientIn(region: string): Client {
    let client = clients.get(region);
    if (client === undefined) {
      client = makeClient({
        endpoint: window.location.origin,
        region,
        credentials: credentials.provide,
        maxAttempts: ATTEMPTS_MAX,
      }) as Client;
      clients.set(region, client);
    }
    return client;
  }

  return <Input extends object, Output>(
    name: string,
    Command: CommandOf<Input, Output>,
  ): Operation<Input, Output> => ({
    service,
    name,
    run: (input, region, signal) =>
      whileBusy(() =>
        noted({ service, operation: name, input }, () =>
          withFreshCredentials(`${service}:${name}`, async () => {
            const options = signal === undefined ? {} : { abortSignal: signal };
            return (await clientIn(region).send(new Command(input), options)) as Output;
          }),
        ),
      ),
  });
}

async function withFreshCredentials<Output>(call: string, send: () => Promise<Output>) {
  try {
    return await send();
  } catch (error) {
    if (wasAborted(error) || failureOf(error, call).kind !== 'expired') throw error;
    credentials.drop();
    return await send();
  }
}

async function noted<Output>(
  call: { service: ServiceName; operation: string; input: object },
  run: () => Promise<Output>,
): Promise<Output> {
  const at = new Date();
  const started = performance.now();
  const made = (requestId: string, errorCode: string) =>
    note({ ...call, at, durationMs: performance.now() - started, requestId, errorCode });
  try {
    const output = await run();
    made((output as Answer).$metadata?.requestId ?? '', '');
    return output;
  } catch (error) {
    if (wasAborted(error)) throw error;
    const failure = failureOf(error, `${call.service}:${call.operation}`);
    if (failure.kind === 'unreachable') connection.doubt();
    made(failure.requestId, failure.code);
    throw failure;
  }
}
