import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { connectionWatch, waitMs } from './connection';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A watch over a server that answers, or not, as `there` says. */
function watched(there: boolean) {
  const server = { there };
  const answers = vi.fn(async () => server.there);
  return { server, answers, watch: connectionWatch(answers) };
}

it('waits twice as long after each try, up to half a minute', () => {
  expect([0, 1, 2, 5, 50].map(waitMs)).toEqual([1_000, 2_000, 4_000, 30_000, 30_000]);
});

it('takes a doubt for nothing when the server answers', async () => {
  const { watch, answers } = watched(true);
  watch.doubt();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(watch.state.get().lostAt).toBeNull();
  expect(answers).toHaveBeenCalledTimes(1);
});

it('asks again until the server answers, and tells that it is back', async () => {
  const { watch, server, answers } = watched(false);
  const back = vi.fn();
  watch.whenBack(back);
  watch.doubt();
  await vi.advanceTimersByTimeAsync(0);
  expect(watch.state.get().lostAt).not.toBeNull();
  await vi.advanceTimersByTimeAsync(1_000 + 2_000);
  expect(answers).toHaveBeenCalledTimes(3);
  server.there = true;
  expect(back).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(4_000);
  expect(watch.state.get().lostAt).toBeNull();
  expect(back).toHaveBeenCalledTimes(1);
});

it('asks once for doubts that come at the same time, and on demand before the time', async () => {
  const { watch, server, answers } = watched(false);
  watch.doubt();
  watch.doubt();
  await vi.advanceTimersByTimeAsync(0);
  watch.doubt();
  expect(answers).toHaveBeenCalledTimes(1);
  server.there = true;
  await watch.ask();
  expect(watch.state.get().lostAt).toBeNull();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(answers).toHaveBeenCalledTimes(2);
});
