import { Command } from 'commander';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { thresholdFor } from '../../matcher/index.ts';
import { systemClock } from '../core/clock.ts';
import { AppError } from '../core/errors.ts';
import { peopleOf } from '../core/plan.ts';
import { compile } from '../operation/compile.ts';
import { linkSettings } from '../operation/link-profile.ts';
import { loadOperation } from '../operation/load.ts';
import { cacheFolder, templatesFolder } from '../run/folder.ts';
import { planWarmups, prepare } from '../run/prepare.ts';
import { containers, layOut } from '../stack/reference.ts';
import { display } from './display.ts';

/** First port of the services in containers, where nobody else listens. */
const base = 20_000;

/** The plan inside the stack's folder, written last: where it stands, all stands. */
const planName = 'plan.json';

/** `hotspot layout OPERATION FOLDER` */
export function layout(): Command {
  return new Command('layout')
    .description('prepare people, keys and configuration of a stack that runs in containers')
    .argument('<operation>', 'a shipped operation, or the path of your own YAML file')
    .argument('<folder>', 'where the stack lives; every container mounts it')
    .addHelpText('after', '\ndocker-compose.yml calls this before it starts the services. What is laid out for the same plan is kept.\n\nExample:\n  hotspot layout slovenia-2021 /stack/run')
    .action(async (name: string, runDir: string) => {
      const loaded = loadOperation(name);
      const plan = compile(loaded);
      if (plan.gallery.shards > 1) throw new AppError('COMPOSE_ONE_MATCHER', { operation: loaded.name, shards: plan.gallery.shards });
      const planText = JSON.stringify(plan);
      if (!isLaidOut(runDir, planText)) {
        mkdirSync(runDir, { recursive: true });
        const prepared = await prepare(plan, null, cacheFolder(), display(systemClock), new AbortController().signal);
        await layOut({
          runDir, plan, ...prepared, base, place: containers, links: new Map([...loaded.links].map(([id, profile]) => [id, linkSettings(profile)])),
          warmups: planWarmups(plan), templatesDir: templatesFolder(), faceModel: null, threshold: thresholdFor(peopleOf(plan.gallery)), threads: availableParallelism(), target: null,
        });
        writeFileSync(join(runDir, planName), planText);
      }
      process.stdout.write(`${plan.title} is laid out in ${runDir}.\n`);
    });
}

/**
 * Whether the folder has this plan's stack already: its services may be running, and their data is sealed with its keys.
 * @throws AppError STACK_OF_ANOTHER_PLAN
 */
function isLaidOut(runDir: string, planText: string): boolean {
  const planFile = join(runDir, planName);
  if (!existsSync(planFile)) return false;
  if (readFileSync(planFile, 'utf8') !== planText) throw new AppError('STACK_OF_ANOTHER_PLAN', { folder: runDir });
  return true;
}
