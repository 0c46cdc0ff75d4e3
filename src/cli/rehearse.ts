import { Command } from 'commander';
import { relative, resolve } from 'node:path';
import { FaceModel } from '../../matcher/face-model.ts';
import { systemClock } from '../core/clock.ts';
import { shardsMax } from '../core/plan.ts';
import { verdictExit } from '../core/verdict.ts';
import { withGallery } from '../operation/gallery.ts';
import { loadOperation } from '../operation/load.ts';
import { rehearse as runRehearsal } from '../run/rehearse.ts';
import { summaryOf } from '../../reports/json.ts';
import { writeReports } from '../../reports/write.ts';
import { display } from './display.ts';
import { interruptSignal } from './interrupt.ts';
import { numberWithin, wholeNumber } from './numbers.ts';
import { readTarget, type TargetFlags } from './target.ts';
import { paint } from './terminal.ts';

interface Flags extends TargetFlags {
  seed?: number;
  rounds?: number;
  gallery?: number;
  shards?: number;
  json?: boolean;
}

/** `hotspot rehearse OPERATION` */
export function rehearse(): Command {
  return new Command('rehearse')
    .description('rehearse an operation on the full stack and give a verdict')
    .argument('<operation>', 'a shipped operation, or the path of your own YAML file')
    .option('--seed <n>', 'seed of people, arrivals and captures (default: the operation\'s own)', wholeNumber)
    .option('--rounds <n>', 'how often the operation is played (default: as the promise needs)', wholeNumber)
    .option('--gallery <n>', 'people in the gallery (default: the operation\'s own); who comes on top is made as templates, without images', wholeNumber)
    .option('--shards <n>', `matchers that the gallery is spread over, 1 to ${shardsMax}`, numberWithin(1, shardsMax))
    .option('--face-model <file>', 'ONNX model of your own that describes portraits, instead of the built-in method (needs onnxruntime-node)')
    .option('--target <url>', 'your own system behind the links, instead of the reference gateway')
    .option('--target-ca <file>', 'certificate authority of the target, PEM')
    .option('--target-cert <file>', 'client certificate shown to the target, PEM')
    .option('--target-key <file>', 'its key, PEM')
    .option('--allow-target <host>', 'permit a target that is not on loopback')
    .option('--json', 'print the result as one JSON object (schema: reports/schema.json)')
    .option('--no-color', 'no colours')
    .addHelpText('after', '\nExit codes: 0 PASS, 99 FAIL, 3 INCONCLUSIVE, 4 INVALID or interrupted, 2 bad input, 1 our bug.\n\nExample:\n  hotspot rehearse western-balkans-2021 --seed 7')
    .action(async (name: string, flags: Flags) => {
      const loaded = withGallery(loadOperation(name), flags);
      const target = readTarget(flags);
      const faceModel = flags.faceModel === undefined ? null : await FaceModel.open(resolve(flags.faceModel));
      const shown = display(systemClock);
      const { runDir, run, verdict } = await runRehearsal(loaded, { ...(flags.seed !== undefined && { seed: flags.seed }), ...(flags.rounds !== undefined && { rounds: flags.rounds }) }, {
        target, faceModel, clock: systemClock, observer: shown, signal: interruptSignal('services are stopped and the partial run is kept'),
      });
      shown.end();
      const paths = await writeReports(runDir);
      if (flags.json) process.stdout.write(`${JSON.stringify(summaryOf(run, verdict, runDir), null, 2)}\n`);
      else process.stdout.write(`\n${paint(verdict.word === 'PASS' ? 'green' : verdict.word === 'FAIL' ? 'red' : 'yellow', verdict.sentence)}\n${verdict.warnings.map((warning) => `Note: ${warning.message}.\n`).join('')}Report: ${relative(process.cwd(), paths.html)}\n`);
      process.exitCode = verdictExit[verdict.word];
    });
}
