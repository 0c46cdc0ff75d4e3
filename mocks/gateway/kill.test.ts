import { once } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import { stream as randomStream } from '../../src/core/random.ts';
import { readAnswer } from '../../src/inti/answer.ts';
import { buildNcb } from '../ncb/build.ts';
import { ncbConfig } from '../ncb/config.ts';
import { Inbox } from '../ncb/inbox.ts';
import { candidateOf, fileOf, get, makeTestStack, ori, post, searchOf, until, type Call, type TestStack } from './test-stack.ts';

let stack: TestStack;

beforeAll(async () => {
  stack = await makeTestStack();
});
afterAll(() => stack.close());
beforeEach(() => {
  stack.matcher.calls.length = stack.inbox.calls.length = 0;
  stack.inbox.say = () => ({ status: 204 });
});

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

const hit = { status: 200, json: [candidateOf('RS/00001234', 3500)] };
const countries = ['AL', 'ME', 'RS'];

async function journalOf(url: string): Promise<{ tcn: string; state: string; answeredTimes: number; answerDigest: string }[]> {
  const { body } = await get(stack.connect(url, stack.trust.operator), '/v1/journal');
  return body.toString('utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
}

test('a kill while the matcher works: the next process asks again under the same transactionId and answers once', async () => {
  stack.matcher.say = () => null;
  const first = await stack.spawn('matcher.sqlite');
  expect((await post(stack.connect(first.url), fileOf(1), { prefer: 'wait=0' })).status).toBe(202);
  await until(() => stack.matcher.calls.length === 1);
  await kill(first.child);

  stack.matcher.say = () => hit;
  const second = await stack.spawn('matcher.sqlite');
  const answered = await get(stack.connect(second.url), `/v1/transactions/${searchOf(1).tcn}`, { prefer: 'wait=10' });
  expect(answered.headers['server-timing']).toMatch(/^admission;dur=[\d.]+, identify;dur=[\d.]+, decide;dur=[\d.]+$/);
  expect(readAnswer(answered.body)).toMatchObject({ kind: 'SRE', tcr: searchOf(1).tcn, hit: true });
  expect(stack.matcher.calls.map(({ query }) => query.get('transactionId'))).toEqual(Array(2).fill(`${ori}.${searchOf(1).tcn}`));
  expect(await journalOf(second.url)).toMatchObject([{ tcn: searchOf(1).tcn, state: 'answered', answeredTimes: 1 }]);
  await kill(second.child);
});

test('a kill while a notice is on its way: the next process sends it again with the same noticeId', async () => {
  stack.matcher.say = () => hit;
  stack.inbox.say = () => null;
  const first = await stack.spawn('outbox.sqlite');
  const answered = await post(stack.connect(first.url), fileOf(1));
  await until(() => stack.inbox.calls.length === countries.length);
  await kill(first.child);

  const before = stack.inbox.calls.splice(0).map(({ body }) => body);
  stack.inbox.say = () => ({ status: 204 });
  const second = await stack.spawn('outbox.sqlite');
  await until(() => stack.inbox.calls.length === countries.length);
  const byCountry = (a: { country: string }, b: { country: string }): number => a.country.localeCompare(b.country);
  expect(stack.inbox.calls.map(({ body }) => body).sort(byCountry)).toEqual(before.sort(byCountry));
  expect((await post(stack.connect(second.url), fileOf(1))).body).toEqual(answered.body);
  await kill(second.child);
});

test('a kill while hits are told to the real inboxes: each country has each notice once', async () => {
  const { trust, dir } = stack;
  const inboxes = await buildNcb(ncbConfig.parse({ tls: { ...trust.server, caFile: trust.caFile }, storeFile: join(dir, 'inboxes.sqlite') }), systemClock);
  const ncb = { url: inboxes.url, caFile: trust.caFile, ...trust.operator };
  stack.matcher.say = () => hit;
  const first = await stack.spawn('inboxes-journal.sqlite', { ncb });
  const serials = Array.from({ length: 12 }, (_, index) => index + 1);
  const session = stack.connect(first.url);
  for (const { status } of await Promise.all(serials.map((serial) => post(session, fileOf(serial))))) expect(status).toBe(200);
  await kill(first.child);

  const second = await stack.spawn('inboxes-journal.sqlite', { ncb });
  const operator = stack.connect(second.url, trust.operator);
  await until(async () => JSON.parse((await get(operator, '/health')).body.toString('utf8')).noticesOwed === 0);
  const inbox = Inbox.open(join(dir, 'inboxes.sqlite'), systemClock);
  const told = inbox.after(0).map(({ tcn, country }) => `${tcn} ${country}`).sort();
  inbox.close();
  expect(told).toEqual(serials.flatMap((serial) => countries.map((country) => `${searchOf(serial).tcn} ${country}`)).sort());
  await kill(second.child);
  await inboxes.close();
});

/** Where a process of the next test is killed: at an acknowledgement, at a matcher's reply, at a notice; after a few of them. */
const instants = ['journal', 'answer', 'outbox'] as const;

test('kills at any instant lose no acknowledged check, change no answer and skip no notice', { timeout: 60_000 }, async () => {
  const seed = 20261;
  const random = randomStream(seed, 'kills');
  const serials = Array.from({ length: 40 }, (_, index) => index + 1);
  const acknowledged = new Set<number>();
  const answers = new Map<number, string>();
  const report = `seed ${seed}`;

  /** Sends every check, after a look that those acknowledged before are known; ends when the process dies or each got its reply. */
  const play = async (url: string, onAcknowledged = (): void => {}): Promise<void> => {
    const session = stack.connect(url);
    for (const serial of acknowledged) {
      const { status } = await get(session, `/v1/transactions/${searchOf(serial).tcn}`);
      if (status === 0) return;
      expect([200, 204], `${report}, acknowledged check ${serial}`).toContain(status);
    }
    await Promise.all(serials.map(async (serial) => {
      const wait = random.chance(0.3) ? 'wait=0' : 'wait=10';
      const reply = await post(session, fileOf(serial), { prefer: wait });
      if (reply.status === 0) return;
      expect([200, 202], report).toContain(reply.status);
      acknowledged.add(serial);
      onAcknowledged();
      if (reply.status !== 200) return;
      const bytes = reply.body.toString('latin1');
      expect(answers.get(serial) ?? bytes, `${report}, check ${serial}`).toBe(bytes);
      answers.set(serial, bytes);
    }));
  };

  for (let round = 0; round < 9; round += 1) {
    const instant = instants[round % instants.length]!;
    const gateway = await stack.spawn('any.sqlite', { concurrency: 3 });
    let countdown = random.int(1, 6);
    const delayMs = instant === 'journal' ? 0 : random.range(0, 4);
    const strike = (): void => {
      countdown -= 1;
      if (countdown !== 0) return;
      if (delayMs === 0) gateway.child.kill('SIGKILL');
      else setTimeout(() => gateway.child.kill('SIGKILL'), delayMs);
    };
    stack.matcher.say = async ({ query }: Call) => {
      await new Promise((resolve) => setTimeout(resolve, 3));
      if (instant === 'answer') strike();
      return Number(query.get('transactionId')!.slice(-6, -1)) % 2 === 0 ? hit : { status: 200, json: [] };
    };
    stack.inbox.say = () => {
      if (instant === 'outbox') strike();
      return { status: 204 };
    };
    const gone = once(gateway.child, 'exit');
    if (instant === 'journal') await play(gateway.url, strike);
    else await play(gateway.url);
    gateway.child.kill('SIGKILL');
    await gone;
  }

  stack.inbox.say = () => ({ status: 204 });
  stack.matcher.say = ({ query }: Call) => (Number(query.get('transactionId')!.slice(-6, -1)) % 2 === 0 ? hit : { status: 200, json: [] });
  const last = await stack.spawn('any.sqlite');
  const session = stack.connect(last.url);
  const collect = async (serial: number): Promise<void> => {
    const { status, body } = await get(session, `/v1/transactions/${searchOf(serial).tcn}`, { prefer: 'wait=10' });
    expect(status, `${report}, acknowledged check ${serial}`).toBe(200);
    const bytes = body.toString('latin1');
    expect(answers.get(serial) ?? bytes, `${report}, check ${serial}`).toBe(bytes);
    answers.set(serial, bytes);
  };
  await Promise.all([...acknowledged].map(collect));
  await play(last.url);
  await Promise.all(serials.map(collect));
  expect([...answers.keys()].sort((a, b) => a - b), report).toEqual(serials);
  for (const [serial, bytes] of answers) {
    expect(readAnswer(Buffer.from(bytes, 'latin1')), `${report}, check ${serial}`).toMatchObject({ tcr: searchOf(serial).tcn, hit: serial % 2 === 0 });
  }
  const lines = await journalOf(last.url);
  expect(lines.map(({ answeredTimes }) => answeredTimes), report).toEqual(serials.map(() => 1));
  expect(new Set([...answers.values()].map((bytes) => readAnswer(Buffer.from(bytes, 'latin1')).tcn)).size, report).toBe(serials.length);

  const owed = serials.filter((serial) => serial % 2 === 0).flatMap((serial) => countries.map((country) => `${searchOf(serial).tcn} ${country}`)).sort();
  const told = (): string[] => [...new Set(stack.inbox.calls.map(({ body }) => `${body.tcn} ${body.country}`))].sort();
  await until(() => told().length === owed.length);
  expect(told(), report).toEqual(owed);
  expect(new Set(stack.inbox.calls.map(({ body }) => body.noticeId)).size, report).toBe(owed.length);
  await kill(last.child);
});
