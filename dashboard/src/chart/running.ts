/** Stripes, so that a bar that still grows is told apart without its colour too. */
export const runningDecal = (color: string) => ({
  ...{ symbol: 'rect', color, dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: -Math.PI / 4 },
});
