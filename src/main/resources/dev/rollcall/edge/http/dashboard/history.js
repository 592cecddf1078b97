// Five minutes of figures for the charts: one row a second, a hole where nothing is known.

class History {
  static SPAN = 5 * 60 * 1000;
  /** After so long without a row the line is broken. */
  static GAP = 3500;

  constructor() {
    this.times = [];
    this.columns = new Map();
  }

  push(time, values) {
    const last = this.times.at(-1);
    if (last !== undefined && time - last > History.GAP) this.add(last + 1000, new Map());
    this.add(time, values);
    let old = 0;
    while (this.times[old] < time - History.SPAN) old++;
    if (old) {
      this.times.splice(0, old);
      for (const [name, column] of this.columns) {
        column.splice(0, old);
        if (column.every((value) => value === null)) this.columns.delete(name);
      }
    }
  }

  add(time, values) {
    for (const name of values.keys()) {
      if (!this.columns.has(name)) this.columns.set(name, this.times.map(() => null));
    }
    this.times.push(time);
    for (const [name, column] of this.columns) {
      const value = values.get(name);
      column.push(known(value) ? value : null);
    }
  }

  /** The names of columns that begin so, without their beginning, sorted. */
  names(prefix) {
    return [...this.columns.keys()]
      .filter((name) => name.startsWith(prefix))
      .map((name) => name.slice(prefix.length))
      .sort();
  }

  column(name) {
    return this.columns.get(name) || this.times.map(() => null);
  }

  points(name) {
    const column = this.column(name);
    return this.times.map((x, row) => ({ x, y: column[row] }));
  }
}
