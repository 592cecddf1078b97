// Lines over five minutes and the histogram of durations. Each has a legend with the values of now,
// a summary for those who cannot see it, and its figures as a table.

const SERIES_SHOWN = 7;
const COLOURS = 8;
const DASHES = [[], [6, 3], [2, 2], [8, 3, 2, 3]];
const TABLE_STEP = 15_000;

/** What the stylesheet calls a colour, as the canvas wants it, in light and in dark. */
function colour(name) {
  if (!palette.has(name)) palette.set(name, resolved(name));
  return palette.get(name);
}

/** Kept until the theme changes. */
const palette = new Map();

function resolved(name) {
  const probe = byId('charts');
  probe.style.color = `var(--${name})`;
  const shown = getComputedStyle(probe).color;
  probe.style.color = '';
  return shown;
}

/** The frame around any chart: title, legend, canvas, table. */
class Figure {
  constructor(parent, id, title) {
    this.title = title;
    this.canvas = element('canvas', { id, role: 'img', 'aria-label': title + ': nothing yet' });
    this.legend = element('ul', { class: 'legend', 'aria-label': title + ', now' });
    this.controls = element('div', { class: 'controls' });
    this.head = element('thead');
    this.body = element('tbody');
    this.details = element(
      'details', {},
      element('summary', {}, 'As a table'),
      element('div', { class: 'scroll', role: 'region', tabindex: '0', 'aria-label': title + ', table' },
        element('table', {}, element('caption', { class: 'unseen' }, title), this.head, this.body)));
    this.empty = element('p', { class: 'empty', hidden: true });
    parent.append(
      element('figure', { class: 'card chart' },
        element('figcaption', {}, element('h3', {}, title), this.controls),
        this.legend,
        element('div', { class: 'canvas' }, this.canvas, this.empty),
        this.details));
  }

  /** Says why there is nothing to see; null where there is. */
  setEmpty(text) {
    this.empty.hidden = text === null;
    setText(this.empty, text || '');
  }

  setLegend(entries) {
    while (this.legend.children.length > entries.length) this.legend.lastChild.remove();
    entries.forEach(({ name, value, colour: swatch, dash }, at) => {
      let item = this.legend.children[at];
      if (!item) {
        item = element('li', {},
          element('span', { class: 'swatch', 'aria-hidden': 'true' }),
          element('span', { class: 'name' }), element('b'));
        this.legend.append(item);
      }
      item.firstChild.hidden = !swatch;
      item.firstChild.style.borderTopColor = swatch || '';
      item.firstChild.style.borderTopStyle = dash && dash.length ? 'dashed' : 'solid';
      setText(item.children[1], name);
      setText(item.lastChild, value);
    });
    const said = entries.map(({ name, value }) => name + ' ' + value.replaceAll(SPACE, ' '));
    this.canvas.setAttribute('aria-label', this.title + ': ' + (said.join(', ') || 'nothing yet'));
  }

  /** Only for those who look. */
  setTable(make) {
    if (!this.details.open || Date.now() - (this.tabled || 0) < 5000) return;
    this.tabled = Date.now();
    const { columns, rows } = make();
    this.head.replaceChildren(
      element('tr', {}, ...columns.map((column) => element('th', { scope: 'col' }, column))));
    this.body.replaceChildren(
      ...rows.map(([first, ...others]) =>
        element('tr', {}, element('th', { scope: 'row' }, first),
          ...others.map((value) => element('td', {}, value)))));
  }
}

function chartDefaults(format) {
  return {
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    plugins: {
      legend: { display: false },
      colors: { enabled: false },
      tooltip: {
        backgroundColor: colour('raised'),
        titleColor: colour('muted'),
        bodyColor: colour('text'),
        borderColor: colour('line'),
        borderWidth: 1,
        padding: 10,
        boxWidth: 10,
        boxHeight: 2,
        filter: (item) => known(item.parsed.y),
      },
    },
    scales: {
      x: { grid: { display: false }, border: { color: colour('line') }, ticks: ticks() },
      y: {
        grid: { color: colour('grid') },
        border: { display: false },
        ticks: { ...ticks(), maxTicksLimit: 5, callback: (value) => format(value) },
      },
    },
  };
}

function ticks() {
  return { color: colour('muted'), font: { size: 11 }, maxRotation: 0, padding: 6 };
}

class LineChart {
  /**
   * `prefix` names the columns of the history; `order` puts known names first; `log` is the range
   * of a logarithmic scale, if it is one; `max` is the least that the scale reaches to.
   */
  constructor(parent, { id, title, prefix, format, order = [], log = null, max = 1, empty }) {
    this.figure = new Figure(parent, id, title);
    this.prefix = prefix;
    this.format = format;
    this.order = order;
    this.log = log;
    this.max = max;
    this.emptyText = empty;
    this.slots = new Map();
    this.build();
  }

  /** Also when the theme has changed, for the canvas knows no stylesheet. */
  build() {
    if (this.chart) this.chart.destroy();
    const options = chartDefaults(this.format);
    options.interaction = { mode: 'index', axis: 'x', intersect: false };
    options.parsing = false;
    options.plugins.tooltip.callbacks = {
      title: (items) => (items.length ? formatClock(items[0].parsed.x, true) : ''),
      label: (item) => item.dataset.label + '  ' + this.format(item.parsed.y),
    };
    options.scales.x.type = 'linear';
    options.scales.x.ticks.callback = (value) => formatClock(value, value % 60_000 !== 0);
    options.scales.x.afterBuildTicks = (axis) => {
      axis.ticks = [];
      const step = axis.max - axis.min > 150_000 ? 60_000 : 30_000;
      for (let at = Math.ceil(axis.min / step) * step; at <= axis.max; at += step) {
        axis.ticks.push({ value: at });
      }
    };
    const y = options.scales.y;
    if (this.log) {
      y.type = 'logarithmic';
      // What is below the least that is measured lies above the axis, where one can see it.
      [y.min, y.max] = [this.log[0] * 0.6, this.log[1]];
      y.afterBuildTicks = (axis) => {
        axis.ticks = [];
        for (let at = this.log[0]; at <= this.log[1] * 1.01; at *= 10) axis.ticks.push({ value: at });
      };
    } else {
      y.beginAtZero = true;
      y.suggestedMax = this.max;
    }
    this.chart = new Chart(this.figure.canvas, { type: 'line', data: { datasets: [] }, options });
  }

  /** The lines to draw: [[name, points], …], the smallest as one where there are too many. */
  lines(history) {
    const rank = (name) => (this.order.includes(name) ? this.order.indexOf(name) : this.order.length);
    let names = history.names(this.prefix).sort((a, b) => rank(a) - rank(b));
    let rest = [];
    if (names.length > SERIES_SHOWN + 1) {
      const most = (name) =>
        history.column(this.prefix + name).reduce((max, value) => Math.max(max, value || 0), 0);
      const bySize = [...names].sort((a, b) => most(b) - most(a));
      const large = new Set(bySize.slice(0, SERIES_SHOWN));
      rest = names.filter((name) => !large.has(name));
      names = names.filter((name) => large.has(name));
    }
    const lines = names.map((name) => [name, history.points(this.prefix + name)]);
    if (rest.length) {
      const columns = rest.map((name) => history.column(this.prefix + name));
      lines.push([
        rest.length + ' others',
        history.times.map((x, row) => ({ x, y: sum(columns.map((column) => column[row])) })),
      ]);
    }
    return lines;
  }

  slot(name) {
    if (!this.slots.has(name)) this.slots.set(name, this.slots.size);
    return this.slots.get(name);
  }

  draw(history, now) {
    const lines = this.lines(history);
    const datasets = lines.map(([label, data]) => {
      const slot = this.slot(label);
      const line = colour('series-' + ((slot % COLOURS) + 1));
      return {
        label, data,
        borderColor: line, backgroundColor: line,
        borderWidth: 1.75,
        borderDash: DASHES[Math.floor(slot / COLOURS) % DASHES.length],
        borderJoinStyle: 'round',
        pointRadius: 0, pointHoverRadius: 3, pointHitRadius: 8,
      };
    });
    this.chart.data.datasets = datasets;
    this.chart.options.scales.x.min = Math.max(now - History.SPAN, Math.min(now - History.SPAN_FIRST, history.times[0]));
    this.chart.options.scales.x.max = now;
    this.chart.update('none');
    this.figure.setEmpty(lines.length ? null : this.emptyText);
    this.figure.setLegend(datasets.map(({ label, data, borderColor, borderDash }) => ({
      name: label, value: this.format(data.at(-1).y), colour: borderColor, dash: borderDash,
    })));
    this.figure.setTable(() => this.table(lines, history.times));
  }

  table(lines, times) {
    const rows = [];
    let next = Infinity;
    for (let row = times.length - 1; row >= 0; row--) {
      if (times[row] > next) continue;
      next = times[row] - TABLE_STEP;
      rows.push([
        formatClock(times[row], true),
        ...lines.map(([, points]) => this.format(points[row].y)),
      ]);
    }
    return { columns: ['Time', ...lines.map(([name]) => name)], rows };
  }
}

/** How long requests took in the last minute. */
class DurationChart {
  constructor(parent, { id, title, name, label, empty }) {
    this.figure = new Figure(parent, id, title);
    this.meter = name;
    this.label = label;
    this.emptyText = empty;
    this.choice = element('select', { id: id + '-of' });
    this.figure.controls.append(
      element('label', { class: 'unseen', for: id + '-of' }, title + ': which ' + label), this.choice);
    this.build();
  }

  build() {
    if (this.chart) this.chart.destroy();
    const options = chartDefaults(formatPercent);
    options.plugins.tooltip.callbacks = {
      label: (item) => formatPercent(item.parsed.y) + ' of them',
    };
    options.scales.y.beginAtZero = true;
    options.scales.y.suggestedMax = 0.2;
    const bars = { data: [], backgroundColor: colour('series-1'), categoryPercentage: 1, barPercentage: 0.86 };
    this.chart = new Chart(this.figure.canvas, { type: 'bar', data: { labels: [], datasets: [bars] }, options });
  }

  draw(recent) {
    setOptions(this.choice, recent.now.labels(this.label, this.meter), 'all ' + this.label + 's');
    const labels = this.choice.value ? { [this.label]: this.choice.value } : {};
    const durations = recent.durations(this.meter, labels, 60);
    const count = durations ? durations.count : 0;
    const cells = durations ? durations.cells : [];
    const names = cells.map(([bound], at) =>
      Number.isFinite(bound)
        ? '≤ ' + formatLatency(bound)
        : '> ' + formatLatency(at ? cells[at - 1][0] : 0));
    const shares = cells.map(([, cell]) => (count ? cell / count : 0));
    const { data } = this.chart;
    data.labels = names;
    data.datasets[0].data = shares;
    this.chart.update('none');
    this.figure.setEmpty(count ? null : this.emptyText);
    this.figure.setLegend(!count ? [] : [
      { name: 'half within', value: formatWithin(durations, 0.5) },
      { name: '99 % within', value: formatWithin(durations, 0.99) },
      { name: 'measured', value: formatCount(count) },
    ]);
    this.figure.setTable(() => ({
      columns: ['Took', 'Measured', 'Share'],
      rows: cells.map(([, cell], at) => [names[at], formatCount(cell), formatPercent(shares[at])]),
    }));
  }
}
