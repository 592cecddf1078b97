// The page: what the figures are, where they are shown, and the feed they come from.

const LIMIT_NAMES = {
  connections: 'Too many connections',
  rate: 'Requests faster than allowed',
  frame: 'Frames longer than allowed',
  header: 'Headers longer than allowed',
  body: 'Bodies longer than allowed',
  held: 'Too much memory held',
  idle: 'Idle for too long',
  handshake: 'Handshakes too slow',
  write: 'Clients that do not read',
};

const DAY = 86400;
const RENEW_SOON_DAYS = 30;
const RENEW_NOW_DAYS = 7;

const recent = new Recent();
const history5 = new History();

// ---- what is shown ---------------------------------------------------------------------------

const tiles = new Tiles(byId('tiles'), [
  'Requests', 'Latency, 99 %', 'Connections', 'Hit ratio', 'Messages', 'Memory',
]);

const rateChart = new LineChart(byId('charts'), {
  id: 'rate-chart', title: 'Requests per second', prefix: 'requests|', format: formatRate,
  empty: 'No listener has been asked yet.',
});
const latencyChart = new LineChart(byId('charts'), {
  id: 'latency-chart', title: 'Latency', prefix: 'latency|', format: formatLatency,
  order: ['half within', '99 % within'], log: [1e-5, 10],
  empty: 'No requests in these minutes.',
});
const durationChart = new DurationChart(byId('charts'), {
  id: 'duration-chart', title: 'Latency of the last minute', name: 'rollcall.request.duration',
  label: 'listener', empty: 'No requests in the last minute.',
});
const connectionChart = new LineChart(byId('charts'), {
  id: 'connection-chart', title: 'Open connections', prefix: 'open|', format: formatCount, max: 5,
  empty: 'No listener is known yet.',
});
const topicChart = new LineChart(byId('charts'), {
  id: 'topic-chart', title: 'Messages per second', prefix: 'topic|', format: formatRate,
  empty: 'No topic is in use.',
});
const processChart = new LineChart(byId('charts'), {
  id: 'process-chart', title: 'Processor and heap', prefix: 'process|', format: formatPercent,
  order: ['processor', 'heap'], empty: 'Nothing is known yet.',
});
const charts = [rateChart, latencyChart, durationChart, connectionChart, topicChart, processChart];

const listenersTable = new Table(byId('listeners-table'), {
  caption: 'Listeners', key: ({ name }) => name, empty: 'No listener has been connected to yet.',
  columns: [
    { title: 'Listener', cell: ({ name }) => name },
    { title: 'Open', cell: ({ open }) => formatCount(open) },
    { title: 'Requests/s', cell: ({ rate }) => formatRate(rate) },
    { title: 'Errors/s', cell: errorsCell },
    { title: '50 %', cell: ({ half }) => formatLatency(half) },
    { title: '99 %', cell: ({ most }) => formatLatency(most) },
    { title: 'In/s', cell: ({ received }) => formatBytes(received) },
    { title: 'Out/s', cell: ({ sent }) => formatBytes(sent) },
    { title: 'Refused', cell: ({ refused }) =>
      refused ? { text: formatCount(refused), tone: 'warn', note: 'connections' } : '0' },
  ],
});

function errorsCell({ errors, rate }) {
  if (!errors) return formatRate(errors);
  const share = rate ? formatPercent(Math.min(1, errors / rate)) + ' of requests' : '';
  return { text: formatRate(errors), note: share, tone: 'bad' };
}

const setsTable = new Table(byId('sets-table'), {
  caption: 'Sets', key: ({ name }) => name, empty: 'This server has no set.',
  columns: [
    { title: 'Set', cell: ({ name }) => name },
    { title: 'State', left: true, cell: setStateCell },
    { title: 'Members', cell: ({ count, added, removed }) => ({
      text: formatCount(count),
      note: [added && '+' + formatCount(added), removed && '−' + formatCount(removed)]
        .filter(Boolean).join(' '),
      title: count + ' members; ' + added + ' added and ' + removed + ' removed at run time',
    }) },
    { title: 'Generation', cell: ({ generation, live, now }) => ({
      text: generation ? String(generation) : NONE,
      note: live ? formatAgo((now - live) / 1000) : '',
    }) },
    { title: 'Lookups/s', cell: ({ rate }) => formatRate(rate) },
    { title: 'Hit ratio', cell: ({ hits }) => formatPercent(hits) },
    { title: 'Last failed load', left: true, cell: ({ failed, now }) =>
      failed
        ? { text: formatAgo((now - failed.at) / 1000), note: failed.reason, tone: 'warn' }
        : { text: 'none', tone: 'quiet' } },
  ],
});

function setStateCell({ loading, stale, generation }) {
  if (stale) return { text: 'stale', note: 'the list before is served', tone: 'bad' };
  if (loading) return { text: 'loading', note: generation ? 'a new list' : 'its first list', tone: 'warn' };
  return generation ? { text: 'live', tone: 'good' } : { text: 'not loaded yet', tone: 'warn' };
}

const topicsTable = new Table(byId('topics-table'), {
  caption: 'Topics', key: ({ name }) => name,
  empty: 'No topic yet: send a message below.',
  columns: [
    { title: 'Topic', cell: ({ name }) => name },
    { title: 'Messages/s', cell: ({ rate }) => formatRate(rate) },
    { title: 'Messages', cell: ({ messages }) => formatCount(messages) },
    { title: 'Size', cell: ({ bytes }) => formatBytes(bytes) },
    { title: 'Followers', cell: ({ followers }) => formatCount(followers) },
    { title: 'Slowest behind', cell: ({ lag }) =>
      lag >= 1 ? { text: formatSpan(lag), tone: lag >= 10 ? 'warn' : null, note: lag >= 10 ? 'lagging' : '' }
        : known(lag) ? 'none' : NONE },
    { title: 'Oldest', cell: ({ oldest, now }) => (oldest ? formatAgo((now - oldest) / 1000) : NONE) },
    { title: 'Last', cell: ({ last, now }) => (last ? formatAgo((now - last) / 1000) : NONE) },
  ],
});

const membersTable = new Table(byId('members-table'), {
  caption: 'Cluster members', key: ({ address }) => address, empty: 'This node knows of no cluster.',
  columns: [
    { title: 'Address', cell: ({ address, self, leader }) => ({
      text: address, note: [self && 'this node', leader && 'leader'].filter(Boolean).join(', '),
    }) },
    { title: 'Status', left: true, cell: ({ status, reachable }) =>
      !reachable
        ? { text: status, note: 'unreachable', tone: 'bad' }
        : { text: status, tone: status === 'up' ? 'good' : 'warn' } },
    { title: 'Roles', left: true, cell: ({ roles = [] }) =>
      roles.filter((role) => !role.startsWith('dc-')).join(', ') || NONE },
  ],
});

const limitsTable = new Table(byId('limits-table'), {
  caption: 'Limits', key: ({ limit }) => limit, empty: 'No limit was ever met.',
  columns: [
    { title: 'Limit', cell: ({ limit }) => limitName(limit) },
    { title: 'Times', cell: ({ times }) => formatCount(times) },
    { title: 'Last minute', cell: ({ lately }) =>
      lately ? { text: formatCount(lately), tone: 'warn', note: 'being hit' } : formatCount(lately) },
  ],
});

function limitName(limit) {
  return Object.hasOwn(LIMIT_NAMES, limit) ? LIMIT_NAMES[limit] : limit;
}

const certificatesTable = new Table(byId('certificates-table'), {
  caption: 'Certificates', key: ({ name }) => name, empty: 'No listener speaks TLS.',
  columns: [
    { title: 'Certificate', cell: ({ name }) => name },
    { title: 'Expires', cell: ({ expiry }) => formatDate(expiry * 1000) },
    { title: 'Left', cell: certificateCell },
  ],
});

function certificateCell({ left }) {
  if (left <= 0) return { text: 'expired', note: formatAgo(-left), tone: 'bad' };
  const days = Math.floor(left / DAY);
  const text = days >= 1 ? plural(days, 'day') : formatSpan(left);
  if (days < RENEW_NOW_DAYS) return { text, note: 'renew now', tone: 'bad' };
  if (days < RENEW_SOON_DAYS) return { text, note: 'renew soon', tone: 'warn' };
  return { text, tone: 'good' };
}

// ---- from meters to what is shown ------------------------------------------------------------

const HEAP = { area: 'heap' };

function heap(frame) {
  // One without a limit says −1, and is no part of the limit of all.
  const most = sum(
    frame.series('jvm.memory.max')
      .filter(({ labels, value }) => labels.area === 'heap' && value > 0)
      .map(({ value }) => value));
  return { used: frame.value('jvm.memory.used', HEAP), most };
}

function hitRatio(labels, seconds) {
  const asked = recent.growth('rollcall.set.queries', labels, seconds);
  const found = recent.growth('rollcall.set.hits', labels, seconds);
  return asked ? Math.min(1, (found || 0) / asked) : null;
}

function drawTiles(frame) {
  const rate = recent.rate('rollcall.requests');
  const errors = recent.growth('rollcall.request.errors', {}, 60);
  tiles.set('Requests', formatRate(rate ?? 0), '/s',
    errors ? plural(errors, 'error') + ' in a minute' : 'no errors', errors ? 'warn' : null);

  const durations = recent.durations('rollcall.request.duration', {}, 10);
  const most = percentile(durations, 0.99);
  tiles.set('Latency, 99 %', formatLatency(most), '',
    most === null ? 'no requests' : 'half within ' + formatLatency(percentile(durations, 0.5)));

  const refused = recent.growth('rollcall.connections', { outcome: 'refused' }, 60);
  tiles.set('Connections', formatCount(frame.value('rollcall.connections.open') ?? 0), '',
    refused ? plural(refused, 'refusal') + ' in a minute' : 'none refused', refused ? 'warn' : null);

  const ratio = hitRatio({}, 10);
  const lookups = recent.rate('rollcall.set.queries', {}, 10);
  tiles.set('Hit ratio', formatPercent(ratio), '',
    lookups ? 'of ' + formatRate(lookups) + ' lookups/s' : 'no lookups');

  const followers = frame.value('rollcall.topic.followers');
  tiles.set('Messages', formatRate(recent.rate('rollcall.topic.appended') ?? 0), '/s',
    plural(followers ?? 0, 'follower'));

  const { used, most: limit } = heap(frame);
  const busy = frame.value('process.cpu.usage');
  tiles.set('Memory', formatBytes(used), '',
    (limit ? 'of ' + formatBytes(limit) + ', ' : '') + 'processor ' + formatPercent(busy));
}

function pushHistory(frame) {
  const row = new Map();
  for (const listener of listeners(frame)) {
    row.set('requests|' + listener, recent.rate('rollcall.requests', { listener }));
    row.set('open|' + listener, frame.value('rollcall.connections.open', { listener }));
  }
  for (const topic of frame.labels('topic', 'rollcall.topic.appended')) {
    row.set('topic|' + topic, recent.rate('rollcall.topic.appended', { topic }));
  }
  const durations = recent.durations('rollcall.request.duration', {}, 10);
  if (durations && durations.count) {
    row.set('latency|half within', percentile(durations, 0.5));
    row.set('latency|99 % within', percentile(durations, 0.99));
  }
  const { used, most } = heap(frame);
  row.set('process|processor', frame.value('process.cpu.usage'));
  if (used !== null && most) row.set('process|heap', used / most);
  history5.push(frame.time, row);
}

function listeners(frame) {
  return frame.labels('listener', 'rollcall.connections.open', 'rollcall.requests');
}

function drawTables(frame) {
  listenersTable.draw(listeners(frame).map((name) => {
    const listener = { listener: name };
    const durations = recent.durations('rollcall.request.duration', listener, 10);
    return {
      name,
      open: frame.value('rollcall.connections.open', listener),
      rate: recent.rate('rollcall.requests', listener),
      errors: recent.rate('rollcall.request.errors', listener, 10) ?? 0,
      half: percentile(durations, 0.5),
      most: percentile(durations, 0.99),
      received: recent.rate('rollcall.received.bytes', listener),
      sent: recent.rate('rollcall.sent.bytes', listener),
      refused: frame.value('rollcall.connections', { ...listener, outcome: 'refused' }),
    };
  }));

  const sets = frame.snapshot.sets || [];
  setsTable.draw(sets.map((set) => ({
    ...set,
    now: frame.time,
    rate: recent.rate('rollcall.set.queries', { set: set.name }),
    hits: hitRatio({ set: set.name }, 10),
  })));
  setOptions(byId('lookup-set'), sets.map(({ name }) => name));

  const names = topicNames(frame);
  topicsTable.draw(names, (name) => {
    const topic = { topic: name };
    return {
      name,
      now: frame.time,
      rate: recent.rate('rollcall.topic.appended', topic),
      messages: frame.value('rollcall.topic.messages', topic),
      bytes: frame.value('rollcall.topic.bytes', topic),
      followers: frame.value('rollcall.topic.followers', topic),
      lag: frame.value('rollcall.topic.follower.lag', topic),
      oldest: frame.value('rollcall.topic.oldest.id', topic),
      last: frame.value('rollcall.topic.last.id', topic),
    };
  });
  tail.offer(names);
  setOptions(byId('topic-names'), names);
  const topic = byId('send-topic');
  if (names.length && !topic.value && !topic.dataset.filled && document.activeElement !== topic) {
    topic.dataset.filled = 'yes';
    topic.value = names.includes('messages') ? 'messages' : names[0];
  }

  membersTable.draw(frame.snapshot.members || []);
  limitsTable.draw(frame.labels('limit', 'rollcall.limits.hit')
    .map((limit) => ({
      limit,
      times: frame.value('rollcall.limits.hit', { limit }),
      lately: recent.growth('rollcall.limits.hit', { limit }, 60) ?? 0,
    }))
    .filter(({ times }) => times > 0));
  certificatesTable.draw(frame.labels('certificate', 'rollcall.certificate.expiry').map((name) => {
    const expiry = frame.value('rollcall.certificate.expiry', { certificate: name });
    return { name, expiry, left: expiry - frame.time / 1000 };
  }));
}

function topicNames(frame) {
  const { names = [] } = frame.snapshot.topics || {};
  return [...new Set([...names, ...frame.labels('topic', 'rollcall.topic.messages', 'rollcall.topic.appended')])].sort();
}

function drawCharts(frame) {
  for (const chart of charts) {
    if (chart === durationChart) chart.draw(recent);
    else chart.draw(history5, frame.time);
  }
}

function drawHead(frame) {
  const { version = '', started, java = '' } = frame.snapshot.node || {};
  setText(byId('version'), version.split(' ')[0] || NONE);
  setText(byId('about'), `Rollcall ${version}${java && ', Java ' + java}.`);
  setText(byId('uptime'), started ? formatSpan((frame.time - started) / 1000) : NONE);
  document.title = formatRate(recent.rate('rollcall.requests') ?? 0) + '/s · Rollcall';
  loadedVersion ??= version;
  const updated = version !== loadedVersion;
  byId('notice').hidden = !updated;
  if (updated) setText(byId('notice'), `The server is now ${version}: reload the page to have its page, too.`);
}

let loadedVersion = null;

function show(snapshot) {
  const frame = new Frame(snapshot);
  recent.push(frame);
  pushHistory(frame);
  drawHead(frame);
  if (!drawing) drawing = requestAnimationFrame(draw);
}

let drawing = 0;

/** Only what can be seen: a page in the background costs next to nothing. */
function draw() {
  drawing = 0;
  drawTiles(recent.now);
  drawTables(recent.now);
  drawCharts(recent.now);
}

// ---- the feed --------------------------------------------------------------------------------

const RETRY_FIRST = 500;
const RETRY_MOST = 15_000;
const SILENCE = 5000;

const feed = { retry: RETRY_FIRST, heard: 0, stopping: false };

function setState(state, text, note = '') {
  setData(byId('state'), 'state', state);
  setText(byId('state-text'), text);
  setText(byId('state-note'), note);
  setData(document.body, 'live', state === 'live' ? 'yes' : 'no');
  if (state !== 'live' && state !== 'connecting') document.title = text + ' · Rollcall';
}

function connect() {
  const url = new URL('/ws/dashboard', location.href);
  url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = new WebSocket(url);
  feed.socket = socket;
  feed.stopping = false;
  feed.heard = Date.now();
  socket.onmessage = ({ data }) => {
    feed.heard = Date.now();
    feed.retry = RETRY_FIRST;
    const snapshot = JSON.parse(data);
    if (snapshot.stopping) {
      feed.stopping = true;
      return setState('stopping', 'Server is stopping');
    }
    setState('live', 'Live');
    show(snapshot);
  };
  socket.onclose = () => reconnect();
}

function reconnect() {
  feed.socket = null;
  // Not all pages of a server that has stopped at once.
  const wait = feed.retry * (0.75 + Math.random() / 2);
  feed.retry = Math.min(RETRY_MOST, feed.retry * 2);
  feed.next = Date.now() + wait;
  setState('lost', 'Reconnecting');
  setTimeout(connect, wait);
}

/** What nobody else tells: how long until the next try, and that nothing has come for a while. */
setInterval(() => {
  if (!feed.socket) {
    const left = Math.ceil((feed.next - Date.now()) / 1000);
    setText(byId('state-note'), left > 1 ? 'in ' + left + SPACE + 's' : '');
  } else if (Date.now() - feed.heard > SILENCE && !feed.stopping) {
    setState('lost', 'No answer', 'for ' + formatSpan((Date.now() - feed.heard) / 1000));
    // A connection that died without a word would stay open for long.
    if (Date.now() - feed.heard > 4 * SILENCE) feed.socket.close();
  }
}, 1000);

// ---- light and dark --------------------------------------------------------------------------

const THEMES = ['auto', 'light', 'dark'];

function setTheme(theme) {
  const chosen = THEMES.includes(theme) ? theme : 'auto';
  if (chosen === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
  byId('theme').dataset.theme = chosen;
  setText(byId('theme-name'), chosen);
  repaint();
}

function repaint() {
  palette.clear();
  charts.forEach((chart) => chart.build());
  if (recent.now) drawCharts(recent.now);
}

byId('theme').addEventListener('click', () => {
  const next = THEMES[(THEMES.indexOf(byId('theme').dataset.theme) + 1) % THEMES.length];
  settings.write('theme', next);
  setTheme(next);
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', repaint);

// ---- begin -----------------------------------------------------------------------------------

const tail = new Tail();
lookupBox();
sendBox((topic) => tail.suggest(topic));
setTheme(settings.read('theme'));
connect();
