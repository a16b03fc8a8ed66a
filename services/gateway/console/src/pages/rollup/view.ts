/** What the roll-up shows, from its address. */
export interface RollupView {
  unit: string;
  month: string;
  listing: string;
  by: string;
}
