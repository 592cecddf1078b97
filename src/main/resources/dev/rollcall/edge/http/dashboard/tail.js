// The messages of one topic as they come: the last few that are there, then what is said from now
// on. Nobody reads a thousand a second, so that a topic that is faster is shown in samples.

const MESSAGES_KEPT = 200;
const MESSAGES_AT_FIRST = 50;
const MESSAGES_A_SECOND = 500;
const MESSAGE_LENGTH = 2000;
const DRAW_EVERY = 250;

class Tail {
  constructor() {
    this.topic = byId('tail-topic');
    this.state = byId('tail-state');
    this.list = byId('tail-list');
    this.pauseButton = byId('tail-pause');
    this.clearButton = byId('tail-clear');
    this.paused = false;
    this.waiting = [];
    this.topic.addEventListener('change', () => this.follow(this.topic.value));
    this.pauseButton.addEventListener('click', () => this.pause(!this.paused));
    this.clearButton.addEventListener('click', () => this.clear());
  }

  /** The topics to choose from. */
  offer(names) {
    setOptions(this.topic, names, names.length ? 'Choose a topic' : 'No topic yet');
  }

  /** Follows a topic that nothing else is followed instead of. */
  suggest(name) {
    if (this.followed) return;
    if (![...this.topic.options].some((option) => option.value === name)) {
      this.topic.append(element('option', { value: name }, name));
      delete this.topic.dataset.values;
    }
    this.topic.value = name;
    this.follow(name);
  }

  follow(name) {
    this.stop();
    this.clear();
    this.followed = name;
    this.pause(false);
    this.pauseButton.disabled = this.clearButton.disabled = !name;
    if (!name) return setText(this.state, 'Choose a topic to see its messages as they come.');
    setText(this.state, 'Opening ' + shortened(name) + '…');
    this.begin(name);
  }

  /** What was said last, then all after it. */
  async begin(name) {
    let after = null;
    try {
      const { messages } = await ask(
        '/api/topics/' + encodeURIComponent(name) + '?reverse=true&count=' + MESSAGES_AT_FIRST);
      if (this.followed !== name) return;
      messages.reverse().forEach((message) => this.take(message));
      if (messages.length) after = messages.at(-1).id;
    } catch {
      // Then the tail begins with what comes now.
    }
    if (this.followed === name) this.open(name, after);
  }

  open(name, after) {
    const url = new URL('/ws/topics/' + encodeURIComponent(name), location.href);
    url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
    if (after) url.searchParams.set('from', after);
    const socket = new WebSocket(url);
    this.socket = socket;
    this.second = 0;
    socket.onopen = () => {
      this.opened = true;
      this.tell();
    };
    socket.onmessage = ({ data }) => {
      if (this.socket === socket) this.receive(data);
    };
    socket.onclose = () => {
      if (this.socket === socket) this.lost(name);
    };
  }

  receive(data) {
    const second = Math.floor(Date.now() / 1000);
    this.inSecond = second === this.second ? this.inSecond + 1 : 1;
    this.second = second;
    let message;
    try {
      message = JSON.parse(data);
    } catch {
      return;
    }
    if (message && message.id) this.take(message);
    if (this.inSecond > MESSAGES_A_SECOND) {
      this.stop();
      this.sampled = true;
      this.tell();
      this.retry = setTimeout(() => this.open(this.followed, null), 1000);
    }
  }

  /** The server has gone or does not do this; it is tried again while the page is connected. */
  lost(name) {
    this.socket = null;
    setText(this.state, this.opened
      ? 'The connection was lost; trying again.'
      : 'This topic cannot be followed here at the moment; trying again.');
    this.opened = false;
    this.retry = setTimeout(() => this.open(name, this.last || null), 3000);
  }

  stop() {
    clearTimeout(this.retry);
    const socket = this.socket;
    this.socket = null;
    if (socket) socket.close();
    this.opened = this.sampled = false;
    this.last = null;
  }

  take(message) {
    this.last = message.id;
    this.waiting.push(message);
    if (this.waiting.length > MESSAGES_KEPT) this.waiting.shift();
    if (this.paused) this.missed++;
    if (!this.drawing) this.drawing = setTimeout(() => this.draw(), DRAW_EVERY);
  }

  draw() {
    this.drawing = null;
    this.tell();
    if (this.paused) return;
    const items = this.waiting.map((message) => this.item(message)).reverse();
    this.waiting = [];
    this.list.prepend(...items);
    while (this.list.children.length > MESSAGES_KEPT) this.list.lastChild.remove();
  }

  item({ id, fields }) {
    return element('li', {},
      element('time', { title: id }, formatClock(Number(id.split('-')[0]), true)),
      element('span', {}, messageText(fields)));
  }

  pause(paused) {
    this.paused = paused;
    this.missed = 0;
    setText(this.pauseButton, paused ? 'Resume' : 'Pause');
    if (this.followed) {
      this.tell();
      if (!paused) this.draw();
    }
  }

  clear() {
    this.waiting = [];
    this.list.replaceChildren();
  }

  tell() {
    const name = shortened(this.followed || '');
    if (this.paused) setText(this.state, 'Paused; ' + plural(this.missed, 'message') + ' since.');
    else if (this.sampled) setText(this.state, name + ' is faster than one can read: samples of it.');
    else if (this.opened) setText(this.state, 'Following ' + name + '.');
  }
}

/** A text as it is; several fields as JSON. */
function messageText(fields) {
  const values = fields && !Array.isArray(fields) ? Object.entries(fields) : [];
  const text =
    values.length === 1 && values[0][0] === 'text' && typeof values[0][1] === 'string'
      ? values[0][1]
      : JSON.stringify(fields);
  return text.length > MESSAGE_LENGTH
    ? text.slice(0, MESSAGE_LENGTH) + '… (' + formatCount(text.length) + ' characters)'
    : text;
}
