import type { TargetRecord } from '../store/run.ts';
import { gatewayGet, inboxGet } from '../stack/operator.ts';
import type { Stack } from '../stack/stack.ts';
import type { ActiveRun } from './active-run.ts';

/** What the NCB inbox lists. */
interface Notice {
  noticeId: string;
  ori: string;
  tcn: string;
  reference: string;
  country: string;
  /** The host's monotonic clock. */
  receivedMs: number;
}

/** Copies what the gateway has journalled and whom it told of hits into the run store. */
export async function readTarget(run: ActiveRun, stack: Stack): Promise<void> {
  const lines = (await gatewayGet(stack.layout.operator, `${stack.url('gateway')}/v1/journal`)).trim();
  run.writer.journal(lines === '' ? [] : lines.split('\n').map((line) => JSON.parse(line) as TargetRecord));
  const notices = JSON.parse(await inboxGet(stack.layout.operator, `${stack.url('ncb')}/v1/notices?after=0`)) as Notice[];
  run.writer.events(notices.map(({ receivedMs, ...data }) => ({ atMs: run.playMs(receivedMs), kind: 'notice', subject: data.country, data })));
}
