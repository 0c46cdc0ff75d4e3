import type { SitePlan } from '../core/plan.ts';
import { encodeSearch } from '../inti/search.ts';
import type { Images } from './capture.ts';

/** How a fleet packs its searches. */
export interface Packaging {
  /** Destination agency, INT-I 1.007. */
  agency: string;
  /** Record type that carries a finger. */
  fingerRecord: 4 | 14;
  /** The operation's first midnight, ms since the Unix epoch. */
  startsAtMs: number;
}

/** PRY, INT-I 1.006: 1 highest, 9 lowest. */
const priority = 4;

/**
 * The INT-I file of a check: NPS with prints (and face), NPP with a face alone. It is dated by the operation's calendar, not by the rehearsal's, so that
 * the same plan and captures give the same bytes.
 * @param scenarioMs since the operation's first midnight
 */
export function packageSearch(packaging: Packaging, site: SitePlan, { tcn, scenarioMs }: { tcn: string; scenarioMs: number }, images: Images): Uint8Array {
  return encodeSearch(
    {
      tot: images.fingers.length > 0 ? 'NPS' : 'NPP',
      tcn,
      ori: site.ori,
      dai: packaging.agency,
      priority,
      atMs: packaging.startsAtMs + Math.floor(scenarioMs),
      fingers: images.fingers,
      face: images.face,
    },
    { fingerRecord: packaging.fingerRecord },
  );
}
