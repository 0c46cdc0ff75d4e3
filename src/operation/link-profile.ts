import { z } from 'zod';

/**
 * A link as data: `scenarios/links/<id>.yaml`. Rates in kbit/s (1 kbit = 1000 bit), times in ms, loss in 0..1.
 */
export const linkProfileSchema = z.strictObject({
  title: z.string().min(2),
  /** Advertised rates; 0 means no link at all. */
  downKbitPerS: z.number().min(0).max(1_000_000),
  upKbitPerS: z.number().min(0).max(1_000_000),
  rttMs: z.number().min(0).max(20_000),
  lossRatio: z.number().min(0).max(0.2),
  /** True where a performance-enhancing proxy splits TCP, as on geostationary links: loss then does not bound the rate. */
  splitTcp: z.boolean().default(false),
  /** Mean time connected and mean time cut, where the link has a pattern of its own. */
  pattern: z.strictObject({ upMeanMinutes: z.number().positive(), downMeanMinutes: z.number().positive() }).optional(),
  sources: z.array(z.string()).min(1),
  assumptions: z.array(z.string()).default([]),
});

export type LinkProfile = z.output<typeof linkProfileSchema>;

/** What a Toxiproxy proxy is set to: whole KB/s (1 KB = 1000 B) and one-way delay. */
export interface LinkSettings {
  rateKBPerSDown: number;
  rateKBPerSUp: number;
  oneWayDelayMs: number;
}

/** Largest TCP payload of an Ethernet-sized packet, bytes. */
const segmentBytes = 1460;
/** Constant for periodic loss in Mathis et al. 1997, equation 3. */
const mathisConstant = 1.22;

/**
 * Compiles a profile into proxy settings. A proxy ends TCP on both sides and so cannot lose packets: loss is turned into the rate that
 * TCP would reach, rate <= (MSS x 8 / RTT) x C / sqrt(p) (Mathis, Semke, Mahdavi, Ott, "The Macroscopic Behavior of the TCP Congestion
 * Avoidance Algorithm", ACM CCR 27(3), 1997). Toxiproxy takes whole KB/s: nearest, ties down, at least 1.
 */
export function linkSettings(profile: LinkProfile): LinkSettings {
  const ceilingKbitPerS = profile.splitTcp || profile.lossRatio === 0 || profile.rttMs === 0
    ? Number.POSITIVE_INFINITY
    : (segmentBytes * 8 / profile.rttMs) * mathisConstant / Math.sqrt(profile.lossRatio);
  const rate = (kbitPerS: number): number => (kbitPerS === 0 ? 0 : Math.max(1, Math.ceil(Math.min(kbitPerS, ceilingKbitPerS) / 8 - 0.5)));
  return { rateKBPerSDown: rate(profile.downKbitPerS), rateKBPerSUp: rate(profile.upKbitPerS), oneWayDelayMs: profile.rttMs / 2 };
}

/** Time to carry `bytes` up and a small answer down on an idle link, ms. */
export function transferMs(settings: LinkSettings, bytesUp: number): number {
  return 2 * settings.oneWayDelayMs + bytesUp / Math.max(1, settings.rateKBPerSUp) + 1_000 / Math.max(1, settings.rateKBPerSDown);
}
