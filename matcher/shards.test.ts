import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fileOf, get, makeTestStack, post, searchOf, type TestStack } from '../mocks/gateway/test-stack.ts';
import { readAnswer } from '../src/inti/answer.ts';
import type { Service } from '../src/service/serve.ts';
import { defaultThreshold } from './index.ts';
import { shardOf } from './shard.ts';
import { capture, makeCorpus, type Enrolled } from './test-gallery.ts';

const count = 2;

let stack: TestStack;
let corpus: { file: string; enrolled: Enrolled[] };
let gateway: Service;
const shards: { url: string; child: ChildProcess }[] = [];

beforeAll(async () => {
  stack = await makeTestStack();
  corpus = await makeCorpus(stack.dir, { seed: 5, size: 6 });
  shards.push(...await Promise.all([0, 1].map((index) => start(index, 0))));
  gateway = await stack.build('gateway.sqlite', {
    matcher: { urls: shards.map(({ url }) => url), caFile: stack.trust.caFile, jwtSecretFile: join(stack.dir, 'secret') },
    decision: { threshold: defaultThreshold },
  });
});
afterAll(async () => {
  await gateway.close();
  for (const { child } of shards) child.kill('SIGKILL');
  stack.close();
});

/** A matcher process that holds part `index`. */
async function start(index: number, port: number): Promise<{ url: string; child: ChildProcess }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'serve.ts'), '--config', '-'], { stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdin!.end(JSON.stringify({
    port, tls: stack.trust.server, jwtSecretFile: join(stack.dir, 'secret'), corpora: [corpus.file], cacheDir: stack.dir, threads: 1,
    journalFile: join(stack.dir, `shard-${index}.sqlite`), shard: { index, count },
  }));
  const [line] = await once(createInterface(child.stdout!), 'line') as [string];
  return { url: (JSON.parse(line) as { url: string }).url, child };
}

async function fileFor(serial: number, { person }: Enrolled): Promise<Uint8Array> {
  const { fingers } = await capture(person);
  return fileOf(serial, { fingers: fingers.map(({ fgp, wsq }) => ({ fgp, impressionType: 0, width: 400, height: 500, wsq })), face: null });
}

/** What the gateway tells its operator of the matchers. */
async function missing(): Promise<string[]> {
  const { body } = await get(stack.connect(gateway.url, stack.trust.operator), '/health');
  return (JSON.parse(body.toString('utf8')) as { matchersMissing: string[] }).matchersMissing;
}

/** Somebody whom part `index` holds. */
function enrolledIn(index: number): Enrolled {
  return corpus.enrolled.find(({ reference }) => shardOf(reference, count) === index)!;
}

test('a mate is found in whichever shard holds them', async () => {
  const session = stack.connect(gateway.url);
  for (const index of [0, 1]) {
    const mate = enrolledIn(index);
    const { status, body } = await post(session, await fileFor(10 + index, mate));
    expect([status, readAnswer(body)]).toMatchObject([200, { kind: 'SRE', hit: true, candidates: [{ reference: mate.reference }] }]);
  }
});

test('with a shard killed nobody is answered, found or not, until it is back', async () => {
  const session = stack.connect(gateway.url);
  const [living, killed] = [enrolledIn(0), enrolledIn(1)];
  const port = Number(new URL(shards[1]!.url).port);
  const gone = once(shards[1]!.child, 'exit');
  shards[1]!.child.kill('SIGKILL');
  await gone;
  const files = await Promise.all([living, killed].map((mate, k) => fileFor(20 + k, mate)));
  for (const file of files) expect((await post(session, file, { prefer: 'wait=1' })).status).toBe(202);
  const reasons = stack.log.filter(({ event }) => event === 'matcher-retry').map(({ fields }) => String(fields['reason']));
  expect(reasons.length).toBeGreaterThan(0);
  for (const reason of reasons) expect(reason).toContain(`1 of 2 shards missing: ${shards[1]!.url} `);

  expect(await missing()).toEqual([shards[1]!.url]);

  shards[1] = await start(1, port);
  for (const [k, mate] of [living, killed].entries()) {
    const { status, body } = await get(session, `/v1/transactions/${searchOf(20 + k).tcn}`, { prefer: 'wait=10' });
    expect([status, readAnswer(body)]).toMatchObject([200, { kind: 'SRE', hit: true, candidates: [{ reference: mate.reference }] }]);
  }
  expect(await missing()).toEqual([]);
});
