import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../core/errors.ts';
import type { CaptureProfile } from '../core/plan.ts';
import type { FaceImage, FingerImage } from '../inti/types.ts';
import { captureRetryMs } from './policy.ts';
import { firstHash } from './scanner-client.ts';
import type { Captured, CaptureReply, CaptureWish, ScannerClient } from './scanner-client.ts';

/** The images of one person. */
export interface Images {
  fingers: FingerImage[];
  face: FaceImage | null;
}

/** IMP code of a live plain impression, ANSI/NIST-ITL 1-2000 table 5. */
const livePlain = 0;

/**
 * Captures one person: the fingers in one call, then the face, with retries by the policy. The TCN is the SBI transaction id.
 * @param onRetry hears of each capture that failed and is tried again
 * @throws AppError SCANNER_FAULT when a modality is given up
 */
export async function capturePerson(
  scanner: ScannerClient,
  tcn: string,
  profile: Pick<CaptureProfile, 'fingers' | 'face'>,
  onRetry: (fault: AppError) => void,
): Promise<Images> {
  let failures = 0;
  const persist = async (wish: CaptureWish): Promise<CaptureReply> => {
    for (;;) {
      try {
        return await scanner.capture(wish);
      } catch (error) {
        if (!(error instanceof AppError && error.code === 'SCANNER_FAULT')) throw error;
        failures += 1;
        const delayMs = captureRetryMs(String(error.fields.code), failures);
        if (delayMs === null) throw error;
        onRetry(error);
        await sleep(delayMs);
      }
    }
  };

  const prints = profile.fingers.length > 0 ? await persist({ transactionId: tcn, fingers: profile.fingers, previousHash: firstHash }) : null;
  const portrait = profile.face ? await persist({ transactionId: tcn, fingers: [], previousHash: prints?.lastHash ?? firstHash }) : null;
  return {
    fingers: (prints?.images ?? []).map(({ fgp, image }) => ({ fgp, impressionType: livePlain, width: image.width, height: image.height, wsq: image.bytes })),
    face: portrait ? faceOf(portrait.images[0]!) : null,
  };
}

function faceOf({ image }: Captured): FaceImage {
  return { width: image.width, height: image.height, jpeg: image.bytes };
}
