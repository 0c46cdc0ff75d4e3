/** A minutia as it is drawn: its place, px, y growing downwards, and its direction, 256 a turn, anticlockwise from +x. */
interface DrawnMinutia {
  x: number;
  y: number;
  direction: number;
}

/** SVG path of a minutia, drawn alike everywhere: a circle about its place, and a tail that ends `tailPx` from it along its direction. */
export function minutiaPath({ x, y, direction }: DrawnMinutia, radiusPx: number, tailPx: number): string {
  const angle = (direction / 256) * 2 * Math.PI;
  const [dx, dy] = [Math.cos(angle), -Math.sin(angle)];
  const at = (length: number): string => `${(x + length * dx).toFixed(1)} ${(y + length * dy).toFixed(1)}`;
  return `M${(x - radiusPx).toFixed(1)} ${y.toFixed(1)}a${radiusPx} ${radiusPx} 0 1 0 ${2 * radiusPx} 0a${radiusPx} ${radiusPx} 0 1 0 ${-2 * radiusPx} 0M${at(radiusPx)}L${at(tailPx)}`;
}

/** Colours of the marks by type, told apart by people with any colour vision (Okabe and Ito 2008). */
export const minutiaColours = { ending: '#0072b2', bifurcation: '#d55e00' };
