// What a snapshot says, and what lies between two of them. Counters only grow while the server runs;
// where one has become smaller it has begun again, and nothing is known of what lies between.

/** How much a counter has grown, or null where that cannot be known. */
function growth(now, before) {
  return known(now) && known(before) && now >= before ? now - before : null;
}

function sum(numbers) {
  const there = numbers.filter(known);
  return there.length ? there.reduce((all, number) => all + number, 0) : null;
}

/** The meters of one moment. */
class Frame {
  constructor(snapshot) {
    this.snapshot = snapshot;
    this.time = snapshot.time;
    this.started = snapshot.node ? snapshot.node.started : 0;
    this.meters = snapshot.meters || {};
    this.found = new Map();
  }

  series(name) {
    return this.meters[name] || [];
  }

  /** The series that have these labels; grouped once by the first of them. */
  matching(name, labels) {
    const [[label, value] = [null, null], ...more] = Object.entries(labels);
    const series = this.series(name);
    if (label === null) return series;
    const key = name + ' by ' + label;
    if (!this.found.has(key)) this.found.set(key, Map.groupBy(series, ({ labels }) => labels[label]));
    const found = this.found.get(key).get(value) || [];
    return found.filter(({ labels }) => more.every(([other, wanted]) => labels[other] === wanted));
  }

  /** The values that a label takes in these meters, sorted. */
  labels(label, ...names) {
    const found = new Set();
    for (const name of names) {
      for (const series of this.series(name)) {
        if (label in series.labels) found.add(series.labels[label]);
      }
    }
    return [...found].sort();
  }

  /** The sum of all series that have these labels. */
  value(name, labels = {}) {
    return sum(
      this.matching(name, labels)
        .map((series) => (known(series.value) ? series.value : series.count)));
  }

  /** How often durations were at most so long: [[seconds, count], …] and the count of all. */
  durations(name, labels = {}) {
    const buckets = new Map();
    let count = 0;
    for (const series of this.matching(name, labels)) {
      count += series.count || 0;
      for (const [bound, below] of series.buckets || []) {
        buckets.set(bound, (buckets.get(bound) || 0) + below);
      }
    }
    return { count, buckets: [...buckets].sort((a, b) => a[0] - b[0]) };
  }
}

/** Durations between two moments, each bucket by itself; null where a counter has begun again. */
function durationsBetween(now, before) {
  if (!now.buckets.length || now.count < before.count) return null;
  const earlier = new Map(before.buckets);
  let below = 0;
  const cells = [];
  for (const [bound, count] of now.buckets) {
    const until = growth(count, earlier.get(bound) || 0);
    if (until === null) return null;
    cells.push([bound, Math.max(0, until - below)]);
    below = Math.max(below, until);
  }
  const count = now.count - before.count;
  cells.push([Infinity, Math.max(0, count - below)]);
  return { count: Math.max(count, below), cells };
}

/** The duration that a share of all did not exceed, read off inside its bucket; null for none. */
function percentile(durations, share) {
  if (!durations || durations.count === 0) return null;
  const rank = share * durations.count;
  let seen = 0;
  let from = 0;
  for (const [bound, count] of durations.cells) {
    if (count > 0 && seen + count >= rank) {
      if (!Number.isFinite(bound)) return from;
      return from + ((bound - from) * (rank - seen)) / count;
    }
    seen += count;
    from = bound;
  }
  return from;
}

/** The last moments of one run of the server: a minute of them, forgotten when it starts again. */
class Recent {
  static SECONDS = 61;

  constructor() {
    this.frames = [];
  }

  /** Adds a frame; says whether it goes on from the one before. */
  push(frame) {
    const last = this.frames.at(-1);
    const goesOn = Boolean(last) && last.started === frame.started && frame.time > last.time;
    if (last && !goesOn) this.frames = [];
    this.frames.push(frame);
    while (this.frames.length > 2 && frame.time - this.frames[0].time > Recent.SECONDS * 1000) {
      this.frames.shift();
    }
    return goesOn;
  }

  get now() {
    return this.frames.at(-1);
  }

  /** The frame of so many seconds ago, or the oldest there is after it. */
  back(seconds) {
    const wanted = this.now.time - seconds * 1000 - 500;
    return this.frames.find((frame) => frame.time >= wanted);
  }

  /** How much a meter has grown in these seconds; null where that cannot be known. */
  growth(name, labels, seconds) {
    const before = this.back(seconds);
    if (before === this.now) return null;
    return growth(this.now.value(name, labels), before.value(name, labels));
  }

  /** The growth of a meter per second. */
  rate(name, labels = {}, seconds = 1) {
    const grown = this.growth(name, labels, seconds);
    return grown === null ? null : grown / ((this.now.time - this.back(seconds).time) / 1000);
  }

  /** How long things took in these seconds. */
  durations(name, labels, seconds) {
    const before = this.back(seconds);
    if (before === this.now) return null;
    return durationsBetween(this.now.durations(name, labels), before.durations(name, labels));
  }
}
