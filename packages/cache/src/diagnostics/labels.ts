/** Lets a bounded number of different values be labels; the rest are `OTHER`. */
export class Labels {
  private readonly known = new Set<string>();
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  label(value: string): string {
    if (this.known.has(value)) return value;
    if (this.known.size >= this.most) return "OTHER";
    this.known.add(value);
    return value;
  }
}
