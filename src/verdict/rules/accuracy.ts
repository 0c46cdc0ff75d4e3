import { counted } from '../../core/words.ts';
import { classify } from '../classify.ts';
import { when, type Rule } from './rule.ts';

/** Scores are deterministic by seed, so accuracy is a count. */
export const accuracy: Rule = ({ plan, checks }) => {
  const fates = classify(plan, checks);
  const missedMates = fates.filter((fate) => fate === 'missed-mate' || fate === 'wrong-mate').length;
  const falseHits = fates.filter((fate) => fate === 'false-hit').length;
  const { missedMatesMax, falseHitsMax } = plan.slo.accuracy;
  return [
    ...when(missedMates > missedMatesMax, 'MATE_MISSED', `${counted(missedMates, 'mate was', 'mates were')} answered without the right record`, missedMates, missedMatesMax),
    ...when(falseHits > falseHitsMax, 'FALSE_HIT', `${counted(falseHits, 'person was', 'people were')} hit without being in the gallery`, falseHits, falseHitsMax),
  ];
};
