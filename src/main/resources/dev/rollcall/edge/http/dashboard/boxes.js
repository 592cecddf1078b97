// Asking and sending, by the server's API.

/** Asks the API; gives its JSON, or throws an Error that says what is wrong in words. */
async function ask(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { ...options, headers: { Accept: 'application/json', ...options.headers } });
  } catch {
    throw new Error('The server did not answer. Is it still running?');
  }
  const type = response.headers.get('Content-Type') || '';
  let body = null;
  if (/[/+]json\b/.test(type)) {
    try {
      body = await response.json();
    } catch {
      throw new Error('The server answered with something that is not JSON.');
    }
  }
  if (response.ok && body) return body;
  if (body && body.detail) throw new Error(body.detail);
  if (response.status === 404) throw new Error('This server does not offer its API here.');
  if (response.status === 429) {
    const wait = response.headers.get('Retry-After');
    throw new Error('Too many requests from your address' + (wait ? '; try again in ' + wait + ' s.' : '.'));
  }
  throw new Error('The server answered ' + response.status + ' ' + response.statusText + '.');
}

/** Shows what came of it: a verdict in words and colour, and the rest. */
function say(output, tone, verdict, rest = '') {
  setData(output, 'tone', tone);
  output.replaceChildren();
  if (verdict) output.append(element('strong', {}, verdict), ' ');
  output.append(rest);
}

/** A form that does one thing at a time. */
function onSubmit(form, act) {
  const button = form.querySelector('button[type=submit]');
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (button.getAttribute('aria-disabled') === 'true') return;
    button.setAttribute('aria-disabled', 'true');
    try {
      await act();
    } finally {
      button.removeAttribute('aria-disabled');
    }
  });
}

function shortened(text, most = 80) {
  return text.length > most ? text.slice(0, most - 1) + '…' : text;
}

function lookupBox() {
  const set = byId('lookup-set');
  const input = byId('lookup-string');
  const output = byId('lookup-result');
  onSubmit(byId('lookup'), async () => {
    const string = input.value;
    if (!set.value) return say(output, 'warn', 'No set', 'This server has none to ask.');
    if (string === '') {
      input.focus();
      return say(output, 'warn', 'Nothing asked.', 'Type the string to look up.');
    }
    const path = '/api/sets/' + encodeURIComponent(set.value) + '/' + encodeURIComponent(string);
    try {
      const { member, generation } = await ask(path);
      const place = `“${shortened(string)}” in ${set.value}, generation ${generation}`;
      say(output, member ? 'good' : 'plain', member ? 'EXISTS' : 'NOT FOUND', place);
    } catch (error) {
      say(output, 'bad', 'Not answered.', error.message);
    }
  });
}

function sendBox(onSent) {
  const topic = byId('send-topic');
  const text = byId('send-text');
  const output = byId('send-result');
  onSubmit(byId('send'), async () => {
    const name = topic.value.trim();
    if (!name) {
      topic.focus();
      return say(output, 'warn', 'Not sent.', 'Name the topic, such as messages.');
    }
    if (text.value === '') {
      text.focus();
      return say(output, 'warn', 'Not sent.', 'Type the message.');
    }
    try {
      const { id } = await ask('/api/topics/' + encodeURIComponent(name), {
        method: 'POST',
        headers: { 'Content-Type': 'text/plain; charset=utf-8' },
        body: text.value,
      });
      say(output, 'good', 'Stored', `in ${shortened(name)} as ${id}`);
      text.value = '';
      onSent(name);
    } catch (error) {
      say(output, 'bad', 'Not sent.', error.message);
    }
  });
}
